// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// Which of several fixes is written, and whether it is: somebody at a terminal is asked.
struct FixDialogue {
    let report: FixReport
    let fixes: [FixQuery.Fix]
    /// Somebody at a terminal sees the fixes and can answer.
    let isAsking: Bool

    /// So few losses are what one may expect of a wish.
    private static let mostLosses = 20

    /// The number of the fix to write; the first one where nobody is asked.
    ///
    /// - Throws: exit code 1 when it is to be none.
    func number() throws -> Int {
        guard isAsking, fixes.count > 1 else { return 1 }
        while let answer = Dialogue.ask("apply which fix? 1 to \(fixes.count), or n for none [1] ") {
            if answer.isEmpty { return 1 }
            if let number = Int(answer), 1...fixes.count ~= number { return number }
            if ["n", "no", "q"].contains(answer.lowercased()) { break }
        }
        throw nothingWritten()
    }

    /// Many losses need somebody's word.
    ///
    /// - Throws: exit code 1 without it.
    func confirm(_ number: Int) throws {
        let losses = fixes[number - 1].losses
        guard losses.count > Self.mostLosses else { return }
        let what = "fix \(number) loses \(losses.count) options: \(report.names(losses))"
        guard isAsking else {
            Console.error(
                "kconfig-sat: \(what)\nhint: nothing was written; to write it all the same, add --yes\n")
            throw Exit.no
        }
        let answer = Dialogue.ask("\(what)\nwrite it all the same? y or n [n] ")
        guard let answer, ["y", "yes"].contains(answer.lowercased()) else { throw nothingWritten() }
    }

    private func nothingWritten() -> any Error {
        Console.error("kconfig-sat: nothing was written\n")
        return Exit.no
    }
}
