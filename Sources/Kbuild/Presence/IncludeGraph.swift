// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Which files of a tree include which, as far as the sources that the make files name lead to them.
///
/// Where a name can stand for several files it stands for all of them, so that a file that nothing leads to is included by
/// nothing. It is worked out backwards from the file that is asked for: who includes a file has its name in a line. (A class, since
/// what is found is kept, and a lazy property that is a structure is copied whenever it changes.)
final class IncludeGraph {
    /// A file that includes another one.
    private struct Edge: Hashable {
        let from: Int
        /// No `#if` around it, and the only file that the name can stand for.
        let isSure: Bool
    }

    private let lines: IncludeLines
    private let folders: (String) -> [String]
    private let roots: Set<Int>
    private var finder: IncludeFinder
    /// Numbers of names in lines, by the name without folders.
    private var namesByBase: [Substring: [Int]] = [:]
    /// Places of lines with name N: those from `starts[N]` to `starts[N + 1]` of `users`.
    private var starts: [Int] = []
    private var users: [(file: Int, line: IncludeLines.Line)] = []
    /// What is known so far: by the name without folders, and by file.
    private var done: Set<Substring> = []
    private var incoming: [[Edge]]
    private var isResolved: [Bool]
    /// Whether a source that the make files name leads to a file; nil where that is not known yet.
    private var reached: [Bool?]
    private var moreFolders: [String: [String]] = [:]

    /// What the compiler is told to include first (`-include`).
    private static let everywhere = [
        "include/linux/compiler-version.h", "include/linux/kconfig.h", "include/linux/compiler_types.h",
    ]

    /// - Parameters:
    ///   - roots: sources, relative to the tree.
    ///   - folders: where the compiler also looks for headers of a folder's sources.
    init(
        _ lines: IncludeLines, sourceArch: String, roots: [String], folders: @escaping (String) -> [String]
    ) {
        self.lines = lines
        self.folders = folders
        finder = IncludeFinder(lines, sourceArch: sourceArch)
        incoming = Array(repeating: [], count: lines.paths.count)
        isResolved = Array(repeating: false, count: lines.paths.count)
        reached = Array(repeating: nil, count: lines.paths.count)
        let files = finder.files
        let everywhere = Self.everywhere.compactMap { files[$0] }
        self.roots = Set(roots.compactMap { files[$0] } + everywhere)
        for (number, name) in lines.names.enumerated() {
            namesByBase[IncludeFinder.base(name[...]), default: []].append(number)
        }
        for header in everywhere {
            incoming[header] = self.roots.filter { lines.paths[$0].hasSuffix(".c") }.map {
                Edge(from: $0, isSure: true)
            }
        }
        sortUsers()
    }

    /// Turns lines by file into lines by name.
    private func sortUsers() {
        var next = [Int](repeating: 0, count: lines.names.count + 1)
        for line in lines.lines { next[line.name + 1] += 1 }
        for name in lines.names.indices { next[name + 1] += next[name] }
        starts = next
        let none = (file: 0, line: IncludeLines.Line(packed: 0))
        users = [(file: Int, line: IncludeLines.Line)](repeating: none, count: lines.lines.count)
        for file in lines.paths.indices {
            for line in lines.lines[lines.starts[file]..<lines.starts[file + 1]] {
                users[next[line.name]] = (file, line)
                next[line.name] += 1
            }
        }
    }

    // MARK: - Edges

    private func edges(into file: Int) -> [Edge] {
        if !isResolved[file] {
            isResolved[file] = true
            let base = IncludeFinder.base(lines.paths[file][...])
            if done.insert(base).inserted {
                for name in namesByBase[base] ?? [] { resolve(name) }
            }
        }
        return incoming[file]
    }

    /// Finds what the lines with a name stand for.
    private func resolve(_ name: Int) {
        let text = lines.names[name]
        var seen: [Int: Set<Edge>] = [:]
        for (file, line) in users[starts[name]..<starts[name + 1]] {
            let path = lines.paths[file]
            let found = finder.find(
                text, isQuoted: line.isQuoted, from: path, more: more(SourceKind.folder(path)))
            for target in found.files.compactMap({ finder.files[$0] }) {
                let edge = Edge(from: file, isSure: line.isBare && found.isSure)
                if seen[target, default: []].insert(edge).inserted { incoming[target].append(edge) }
            }
        }
    }

    private func more(_ folder: String) -> [String] {
        if let known = moreFolders[folder] { return known }
        let found = folders(folder)
        moreFolders[folder] = found
        return found
    }

    // MARK: - Questions

    /// The files that include a file themselves.
    func includers(of path: String) -> [(path: String, isSure: Bool)] {
        guard let number = finder.files[path] else { return [] }
        var found: [(path: String, isSure: Bool)] = []
        for edge in edges(into: number) where isReached(edge.from) {
            found.append((lines.paths[edge.from], edge.isSure))
        }
        return found
    }

    /// Whether anything includes it.
    func hasIncluders(_ path: String) -> Bool { !includers(of: path).isEmpty }

    private func isReached(_ file: Int) -> Bool {
        if reached[file] == nil { settle(file) }
        return reached[file]!
    }

    /// Finds out for a file and all that lead to it whether sources that the make files name lead to them.
    private func settle(_ file: Int) {
        var files: Set = [file]
        var open = [file]
        var outgoing: [Int: [Int]] = [:]
        var sure = Set<Int>()
        while let file = open.popLast() {
            if roots.contains(file) { sure.insert(file) }
            for edge in edges(into: file) {
                if reached[edge.from] == true { sure.insert(file) }
                if reached[edge.from] != nil { continue }
                outgoing[edge.from, default: []].append(file)
                if files.insert(edge.from).inserted { open.append(edge.from) }
            }
        }
        open = Array(sure)
        while let file = open.popLast() {
            for next in outgoing[file] ?? [] where sure.insert(next).inserted { open.append(next) }
        }
        for file in files { reached[file] = sure.contains(file) }
    }

    /// All files that lead to a file, and whether they surely do.
    func sources(of path: String) -> [(path: String, isSure: Bool)] {
        guard let start = finder.files[path] else { return [] }
        var sure: [Int: Bool] = [start: true]
        var open = [start]
        while let file = open.popLast() {
            let own = sure[file]!
            for edge in edges(into: file) {
                let isSure = own && edge.isSure
                // Seen before, and no surer now.
                if let before = sure[edge.from], before || !isSure { continue }
                sure[edge.from] = isSure
                open.append(edge.from)
            }
        }
        sure[start] = nil
        return sure.keys.filter { isReached($0) }.sorted().map { (lines.paths[$0], sure[$0]!) }
    }
}
