// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// Files that a command was told to read, in the working folder or below $srctree.
enum InputFile {
    static func read(_ name: String) throws -> SourceText {
        if let found = SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree, onlyMissing: true) {
            return found.text
        }
        throw unreadable(name)
    }

    /// Says why the file can't be read, by `errno`; the command ends with exit code 2.
    static func unreadable(_ name: String, hint: String = "") -> any Error {
        Console.error("kconfig-sat: can't read \(name): \(String(cString: strerror(errno)))\n\(hint)")
        return Exit.badInput
    }
}
