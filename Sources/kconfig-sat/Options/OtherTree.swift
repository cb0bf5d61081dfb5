// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes

/// Another tree in the place of the one at hand, for a while.
enum OtherTree {
    /// Runs `body` with `$srctree` as that folder, in an empty working folder: what is here comes first otherwise.
    ///
    /// - Parameter hint: what to do when it can't be read.
    /// - Throws: exit code 2 with a message then.
    static func reading<R>(
        _ folder: String, hint: String = "the tree of the configuration comes first", _ body: () throws -> R
    ) throws -> R {
        guard access("\(folder)/Kconfig", R_OK) == 0, let path = FileTree.realPath(folder) else {
            throw InputFile.unreadable("\(folder)/Kconfig", hint: "hint: \(hint)\n")
        }
        let here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        let empty = try TemporaryPaths.make()
        guard here >= 0, chdir(empty) == 0 else { throw InputFile.unreadable(empty) }
        let tree = ConfigEnvironment.sourceTree
        setenv("srctree", path, 1)
        defer {
            ProcessEnvironment.restore()
            if let tree { setenv("srctree", tree, 1) } else { unsetenv("srctree") }
            fchdir(here)
            close(here)
            TemporaryPaths.remove(empty)
        }
        return try body()
    }
}
