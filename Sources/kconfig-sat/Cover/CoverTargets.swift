// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Patches

/// Lines of the tree that are to be compiled.
struct CoverTargets {
    struct File {
        let path: String
        /// In ascending order; nil for the whole file.
        let lines: [ClosedRange<Int>]?
        /// Why there is nothing to compile in it; nil when there may be.
        let note: String?
    }

    private(set) var files: [File] = []

    /// What a patch changes. Of lines that are gone, those around count.
    init(_ changes: [ChangedFile]) {
        for change in changes {
            files.append(File(path: change.path, lines: Self.lines(change), note: Self.note(change)))
        }
    }

    private static func lines(_ change: ChangedFile) -> [ClosedRange<Int>] {
        let around = change.removals.map { max(1, $0.after)...$0.after + 1 }
        return (change.lines + around).sorted {
            ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
        }
    }

    private static func note(_ change: ChangedFile) -> String? {
        if change.kind == .deleted { return "deleted" }
        if change.isBinary { return "a binary file" }
        guard change.lines.isEmpty && change.removals.isEmpty else { return nil }
        switch change.kind {
        case .renamed: return "renamed, without a changed line"
        case .copied: return "a copy, without a changed line"
        case .added: return "an empty file"
        default: return change.changesMode ? "only its mode changes" : "no line of it changes"
        }
    }

    /// `FILE`, `FILE:12`, `FILE:12-20`, relative to the tree or with its path.
    ///
    /// - Throws: a sentence about one that names no lines of a file.
    init(named names: [String], in tree: String) throws {
        for name in names {
            let asked = try FileLines(name)
            var path = asked.file
            if path.hasPrefix(tree + "/") { path = String(path.dropFirst(tree.utf8.count + 1)) }
            if path.hasPrefix("./") { path = String(path.dropFirst(2)) }
            guard let text = SourceText(path: "\(tree)/\(path)") else {
                throw Complaint("there is no \(path) in the tree \(tree)")
            }
            try asked.checkEnd(text)
            files.append(File(path: path, lines: asked.lines.map { [$0] }, note: nil))
        }
    }
}

extension CoverTargets {
    /// What no configuration of one architecture compiles, for another one.
    init(left uncovered: [Uncovered]) {
        var order: [String] = []
        var lines: [String: [ClosedRange<Int>]?] = [:]
        for entry in uncovered where entry.kind != .nothing {
            if lines[entry.file] == nil { order.append(entry.file) }
            if let range = entry.lines, let known = lines[entry.file] ?? [] {
                lines[entry.file] = known + [range]
            } else {
                lines[entry.file] = .some(nil)
            }
        }
        files = order.map { file in
            File(
                path: file, lines: lines[file]!.map { $0.sorted { $0.lowerBound < $1.lowerBound } }, note: nil
            )
        }
    }
}
