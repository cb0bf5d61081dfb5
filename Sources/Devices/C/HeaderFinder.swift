// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Finds headers as the compiler would, each read once.
final class HeaderFinder {
    private let tree: String
    private let folders: [String]
    private let pool: CPool
    private var headers: [String: Header?] = [:]
    private var definers: [StringID: [Header]] = [:]

    init(tree: String, sourceArch: String, _ pool: CPool) {
        self.tree = tree
        self.pool = pool
        folders = [
            "arch/\(sourceArch)/include", "include", "arch/\(sourceArch)/include/uapi", "include/uapi",
        ]
    }

    func header(_ path: String) -> Header? {
        if let known = headers[path] { return known }
        let header = SourceText(path: tree + "/" + path).map { Header(path: path, text: $0, pool) }
        headers[path] = .some(header)
        if let header {
            for name in header.definedNames { definers[name, default: []].append(header) }
        }
        return header
    }

    /// Headers that were read, and those that are not there.
    var lookedFor: Set<String> { Set(headers.keys) }

    /// The headers read so far that define a macro or a constant of that name.
    func definers(of name: StringID) -> [Header] { definers[name] ?? [] }

    /// - Parameters:
    ///   - from: the file that includes it.
    ///   - more: other folders to look into.
    func find(_ include: Header.Include, from: String, more: [String] = []) -> Header? {
        if include.isQuoted, let found = header(Self.joined(Self.folder(from), include.name)) { return found }
        for folder in more + folders {
            if let found = header(folder + "/" + include.name) { return found }
        }
        if include.name.hasPrefix("asm/") {
            let rest = include.name.dropFirst("asm/".count)
            for folder in ["include/asm-generic/", "include/uapi/asm-generic/"] {
                if let found = header(folder + rest) { return found }
            }
        }
        // Folders that make files add with `-I` are above, or beside.
        var folder = Self.folder(from)
        for _ in 0..<4 {
            guard let slash = folder.lastIndex(of: "/") else { break }
            for name in [include.name, "include/" + include.name] {
                if let found = header(folder + "/" + name) { return found }
            }
            folder = String(folder[..<slash])
        }
        return nil
    }

    private static func folder(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    static func joined(_ folder: String, _ name: String) -> String {
        var parts = folder.split(separator: "/").filter { $0 != "." }
        for part in name.split(separator: "/") where part != "." {
            if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// A header's own includes.
    private func included(_ header: Header, more: [String]) -> [Header] {
        if header.resolved == nil {
            var found: [Header] = []
            for include in header.includes {
                if let other = find(include, from: header.path) {
                    found.append(other)
                } else {
                    header.unresolved.append(include.name)
                }
            }
            header.resolved = found
        }
        if more.isEmpty || header.unresolved.isEmpty { return header.resolved! }
        // Found from some sources only.
        let others = header.unresolved.compactMap { name in
            more.lazy.compactMap { self.header($0 + "/" + name) }.first
        }
        return header.resolved! + others
    }

    /// Whether it has tables, or a header beside it that it includes has: those of a driver for several kinds of machines.
    func leadsToTables(_ header: Header, depth: Int = 3) -> Bool {
        if let known = header.leadsToTables { return known }
        var leads = header.hasTables
        if !leads && depth > 0 {
            leads = header.includes.contains { include in
                guard include.isQuoted, !include.name.contains("/") else { return false }
                let other = self.header(Self.joined(Self.folder(header.path), include.name))
                return other.map { leadsToTables($0, depth: depth - 1) } ?? false
            }
        }
        header.leadsToTables = leads
        return leads
    }

    /// All headers that some lead to, the nearest first.
    func closure(_ start: [Header], more: [String]) -> [Header] {
        var seen: Set<ObjectIdentifier> = []
        var list: [Header] = []
        var next = start
        while !next.isEmpty {
            var later: [Header] = []
            for header in next where seen.insert(ObjectIdentifier(header)).inserted {
                list.append(header)
                later += included(header, more: more)
            }
            next = later
        }
        return list
    }
}
