// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import JSON
import KconfigEvaluate
import KconfigParse
import Optimizer
import Search

/// A program that proposes, asked by files in the folder of a search: `ask-N.json` and, from the program, `tell-N.json`. An
/// answer stays there, so a search that goes on has it already.
struct SearchQuestions {
    let folder: String
    let settings: RunSettings
    /// Whether the time of the search is over.
    let isOver: () -> Bool
    let say: (String) -> Void

    /// Waits for the answer.
    ///
    /// - Parameters:
    ///   - turn: from 0.
    ///   - history: what was measured so far.
    /// - Returns: no proposals when there is nothing else to try, or the time is over.
    /// - Throws: `Complaint` for an answer that can't be read, `PlainFile.Failure`.
    func proposals(turn: Int, history: [String]) throws -> [Proposal] {
        let answer = "\(folder)/tell-\(turn).json"
        if access(answer, F_OK) != 0 {
            try PlainFile.replace("\(folder)/ask-\(turn).json", with: Array(question(turn, history).utf8))
            say("waiting for \(answer), the answer to ask-\(turn).json")
        }
        while access(answer, F_OK) != 0 {
            if isOver() { return [] }
            usleep(200_000)
        }
        guard let text = SourceText(path: answer) else {
            throw Complaint("can't read \(answer): \(String(cString: strerror(errno)))")
        }
        let advice = AnswerReader.changes(String(decoding: text.bytes, as: UTF8.self))
        if let problem = advice.problems.first {
            throw Complaint(
                "\(answer): \(problem)\nhint: {\"changes\": [{\"symbol\": \"PSI\", \"value\": \"n\", \"reason\": \"…\"}]}; the same "
                    + "command goes on when it is mended")
        }
        return advice.proposals
    }

    private func question(_ turn: Int, _ history: [String]) -> String {
        let members: JSONValue = [
            "turn": .int(turn), "goal": .string(settings.goal.name), "kernel": .string(settings.kernel),
            "measured": .array(history.map { .string($0) }),
        ]
        return members.pretty + "\n"
    }
}
