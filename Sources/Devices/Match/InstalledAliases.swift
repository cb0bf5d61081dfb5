// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import Kbuild
import KconfigParse

/// The aliases that a kernel of the same version was installed with: `modules.alias` and `modules.builtin.modinfo` of
/// /lib/modules (see `depmod(8)`). They tell what macros and scripts hide from a reader of the sources.
public struct InstalledAliases: Sendable {
    /// Pattern, name of the module, place.
    public private(set) var entries: [(pattern: String, module: String, file: String, line: Int)] = []

    /// - Parameter folder: that of one version.
    public init(folder: String) {
        if let text = SourceText(path: folder + "/modules.alias") {
            var number = 0
            for line in text.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
                number += 1
                let words = String(decoding: UnsafeBufferPointer(rebasing: line), as: UTF8.self).split(
                    separator: " ")
                guard words.count == 3, words[0] == "alias" else { continue }
                entries.append((String(words[1]), String(words[2]), folder + "/modules.alias", number))
            }
        }
        if let text = SourceText(path: folder + "/modules.builtin.modinfo") {
            // `MODULE.alias=PATTERN`, each with a zero behind it.
            for part in text.bytes.split(separator: 0) {
                let line = String(decoding: UnsafeBufferPointer(rebasing: part), as: UTF8.self)
                let sides = line.split(separator: "=", maxSplits: 1)
                guard sides.count == 2, sides[0].hasSuffix(".alias") else { continue }
                entries.append(
                    (
                        String(sides[1]), String(sides[0].dropLast(".alias".count)),
                        folder + "/modules.builtin.modinfo", 0
                    ))
            }
        }
    }

    /// The folder below /lib/modules of a kernel of a version; the first by name when there are several.
    ///
    /// - Parameter version: `6.12.57`; distributions put more behind it.
    public static func folder(version: String, root: String = "/lib/modules") -> String? {
        let suffix = "/modules.alias"
        let pattern = "\(FilePattern.escaped(root))/\(FilePattern.escaped(version))*\(suffix)"
        return FilePattern.expand(pattern).map { String($0.dropLast(suffix.count)) }.first { path in
            !(path.dropFirst(root.count + 1 + version.count).first?.isNumber ?? false)
        }
    }

    /// Those that a scan did not find, for modules that the make files build.
    public func missing(in scan: DeviceScan, _ map: KbuildMap) -> [DeviceAlias] {
        var known: Set<String> = []
        for alias in scan.aliases {
            for unit in map.units(withObject: String(alias.source.dropLast(2))) {
                known.insert(alias.pattern(in: unit.moduleName) + " " + unit.moduleName)
            }
        }
        return entries.compactMap { entry in
            guard !known.contains("\(entry.pattern) \(BuildUnit.moduleName(entry.module))"),
                let part = map.units(ofModule: entry.module).first?.parts.first
            else { return nil }
            return DeviceAlias(
                pattern: entry.pattern, source: part.object + ".c", file: entry.file, line: entry.line,
                condition: .always, way: .line)
        }
    }
}
