// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// A folder that shows a tree as it was: links to what is still the same, files with what has changed.
///
/// Only folders on the way to a changed file are folders of their own, so this takes milliseconds also for a kernel.
struct FormerTree {
    let path: String

    /// Makes the folder.
    ///
    /// - Parameters:
    ///   - git: of the tree as it is now, by an absolute path.
    ///   - path: of the folder; whatever was there is replaced.
    init(of git: GitTree, since revision: String, at path: String) throws {
        self.path = path
        let changes = try git.changes(since: revision)
        let kept = changes.filter { $0.blob != nil }
        let contents = try git.contents(of: kept.compactMap(\.blob))
        Self.remove(path)
        try Self.make(path)
        var open: Set<String> = [""]
        try fill("", from: git.tree)
        for change in changes { try opened(Self.folder(of: change.path), git.tree, &open) }
        for change in changes where change.blob == nil { unlink("\(path)/\(change.path)") }
        for (change, bytes) in zip(kept, contents) { try put(change, Array(bytes)) }
    }

    func remove() { Self.remove(path) }

    /// Of a link only the link goes.
    private static func remove(_ path: String) {
        if unlink(path) == 0 { return }
        for name in names(in: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    private static func names(in folder: String) -> [String] {
        FileTree.listing(folder)?.map(\.name) ?? []
    }

    private static func folder(of file: String) -> String {
        String(file.utf8.lastIndex(of: UInt8(ascii: "/")).map { file[..<$0] } ?? "")
    }

    /// Turns a link to a folder, and those above it, into folders with links.
    private func opened(_ folder: String, _ tree: String, _ open: inout Set<String>) throws {
        guard open.insert(folder).inserted else { return }
        try opened(Self.folder(of: folder), tree, &open)
        unlink("\(path)/\(folder)")
        try Self.make("\(path)/\(folder)")
        try fill(folder, from: "\(tree)/\(folder)")
    }

    /// Links to all that is in a folder of the tree now.
    private func fill(_ folder: String, from source: String) throws {
        for name in Self.names(in: source) where name != ".git" {
            let link = folder.isEmpty ? name : "\(folder)/\(name)"
            guard symlink("\(source)/\(name)", "\(path)/\(link)") == 0 else {
                throw Self.failure("\(path)/\(link)")
            }
        }
    }

    private func put(_ change: GitTree.Change, _ bytes: [UInt8]) throws {
        let target = "\(path)/\(change.path)"
        unlink(target)
        if change.wasLink {
            guard symlink(String(decoding: bytes, as: UTF8.self), target) == 0 else {
                throw Self.failure(target)
            }
            return
        }
        do { try PlainFile.replace(target, with: bytes) } catch { throw Complaint("can't write \(error)") }
        // Kconfig files run scripts of the tree.
        chmod(target, 0o755)
    }

    private static func make(_ folder: String) throws {
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw failure(folder) }
    }

    private static func failure(_ path: String) -> Complaint {
        Complaint("can't write \(path): \(String(cString: strerror(errno)))")
    }
}
