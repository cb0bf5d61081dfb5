// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import Kbuild
import KconfigParse

/// The devices that the sources of a tree name.
public struct DeviceScan: Sendable {
    public var aliases: [DeviceAlias] = []
    /// Drivers, consoles and types of file systems by their names.
    public var things: [NamedThing] = []
    public var problems: [DeviceProblem] = []
    /// Headers that were read, and those that were looked for in vain.
    var headers: Set<String> = []

    /// The devices that fit one of some patterns, the most specific first.
    public func matching(_ patterns: [String]) -> [DeviceAlias] {
        var found = aliases.filter { alias in
            // What fits every vendor says nothing of two numbers.
            patterns.contains {
                AliasPattern.overlap($0, alias.pattern)
                    && !($0.hasPrefix("pci:") && $0.contains("~") && alias.pattern.hasPrefix("pci:v*"))
            }
        }
        // Tables that are no aliases are of drivers that are always built in, where a device tree names devices; else they
        // mostly are lists of exceptions.
        if found.contains(where: { $0.way.isDeclared }) {
            found.removeAll { !$0.way.isDeclared && !$0.pattern.hasPrefix("of:") }
        }
        let weighed = found.enumerated().map {
            ($0.offset, AliasPattern.weight($0.element.pattern), $0.element)
        }
        return weighed.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.2)
    }

    /// Reads sources once each, on all cores.
    ///
    /// - Parameters:
    ///   - files: relative to the tree, each with other folders of headers.
    ///   - onProgress: is told from time to time, by one thread, how many files are read.
    ///   - kind: what is known of a symbol.
    public static func read(
        tree: String, sourceArch: String, files: [(name: String, more: [String])],
        onProgress: @escaping (_ read: Int) -> Void = { _ in },
        kind: @escaping @Sendable (String) -> SymbolKind
    ) -> DeviceScan {
        let count = min(Processors.count, 16)
        let parts = (0..<count).map { first in
            (first, stride(from: first, to: files.count, by: count).map { files[$0] })
        }
        let results = Parallel.map(parts) { part, names in
            let context = DeviceContext(tree: tree, sourceArch: sourceArch, kind: kind)
            var scan = DeviceScan()
            for (number, (name, more)) in names.enumerated() {
                if part == 0, number & 63 == 0 { onProgress(number * count) }
                guard isOfInterest(tree + "/" + name) else { continue }
                scan.add(SourceReader(context, name, more: more).read())
            }
            scan.headers = context.finder.lookedFor
            return scan
        }
        var whole = DeviceScan()
        for result in results { whole.add(result) }
        whole.aliases.sort {
            ($0.source, $0.file, $0.line, $0.pattern) < ($1.source, $1.file, $1.line, $1.pattern)
        }
        whole.things.sort { ($0.file, $0.line, $0.name) < ($1.file, $1.line, $1.name) }
        whole.problems.sort { ($0.file, $0.line, $0.reason) < ($1.file, $1.line, $1.reason) }
        return whole
    }

    private mutating func add(_ other: DeviceScan) {
        aliases += other.aliases
        things += other.things
        problems += other.problems
        headers.formUnion(other.headers)
    }

    /// Headers that say what the fields of tables are.
    static let definitions = ["include/linux/mod_devicetable.h", "include/linux/serial_core.h"]

    /// Behind an underscore; one of them is in every source that has a table, an alias or something with a name.
    private static let marks = [
        "ALIAS", "DEVICE_TABLE", "device_id ", "DECLARE", "USB_FUNCTION", "cpu_feature_match",
        "PLATFORM_DRIVER_BEGIN", "driver ", "console(", "system_type ",
    ].map { Array($0.utf8) }

    private static func isOfInterest(_ path: String) -> Bool {
        guard let text = SourceText(path: path), let base = text.bytes.baseAddress else { return false }
        // Its tables may stand in another source that it includes.
        if ByteSearch.firstRange(of: Array(".c\"\n".utf8), in: text.bytes) != nil { return true }
        var position = 0
        while let hit = memchr(base + position, 0x5F, text.bytes.count - position) {
            position = UnsafeRawPointer(hit) - UnsafeRawPointer(base) + 1
            guard position < text.bytes.count else { return false }
            let next = text.bytes[position]
            for mark in marks where mark[0] == next && position + mark.count <= text.bytes.count {
                if memcmp(base + position, mark, mark.count) == 0 { return true }
            }
        }
        return false
    }
}
