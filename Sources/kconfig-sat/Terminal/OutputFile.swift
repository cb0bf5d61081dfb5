// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate

/// Files that a command was told to write: replaced as a whole or left as they were.
enum OutputFile {
    /// Ends with a message and exit code 2 when the file can't be written.
    static func write(_ bytes: [UInt8], to path: String) throws {
        do { try PlainFile.replace(path, with: bytes) } catch let failure as PlainFile.Failure {
            Console.error(
                "kconfig-sat: can't write \(failure.path): \(String(cString: strerror(failure.code)))\n")
            throw Exit.badInput
        }
    }
}
