// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Finds the files that an `#include` can stand for.
struct IncludeFinder {
    /// Numbers of files by path.
    let files: [String: Int]
    /// Paths by the name without folders.
    private var byName: [Substring: [String]] = [:]
    private let usual: [String]
    /// What was found before for names that don't depend on who includes them.
    private var known: [String: (files: [String], isSure: Bool)] = [:]

    init(_ lines: IncludeLines, sourceArch: String) {
        usual = [
            "arch/\(sourceArch)/include", "include", "arch/\(sourceArch)/include/uapi", "include/uapi",
        ]
        files = lines.numbers()
        byName.reserveCapacity(lines.paths.count)
        for path in lines.paths where !path.hasSuffix(".dts") {
            byName[Self.base(path[...]), default: []].append(path)
        }
    }

    static func base(_ path: Substring) -> Substring {
        path.utf8.lastIndex(of: 0x2F).map { path[path.utf8.index(after: $0)...] } ?? path
    }

    /// - Parameter more: folders that the compiler is told of with `-I`.
    mutating func find(
        _ name: String, isQuoted: Bool, from: String, more: [String]
    ) -> (files: [String], isSure: Bool) {
        if isQuoted {
            let own = MakePath.normal(SourceKind.folder(from) + "/" + name)
            if files[own] != nil { return ([own], true) }
        }
        if !more.isEmpty { return anywhere(name, more) }
        if let known = known[name] { return known }
        let found = anywhere(name, [])
        known[name] = found
        return found
    }

    private func anywhere(_ name: String, _ more: [String]) -> (files: [String], isSure: Bool) {
        var found: [String] = []
        for folder in more + usual {
            let path = MakePath.normal(folder + "/" + name)
            if files[path] != nil, !found.contains(path) { found.append(path) }
        }
        // The first one is it, unless a folder of a make file comes before.
        if let first = found.first {
            let isUsual = usual.contains { MakePath.normal($0 + "/" + name) == first }
            return isUsual || found.count == 1 ? ([first], true) : (found, false)
        }
        if name.hasPrefix("asm/") {
            let rest = name.dropFirst("asm/".count)
            for folder in ["include/asm-generic/", "include/uapi/asm-generic/"]
            where files[folder + rest] != nil {
                return ([folder + rest], true)
            }
        }
        return (elsewhere(name), false)
    }

    /// All files whose path ends like that.
    private func elsewhere(_ name: String) -> [String] {
        let plain = MakePath.normal(name).split(separator: "/").drop { $0 == ".." }.joined(separator: "/")
        let end = "/" + plain
        return (byName[Self.base(plain[...])] ?? []).filter { $0 == plain || $0.hasSuffix(end) }
    }
}
