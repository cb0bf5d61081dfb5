// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The `#include` lines of all sources of a tree, as an index that later runs bring up to date instead of reading it all.
///
/// Files that are as they were are not read again, nor folders. What changed within the second before it was read counts as
/// changed the next time, too, since clocks of file systems are coarse.
public struct IncludeLines: Sendable {
    /// A line, packed: the number of the name, and the flags of `IncludeScan.Include`.
    struct Line: Hashable {
        let packed: UInt32

        init(name: Int, isQuoted: Bool, isBare: Bool) {
            packed = UInt32(name) << 2 | (isQuoted ? 2 : 0) | (isBare ? 1 : 0)
        }

        init(packed: UInt32) { self.packed = packed }

        var name: Int { Int(packed >> 2) }
        var isQuoted: Bool { packed & 2 != 0 }
        var isBare: Bool { packed & 1 != 0 }
    }

    /// Folders that were looked through, and sources, relative to the tree, with what changes when they do.
    var folders: [(path: String, stamp: UInt64)] = []
    var paths: [String] = []
    var stamps: [UInt64] = []
    /// The lines of file N are those from `starts[N]` to `starts[N + 1]`.
    var starts: [Int] = [0]
    var lines: [Line] = []
    var names: [String] = []
    /// Whether anything differs from the index that it was made of.
    public internal(set) var isChanged = true

    init() {}

    /// Reads a tree.
    ///
    /// - Parameter former: what was read of it before, or of one that is nearly the same.
    public init(tree: String, former: IncludeLines? = nil) {
        let now = time(nil)
        let former = former ?? IncludeLines()
        if former.isListed(in: tree, now) {
            folders = former.folders
            paths = former.paths
        } else {
            list(tree, now)
        }
        let parts = Parallel.map(Self.parts(paths.count)) { [paths] part in
            part.map { Self.stamp(tree + "/" + paths[$0], now) }
        }
        stamps = parts.flatMap { $0 }
        take(former, tree)
    }

    /// Neighbours together, so that threads have little to hand over.
    private static func parts(_ count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: 512).map { $0..<min($0 + 512, count) }
    }

    // MARK: - Files

    private static let skipped: Set = ["Documentation", ".git", "tools/testing"]
    private static let suffixes = [
        ".h", ".c", ".S", ".dts", ".dtsi", ".dtso", ".inc", ".tbl", ".def", ".rs", ".lds",
    ]

    /// No file has come or gone.
    private func isListed(in tree: String, _ now: time_t) -> Bool {
        !folders.isEmpty
            && folders.allSatisfy { $0.stamp != 0 && Self.stamp("\(tree)/\($0.path)", now) == $0.stamp }
    }

    private mutating func list(_ tree: String, _ now: time_t) {
        var visited = [""]
        paths = FileTree.files(
            below: tree,
            skipping: { folder in
                if Self.skipped.contains(folder) { return true }
                visited.append(folder)
                return false
            },
            taking: { name in Self.suffixes.contains { name.hasSuffix($0) } })
        folders = visited.map { ($0, Self.stamp("\(tree)/\($0)", now)) }
    }

    /// Changes with a file; 0 for what has just changed or is not there.
    private static func stamp(_ path: String, _ now: time_t) -> UInt64 {
        var status = stat()
        guard stat(path, &status) == 0, max(status.st_mtim.tv_sec, status.st_ctim.tv_sec) < now - 1 else {
            return 0
        }
        var hash: UInt64 = 1
        let parts = [
            UInt64(status.st_ino), UInt64(bitPattern: Int64(status.st_size)),
            UInt64(bitPattern: Int64(status.st_mtim.tv_sec)),
            UInt64(bitPattern: Int64(status.st_mtim.tv_nsec)),
            UInt64(bitPattern: Int64(status.st_ctim.tv_sec)),
            UInt64(bitPattern: Int64(status.st_ctim.tv_nsec)),
        ]
        for part in parts {
            hash = (hash ^ part) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        return max(hash, 1)
    }

    // MARK: - Lines

    /// The lines of all files: of those that are the same, what is known.
    private mutating func take(_ former: IncludeLines, _ tree: String) {
        if former.paths == paths, former.stamps == stamps, !stamps.contains(0) {
            self = former
            isChanged = false
            return
        }
        let known = former.numbers()
        let before = paths.indices.map { number -> Int? in
            guard let old = known[paths[number]], stamps[number] != 0, former.stamps[old] == stamps[number]
            else { return nil }
            return old
        }
        let unread = paths.indices.filter { before[$0] == nil }
        let scans = Parallel.map(unread.map { paths[$0] }) { name in
            SourceText(path: tree + "/" + name).map {
                IncludeScan($0.bytes, isHeader: name.hasSuffix(".h")).includes
            } ?? []
        }
        isChanged = !unread.isEmpty || former.paths.count != paths.count
        names = former.names
        var numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        starts.reserveCapacity(paths.count + 1)
        var next = 0
        for old in before {
            if let old {
                lines += former.lines[former.starts[old]..<former.starts[old + 1]]
            } else {
                for include in scans[next] { lines.append(line(include, &numbers)) }
                next += 1
            }
            starts.append(lines.count)
        }
    }

    private mutating func line(_ include: IncludeScan.Include, _ numbers: inout [String: Int]) -> Line {
        let number = numbers[include.name] ?? names.count
        if number == names.count {
            numbers[include.name] = number
            names.append(include.name)
        }
        return Line(name: number, isQuoted: include.isQuoted, isBare: include.isBare)
    }

    /// All files that lines were looked for in, relative to the tree.
    public var sources: [String] { paths }

    /// What stands in any line, without folders.
    public var namedFiles: Set<Substring> { Set(names.map { IncludeFinder.base($0[...]) }) }

    /// Numbers of files by path.
    func numbers() -> [String: Int] { Dictionary(uniqueKeysWithValues: paths.enumerated().map { ($1, $0) }) }
}
