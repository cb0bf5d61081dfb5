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
        let isPattern = name.utf8.contains { $0 == 0x2A || $0 == 0x3F || $0 == 0x5B }
        return isPattern ? existing(name, tree) : [normal(name)]
    }

    /// What `$(wildcard …)` gives.
    static func existing(_ name: String, _ tree: String) -> [String] {
        let start = name.hasPrefix("/") ? "" : tree + "/"
        let found = FilePattern.expand(start + normal(name) + (name.hasSuffix("/") ? "/" : ""))
        return found.map { String($0.dropFirst(start.count)) }
    }
}
