// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Where a file is written before it gets its name: beside it, `NAME.PID.tmp`. What a killed run left there goes with the next one.
public enum StagedFile {
    private nonisolated(unsafe) static var visited: Set<String> = []
    private static let lock = Lock()

    /// The name to write `path` under; removes, once for each path, what runs left that are no more.
    public static func name(for path: String) -> String {
        let isFirst = lock.holding { visited.insert(path).inserted }
        if isFirst { removeLeftovers(of: path) }
        return "\(path).\(getpid()).tmp"
    }

    private static func removeLeftovers(of path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let base = parts.last, !base.isEmpty else { return }
        let folder = parts.count == 1 ? "." : parts.dropLast().joined(separator: "/") + "/"
        for (name, _) in FileTree.listing(folder) ?? [] {
            guard let id = writer(of: name, base: String(base)), isGone(id) else { continue }
            removeUnused(parts.count == 1 ? name : folder + name)
        }
    }

    /// The process that a temporary name says, of `base` or of `base.old`; nil for all other names.
    private static func writer(of name: String, base: String) -> pid_t? {
        guard name.hasPrefix(base + "."), name.hasSuffix(".tmp") else { return nil }
        var middle = name.dropFirst(base.count + 1).dropLast(4)
        if middle.hasPrefix("old.") { middle = middle.dropFirst(4) }
        return middle.allSatisfy(\.isNumber) ? pid_t(middle) : nil
    }

    private static func isGone(_ id: pid_t) -> Bool { id > 0 && kill(id, 0) != 0 && errno == ESRCH }

    /// Removes folders of the working folder that processes which are no more left there, with the files in them.
    ///
    /// - Parameter id: the process that a folder's name says; nil for what is none of them.
    public static func removeFolders(writer id: (String) -> pid_t?) {
        for (name, _) in FileTree.listing(".") ?? [] {
            guard let id = id(name), isGone(id) else { continue }
            for (file, _) in FileTree.listing(name) ?? [] { unlink(name + "/" + file) }
            rmdir(name)
        }
    }

    /// Another machine may have that process: then it holds the file (`hold`).
    private static func removeUnused(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            flock(descriptor, LOCK_EX | LOCK_NB) == 0
        else { return }
        unlink(path)
    }

    /// Says that a file that was opened is in use, until it is closed.
    public static func hold(_ descriptor: Int32) { _ = flock(descriptor, LOCK_EX | LOCK_NB) }
}
