// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Names of files as make files write them.
enum MakePath {
    /// Without `./`, `//`, `x/..` and a slash at the end.
    static func normal(_ path: String) -> String {
        var path = path
        guard !path.withUTF8(isNormal) else { return path }
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

    /// The name without folders.
    static func base(_ path: String) -> String {
        path.utf8.lastIndex(of: 0x2F).map { String(path[path.utf8.index(after: $0)...]) } ?? path
    }

    /// Nearly all are: so this is what most names cost.
    private static func isNormal(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = path.first == 0x2F ? 1 : 0
        for index in start...path.count where index == path.count || path[index] == 0x2F {
            switch index - start {
            case 0: return false
            case 1: if path[start] == 0x2E { return false }
            case 2: if path[start] == 0x2E, path[start + 1] == 0x2E { return false }
            default: break
            }
            start = index + 1
        }
        return true
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
