// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Probes

/// Temporary files, and folders with what is in them. A signal that ends the program takes them away as well.
enum TemporaryPaths {
    private typealias Words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// `rm -rf -- PATH…`, made beforehand: a handler of signals can't.
    nonisolated(unsafe) private static var command: Words?
    nonisolated(unsafe) private static var paths: [String] = []

    /// From now on it goes when the program ends by a signal.
    static func add(_ path: String) { set(paths + [path]) }

    /// Makes a folder below that of temporary files.
    ///
    /// - Throws: exit code 2 when there can be none.
    static func make() throws -> String {
        var template = NamedTemporaryFile.template
        guard mkdtemp(&template) != nil else { throw InputFile.unreadable(NamedTemporaryFile.folder) }
        let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        add(path)
        return path
    }

    /// Takes one away. Of links only the links go.
    static func remove(_ path: String) {
        removeAll(path)
        set(paths.filter { $0 != path })
    }

    private static func removeAll(_ path: String) {
        if unlink(path) == 0 { return }
        for entry in FileTree.listing(path) ?? [] { removeAll("\(path)/\(entry.name)") }
        rmdir(path)
    }

    private static func set(_ list: [String]) {
        paths = list
        let words = ["rm", "-rf", "--"] + list
        let new = Words.allocate(capacity: words.count + 1)
        for (index, word) in words.enumerated() { new[index] = strdup(word) }
        new[words.count] = nil
        // The former one is left where it is: a handler may read it now. There are few.
        command = list.isEmpty ? nil : new
    }

    /// Takes all away. Safe in a handler of a signal: it only starts a process and waits for it.
    static func removeOnSignal() {
        guard let command else { return }
        ChildProcesses.wait()
        var process = pid_t()
        guard posix_spawn(&process, "/bin/rm", nil, nil, command, environ) == 0 else { return }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    }
}
