// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import Solver

/// Standard output and standard error. stdout carries the answer, stderr the diagnostics.
enum Console {
    static func out(_ text: String) { write(text, to: 1) }
    static func error(_ text: String) { write(text, to: 2) }

    private static func write(_ text: String, to descriptor: Int32) {
        var copy = text
        copy.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return }
                offset += count
            }
        }
    }
}

/// The exit codes of every command but `conf`.
enum Exit {
    /// The answer is no.
    static let no = ExitCode(1)
    /// Bad usage, or input that is malformed or can't be read.
    static let badInput = ExitCode(2)
    /// A tool that is needed failed or is missing, or no answer came in time.
    static let toolFailed = ExitCode(3)
    /// Ended by a signal, with every file as it was or complete.
    static let interrupted = ExitCode(130)

    /// Turns a disagreement of formula and evaluator into a message and exit code 3.
    static func onMismatch<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let mismatch as EncodingMismatch {
            Console.error("kconfig-sat: \(mismatch)\n")
            throw Exit.toolFailed
        }
    }
}
