// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// What git knows of a tree at a revision.
struct GitTree {
    /// Why git can't tell; `isMissing` when there is no git.
    struct Failure: Error {
        let text: String
        var isMissing = false
    }

    /// A file that is not now as it was.
    struct Change {
        /// Relative to the tree.
        let path: String
        /// git's name of what it held; nil when it was not there.
        let blob: String?
        /// It was a symbolic link, and its text the name of what it leads to.
        let wasLink: Bool
    }

    let tree: String

    /// All files whose content differs from that of `revision`: committed since, changed, added or not yet known to git.
    func changes(since revision: String) throws(Failure) -> [Change] {
        try expectTracked()
        let differing = try text(
            [
                "diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--relative",
                try tree(of: revision), "--", ".",
            ])
        return Self.parse(differing)
            + (try others()).map { Change(path: $0, blob: nil, wasLink: false) }
    }

    /// Fails where git knows no file of the tree: for a repository around it that ignores it, nothing ever changes.
    private func expectTracked() throws(Failure) {
        if try text(["ls-files", "-z", "--", "."]).isEmpty {
            throw Failure(text: "git tracks no file of \(tree): it is ignored, or nothing is committed")
        }
    }

    /// Files that git does not know yet, but would take.
    func others() throws(Failure) -> [String] {
        try text(["ls-files", "-z", "--others", "--exclude-standard"]).split(separator: "\0").map(String.init)
    }

    /// All that differs from `revision`, as a diff without lines around what has changed.
    func diff(since revision: String) throws(Failure) -> [UInt8] {
        try expectTracked()
        return try run([
            "-c", "core.quotePath=true", "diff", "-U0", "-M", "--no-color", "--no-ext-diff", "--no-textconv",
            "--relative",
            "--src-prefix=a/", "--dst-prefix=b/", try tree(of: revision), "--", ".",
        ])
    }

    /// git's name of what a revision held.
    private func tree(of revision: String) throws(Failure) -> String {
        let commit = try text(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{tree}"])
        {
            "git knows no revision '\(revision)' in \(tree)\($0.isEmpty ? "" : ": \($0)")"
        }
        return Self.line(commit)
    }

    private static func line(_ text: String) -> String { String(text.prefix { $0 != "\n" }) }

    /// `:MODE MODE BLOB BLOB STATUS`, then the path, each ended by a NUL.
    private static func parse(_ raw: String) -> [Change] {
        let fields = raw.split(separator: "\0").map(String.init)
        return stride(from: 0, to: fields.count - 1, by: 2).compactMap { index in
            let words = fields[index].split(separator: " ")
            guard words.count == 5 else { return nil }
            let mode = words[0].dropFirst()
            // A submodule has no content here.
            guard mode != "160000" else { return nil }
            let wasThere = mode.contains { $0 != "0" }
            return Change(
                path: fields[index + 1], blob: wasThere ? String(words[2]) : nil, wasLink: mode == "120000")
        }
    }

    /// What these blobs hold, in their order.
    func contents(of blobs: [String]) throws(Failure) -> [ArraySlice<UInt8>] {
        if blobs.isEmpty { return [] }
        let output = try run(
            ["cat-file", "--batch"], input: Array((blobs.joined(separator: "\n") + "\n").utf8))[...]
        var rest = output
        var contents: [ArraySlice<UInt8>] = []
        for blob in blobs {
            // NAME blob SIZE, the content, a line feed.
            guard let end = rest.firstIndex(of: 0x0A),
                let size = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").last.flatMap({
                    Int($0)
                }),
                rest.endIndex - end > size
            else { throw Failure(text: "git has no \(blob)") }
            contents.append(rest[(end + 1)..<(end + 1 + size)])
            rest = rest[(end + 1 + size)...].dropFirst()
        }
        return contents
    }

    private func text(
        _ arguments: [String], complaint: (String) -> String = { $0 }
    ) throws(Failure) -> String {
        String(decoding: try run(arguments, complaint: complaint), as: UTF8.self)
    }

    private func run(
        _ arguments: [String], input: [UInt8] = [], complaint: (String) -> String = { $0 }
    ) throws(Failure) -> [UInt8] {
        let workers = Workers([["-C", tree] + arguments], program: "git", input: input)
        guard let output = workers.collect().first else {
            throw Failure(text: "git can't be run", isMissing: true)
        }
        guard output.status == 0 else {
            let errors = Self.line(String(decoding: output.errors, as: UTF8.self))
            throw Failure(text: complaint(errors), isMissing: output.status == 127)
        }
        return output.text
    }
}
