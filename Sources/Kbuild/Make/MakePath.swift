// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Names of files as make files write them.
enum MakePath {
    /// Without `./`, `//` and `x/..`.
    static func normal(_ path: String) -> String {
        guard path.contains(".") || path.contains("//") else { return path }
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            if part == "." { continue }
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// The files of the tree that fit a pattern; a name without wildcards stands for itself.
    static func expand(_ name: String, _ tree: String) -> [String] {
        name.utf8.contains(where: isWildcard) ? existing(name, tree) : [normal(name)]
    }

    /// What `$(wildcard …)` gives.
    static func existing(_ name: String, _ tree: String) -> [String] {
        let start = name.hasPrefix("/") ? "" : tree + "/"
        let found = FilePattern.expand(start + normal(name) + (name.hasSuffix("/") ? "/" : ""))
        let names = found.map { String($0.dropFirst(start.count)) }
        // make keeps `./` before them, and patterns ask for it.
        guard normal(name) != name, let slash = name.lastIndex(of: "/"), !name.hasSuffix("/"),
            !name[..<slash].utf8.contains(where: isWildcard)
        else { return names }
        return names.map { found in
            String(name[...slash])
                + (found.lastIndex(of: "/").map { found[found.index(after: $0)...] } ?? found[...])
        }
    }

    private static func isWildcard(_ byte: UInt8) -> Bool { byte == 0x2A || byte == 0x3F || byte == 0x5B }
}
