// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// Lines of fragments that exclude each other.
enum ConflictingLines {
    static let rule = RuleInfo(
        "conflicting-lines", .config, .error, "Lines that no configuration can have together")

    /// Nil when no line of a fragment is part of the explanation.
    static func finding(_ explanation: Explanation) -> Finding? {
        let lines = explanation.lines
        let required = lines.filter { $0.kind == .requirement }
        guard let first = required.first else { return nil }
        let names = required.map(\.text).joined(separator: ", ")
        return Finding(
            rule, at: Place(file: first.file, line: first.line),
            "no configuration has all of this: \(names)", subject: names,
            related: lines.flatMap { line in
                ([line.text] + line.notes).map { Related(Place(file: line.file, line: line.line), $0) }
            })
    }
}
