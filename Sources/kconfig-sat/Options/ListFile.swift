// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// `@FILE` among the arguments of a command: a file with an argument a line; `@-` is stdin.
enum ListFile {
    /// The lines of a file without blanks around them, empty ones too; ends with exit code 2 when it can't be read.
    static func lines(_ name: String) throws -> [String] {
        let text = try InputFile.read(name)
        return String(decoding: text.bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0.isNewline }
            .map { String($0.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
    }

    /// The arguments, with those of files in their places; comments with `#` and empty lines are left out.
    static func expand(_ arguments: [String]) throws -> [String] {
        try arguments.flatMap { argument in
            guard argument.hasPrefix("@") else { return [argument] }
            return try lines(String(argument.dropFirst())).filter { !$0.isEmpty && !$0.hasPrefix("#") }
        }
    }
}
