// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Which files of a tree include which, from the sources that the make files name on.
///
/// Where a name can stand for several files it stands for all of them, so that a file that nothing leads to is included by
/// nothing.
struct IncludeGraph {
    /// A file that includes another one.
    struct Edge: Hashable {
        let from: Int32
        /// No `#if` around it, and the only file that the name can stand for.
        let isSure: Bool
    }

    private var numbers: [String: Int32] = [:]
    private(set) var paths: [String] = []
    private var incoming: [[Edge]] = []
    private var finder: IncludeFinder

    /// What the compiler is told to include first (`-include`).
    private static let everywhere = [
        "include/linux/compiler-version.h", "include/linux/kconfig.h", "include/linux/compiler_types.h",
    ]

    /// - Parameters:
    ///   - roots: sources, relative to the tree.
    ///   - folders: where the compiler also looks for headers of a folder's sources.
    init(
        tree: String, sourceArch: String, roots: [String], folders: @escaping (String) -> [String]
    ) {
        finder = IncludeFinder(tree: tree, sourceArch: sourceArch)
        let named = roots.filter { finder.has($0) }
        var wave = named.map { number($0) }
        for name in Self.everywhere where finder.has(name) {
            let header = number(name)
            for root in wave where paths[Int(root)].hasSuffix(".c") {
                incoming[Int(header)].append(Edge(from: root, isSure: true))
            }
            wave.append(header)
        }
        while !wave.isEmpty {
            let names = wave.map { paths[Int($0)] }
            let scans = Parallel.map(names) { name in
                SourceText(path: tree + "/" + name).map {
                    IncludeScan($0.bytes, isHeader: name.hasSuffix(".h")).includes
                } ?? []
            }
            var next: [Int32] = []
            for (from, includes) in zip(wave, scans) { add(from, includes, folders, &next) }
            wave = next
        }
    }

    private mutating func number(_ path: String) -> Int32 {
        if let known = numbers[path] { return known }
        let new = Int32(paths.count)
        numbers[path] = new
        paths.append(path)
        incoming.append([])
        return new
    }

    private mutating func add(
        _ from: Int32, _ includes: [IncludeScan.Include], _ folders: (String) -> [String],
        _ next: inout [Int32]
    ) {
        let path = paths[Int(from)]
        let more = includes.isEmpty ? [] : folders(SourceKind.folder(path))
        for include in Set(includes) {
            let found = finder.find(include, from: path, more: more)
            for target in found.files {
                let isNew = numbers[target] == nil
                let number = number(target)
                incoming[Int(number)].append(Edge(from: from, isSure: include.isBare && found.isSure))
                if isNew { next.append(number) }
            }
        }
    }

    /// The files that include a file themselves.
    func includers(of path: String) -> [(path: String, isSure: Bool)] {
        guard let number = numbers[path] else { return [] }
        return incoming[Int(number)].map { (paths[Int($0.from)], $0.isSure) }
    }

    /// Whether anything includes it.
    func hasIncluders(_ path: String) -> Bool {
        numbers[path].map { !incoming[Int($0)].isEmpty } ?? false
    }

    /// All files that lead to a file, and whether they surely do.
    func sources(of path: String) -> [(path: String, isSure: Bool)] {
        guard let start = numbers[path] else { return [] }
        var sure: [Int32: Bool] = [start: true]
        var open = [start]
        while let file = open.popLast() {
            let own = sure[file]!
            for edge in incoming[Int(file)] {
                let isSure = own && edge.isSure
                // Seen before, and no surer now.
                if let before = sure[edge.from], before || !isSure { continue }
                sure[edge.from] = isSure
                open.append(edge.from)
            }
        }
        sure[start] = nil
        return sure.keys.sorted().map { (paths[Int($0)], sure[$0]!) }
    }
}
