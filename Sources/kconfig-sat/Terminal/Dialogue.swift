// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Questions to somebody who sits at a terminal.
enum Dialogue {
    /// Both questions and answers go to the terminal.
    static var isPossible: Bool { isatty(0) == 1 && isatty(1) == 1 }

    /// The answer without blanks around it; nil at the end of the input.
    static func ask(_ question: String) -> String? {
        Console.out(question)
        guard let line = readLine() else {
            Console.out("\n")
            return nil
        }
        return String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
