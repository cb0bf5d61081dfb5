// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// Files that a command was told to read, in the working folder or below $srctree; `-` is stdin.
enum InputFile {
    static func read(_ name: String) throws -> SourceText {
        guard let found = locate(name) else { throw unreadable(name) }
        return found.text
    }

    /// Where it is, and what is in it; nil when it can't be read (`errno` tells why).
    static func locate(_ name: String) -> (path: String, text: SourceText)? {
        if name == "-" { return SourceText(path: "/dev/stdin").map { ("stdin", $0) } }
        return SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree, onlyMissing: true)
    }

    /// Ends with a message and exit code 2 when one of the files is not there: before a tree is read, which takes a while.
    static func expect(_ names: [String]) throws {
        let folder = ConfigEnvironment.sourceTree ?? "."
        for name in names where name != "-" && access(name, R_OK) != 0 {
            let code = errno
            if name.hasPrefix("/") || access("\(folder)/\(name)", R_OK) != 0 {
                errno = code
                throw unreadable(name)
            }
        }
    }

    /// Says why the file can't be read, by `errno`; the command ends with exit code 2.
    static func unreadable(_ name: String, hint: String = "") -> any Error {
        // What a socket or a FIFO gives is no help.
        let isSpecial = errno == EINVAL || errno == ENXIO
        let reason = isSpecial ? "it is no regular file" : String(cString: strerror(errno))
        Console.error("kconfig-sat: can't read \(name): \(reason)\n\(hint)")
        return Exit.badInput
    }
}
