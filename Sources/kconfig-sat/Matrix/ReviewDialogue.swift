// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Matrix
import Solver

/// Asks somebody at a terminal about each decision of a review.
struct ReviewDialogue {
    let report: ReviewReport
    /// What is wrong with a value for an option; nil for nothing.
    let complaint: (ReviewRow, String) -> String?
    private var decisions = ReviewDecisions()

    init(_ report: ReviewReport, complaint: @escaping (ReviewRow, String) -> String?) {
        self.report = report
        self.complaint = complaint
    }

    private enum Answer { case next, stop }

    struct Answers {
        var decisions: ReviewDecisions
        /// The kinds of what is left for later.
        let later: [TreeReview.Kind]
        /// Nothing more is to be asked.
        let isStopped: Bool
    }

    mutating func run() -> Answers {
        let questions = report.questions
        let count = questions.reduce(0) { $0 + $1.count }
        var (kind, number): (TreeReview.Kind?, Int) = (nil, 0)
        var later: [TreeReview.Kind] = []
        for (index, rows) in questions.enumerated() {
            if rows[0].kind != kind { Console.out("\(ReviewReport.title(rows[0].kind))\n") }
            kind = rows[0].kind
            let before = decisions.count
            let answer =
                rows.count > 1 ? askAll(rows, number, of: count) : ask(rows[0], number, of: count)
            number += rows.count
            later += Array(repeating: rows[0].kind, count: rows.count - (decisions.count - before))
            if answer == .stop {
                later += questions[(index + 1)...].joined().map(\.kind)
                return Answers(decisions: decisions, later: later, isStopped: true)
            }
        }
        return Answers(decisions: decisions, later: later, isStopped: false)
    }

    /// Asks about all that is in one menu.
    private mutating func askAll(_ rows: [ReviewRow], _ number: Int, of count: Int) -> Answer {
        let title = rows[0].kind == .gone ? "nothing in their place" : rows[0].menu
        Console.out(
            "\(number + 1)-\(number + rows.count)/\(count) in \(title)\n" + rows.map(report.text).joined())
        let keys = keysOfAll(rows)
        let line = (keys + [("e", "each by itself"), ("s", "later"), ("q", "write and stop")]).map {
            "\($0.0) \($0.1)"
        }
        while let answer = Dialogue.ask("      \(line.joined(separator: ", ")) [s] ")?.lowercased() {
            switch answer {
            case "", "s": return .next
            case "q": return .stop
            case "e":
                for (index, row) in rows.enumerated() where ask(row, number + index, of: count) == .stop {
                    return .stop
                }
                return .next
            default:
                if keys.contains(where: { $0.key == answer }) {
                    for row in rows { _ = take(answer, row) }
                    return .next
                }
                Console.out("      one of \(keys.map(\.key).joined(separator: " ")) e s q expected\n")
            }
        }
        return .stop
    }

    /// Whether some configuration may have the value: it is one that the option's type has.
    private func canBeWeak(_ row: ReviewRow) -> Bool {
        row.kind == .lost && row.wanted.map { complaint(row, $0) == nil } ?? true
    }

    /// What can be done with several at once.
    private func keysOfAll(_ rows: [ReviewRow]) -> [(key: String, does: String)] {
        switch rows[0].kind {
        case .gone: [("d", "drop all these lines")]
        case .lost:
            [("d", "drop all these lines")]
                + (rows.allSatisfy(canBeWeak) ? [("w", "make them weak")] : [])
        default: [("a", "accept all \(rows.count)")]
        }
    }

    /// The keys that make sense for a decision, with what they do.
    private func keys(_ row: ReviewRow) -> [(key: String, does: String)] {
        var keys: [(String, String)] = []
        if !row.successors.isEmpty && row.line != nil {
            let names = row.successors.map { "\($0.name)=\($0.carried)" }.joined(separator: ", ")
            keys.append(("r", "rename it to \(names)"))
        }
        let count = row.following.count + (row.line == nil ? 0 : 1)
        if count > 0 { keys.append(("d", "drop \(count == 1 ? "the line" : "\(count) lines")")) }
        if canBeWeak(row) { keys.append(("w", "make \(count == 1 ? "it" : "them") weak")) }
        if [.on, .changed, .undecided].contains(row.kind) { keys.append(("a", "accept the default")) }
        if row.kind != .gone {
            if row.type.isLogical {
                keys += (row.type == .tristate ? ["y", "m", "n"] : ["y", "n"]).map { ($0, "") }
            } else {
                keys.append(("v", "another value"))
            }
        }
        return keys + [("s", "later"), ("q", "write and stop"), ("?", "help")]
    }

    private mutating func ask(_ row: ReviewRow, _ number: Int, of count: Int) -> Answer {
        Console.out("\(number + 1)/\(count)" + report.text(row))
        let keys = keys(row)
        let line = keys.map { $0.does.isEmpty ? $0.key : "\($0.key) \($0.does)" }.joined(separator: ", ")
        while let answer = Dialogue.ask("      \(line) [s] ")?.lowercased() {
            if answer.isEmpty || answer == "s" { return .next }
            if answer == "q" { return .stop }
            guard keys.contains(where: { $0.key == answer }) else {
                Console.out("      one of \(keys.map(\.key).joined(separator: " ")) expected\n")
                continue
            }
            if answer == "?" { tellMore(row) } else if take(answer, row) { return .next }
        }
        return .stop
    }

    private func tellMore(_ row: ReviewRow) {
        let text = row.helpText ?? "there is no help for it\n"
        Console.out(
            text.split(separator: "\n", omittingEmptySubsequences: false).map { "        \($0)\n" }.joined())
        let follows = row.consequences.map {
            "\($0.name) \(ChangeList.shown($0.old))→\(ChangeList.shown($0.new))"
        }
        if !follows.isEmpty { Console.out("        follows: \(follows.joined(separator: ", "))\n") }
    }

    /// Does what a key stands for; false when the answer was none.
    private mutating func take(_ key: String, _ row: ReviewRow) -> Bool {
        switch key {
        case "a": decisions.accept(row)
        case "d": change(row, to: .dropped)
        case "w": change(row, to: .weakened)
        case "r":
            decisions.change(
                row, to: .renamed(row.successors.map { PolicyEdits.NewName($0.name, $0.carried) }))
        default: return set(row, to: key == "v" ? nil : key)
        }
        return true
    }

    private mutating func change(_ row: ReviewRow, to change: PolicyEdits.Change) {
        decisions.change(row, to: change)
        // Without the other lines its default is what is wanted.
        if row.line == nil { decisions.accept(row.change.name, in: row.cells) }
    }

    private mutating func set(_ row: ReviewRow, to known: String?) -> Bool {
        guard var value = known ?? Dialogue.ask("      value [] "), !value.isEmpty else { return false }
        if row.type == .string && !value.hasPrefix("\"") {
            value = "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        if let text = complaint(row, value) {
            Console.out(text)
            return false
        }
        let note = Dialogue.ask("      why? (its note; Enter for none) [] ") ?? ""
        decisions.set(row, to: value, note: note.isEmpty ? nil : note)
        return true
    }
}
