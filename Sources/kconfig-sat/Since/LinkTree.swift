// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// A folder that shows another tree with some files otherwise: links to what is the same, files with what is not.
///
/// Only folders on the way to such a file are folders of their own, so this takes milliseconds also for a kernel.
struct LinkTree {
    let path: String
    private let tree: String
    private var open: Set<String> = [""]

    /// Makes the folder, with all as it is in the tree.
    ///
    /// - Parameters:
    ///   - tree: by an absolute path.
    ///   - path: of the folder; whatever was there is replaced.
    init(of tree: String, at path: String) throws {
        self.tree = tree
        self.path = path
        // The folder itself stays: where others may write, one of theirs could take its place.
        Self.empty(path)
        try Self.make(path)
        // Commands of the tree may run as another user.
        chmod(path, 0o755)
        try fill("")
    }

    func remove() { Self.remove(path) }

    /// Of a link only the link goes.
    private static func remove(_ path: String) {
        empty(path)
        rmdir(path)
    }

    /// What is no folder goes.
    private static func empty(_ path: String) {
        if unlink(path) == 0 { return }
        for name in names(in: path) { remove("\(path)/\(name)") }
    }

    private static func names(in folder: String) -> [String] {
        FileTree.listing(folder)?.map(\.name) ?? []
    }

    private static func folder(of file: String) -> String {
        String(file.utf8.lastIndex(of: UInt8(ascii: "/")).map { file[..<$0] } ?? "")
    }

    // MARK: - Files

    /// Takes a file away.
    mutating func remove(file: String) throws {
        try opened(Self.folder(of: file))
        unlink("\(path)/\(file)")
    }

    /// - Parameter isLink: the bytes are what a symbolic link leads to.
    mutating func put(_ file: String, _ bytes: [UInt8], isLink: Bool = false) throws {
        try opened(Self.folder(of: file))
        let target = "\(path)/\(file)"
        unlink(target)
        if isLink {
            guard symlink(String(decoding: bytes, as: UTF8.self), target) == 0 else {
                throw Self.failure(target)
            }
            return
        }
        do { try PlainFile.replace(target, with: bytes) } catch { throw Complaint("can't write \(error)") }
        // Kconfig files run scripts of the tree.
        chmod(target, 0o755)
    }

    /// Turns a link to a folder, and those above it, into folders with links.
    private mutating func opened(_ folder: String) throws {
        guard open.insert(folder).inserted else { return }
        try opened(Self.folder(of: folder))
        unlink("\(path)/\(folder)")
        try Self.make("\(path)/\(folder)")
        try fill(folder)
    }

    /// Links to all that is in a folder of the tree now.
    private func fill(_ folder: String) throws {
        for name in Self.names(in: "\(tree)/\(folder)") where name != ".git" {
            let link = folder.isEmpty ? name : "\(folder)/\(name)"
            guard symlink("\(tree)/\(link)", "\(path)/\(link)") == 0 else {
                throw Self.failure("\(path)/\(link)")
            }
        }
    }

    private static func make(_ folder: String) throws {
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw failure(folder) }
    }

    private static func failure(_ path: String) -> Complaint {
        Complaint("can't write \(path): \(String(cString: strerror(errno)))")
    }
}
