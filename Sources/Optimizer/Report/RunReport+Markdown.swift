// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// The report for people.
extension RunReport {
    public var markdown: String {
        ([heading, changes, refusals, problems, use].filter { !$0.isEmpty }).joined(separator: "\n")
    }

    // MARK: - Pieces

    private var heading: String {
        """
        # autoosconfig: \(Self.plain(settings.goal.name))

        Linux \(settings.kernel), from \(Self.plain(settings.baseName)), advised by \(Self.plain(adviser)).

        \(Self.counted(record.changes.count, "proposal")) accepted, with \
        \(Self.counted(consequences, "consequence")); \(record.refused.count) refused; \
        \(record.unchanged) asked for what was so already.
        The run ended because \(record.stop.text).

        """
    }

    private var consequences: Int { record.changes.reduce(0) { $0 + $1.accepted.consequences.count } }

    private static func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    /// Text from elsewhere on one line, with nothing that Markdown takes for more than text.
    private static func plain(_ text: String) -> String {
        var out = ""
        for character in text {
            if character.isNewline || character == "\t" {
                out += " "
            } else {
                if "\\`*_[]<>|#".contains(character) { out += "\\" }
                out.append(character)
            }
        }
        return out
    }

    private static func code(_ text: String) -> String {
        "`" + text.map { $0 == "`" || $0.isNewline ? "'" : String($0) }.joined() + "`"
    }

    private var changes: String {
        guard !record.changes.isEmpty else { return "## Changes\n\nNone.\n" }
        var text = "## Changes\n\n"
        for change in record.changes {
            let accepted = change.accepted
            let name = model.name(accepted.symbol)
            text += "- \(Self.code(name)): \(Self.code(accepted.old)) → \(Self.code(accepted.new))"
            text += accepted.proposal.reason.isEmpty ? "\n" : ": \(Self.plain(accepted.proposal.reason))\n"
            text +=
                "  in \(Self.plain(change.menu))"
                + (change.round > 0 ? ", after \(Self.counted(change.round, "correction"))" : "") + "\n"
            text += list(
                accepted, .needed,
                "had to change with it" + (accepted.isProven ? "" : " (perhaps not the fewest)"))
            text += list(accepted, .automatic, "follow by themselves")
        }
        return text
    }

    /// More than these are only counted: the JSON report has them all.
    private static let listed = 12

    private func list(_ accepted: Accepted, _ cause: TrialQuery.Change.Cause, _ title: String) -> String {
        let changes = accepted.consequences.filter { $0.cause == cause }
        guard !changes.isEmpty else { return "" }
        let shown = changes.prefix(Self.listed).map {
            "\(model.name($0.symbol)): \($0.old) → \($0.new)"
        }.map { Self.code($0) }
        let more = changes.count > Self.listed ? ", and \(changes.count - Self.listed) more" : ""
        return "  - \(title): \(shown.joined(separator: ", "))\(more)\n"
    }

    private var refusals: String {
        guard !record.refused.isEmpty else { return "" }
        var text = "## Refused\n\n"
        for entry in record.refused {
            let proposal = entry.refusal.proposal
            let wish = "\(proposal.name.prefix(80))=\(proposal.value.prefix(80))"
            text += "- \(Self.code(wish)): \(Self.plain(entry.refusal.message))"
            text += (entry.wasReturned ? " (sent back)" : "") + "\n"
            for fact in entry.refusal.facts { text += "  - \(Self.plain(fact))\n" }
        }
        return text
    }

    private var problems: String {
        guard !record.problems.isEmpty else { return "" }
        return "## Answers that could not be used as they were\n\n"
            + record.problems.map { "- \(Self.plain($0))\n" }.joined()
    }

    private var use: String {
        var rows = [
            ("menus visited", String(record.visits)),
            ("sub-menus kept and left out", "\(record.menusKept) and \(record.menusPruned)"),
            ("options asked about", String(record.optionsAsked)), ("questions", String(record.questions)),
        ]
        if case .model = settings.adviser {
            let estimate = usage.isEstimated ? " (partly estimated)" : ""
            rows.append(
                (
                    "tokens of questions and answers",
                    "\(usage.promptTokens) and \(usage.completionTokens)\(estimate)"
                ))
            rows.append(("cost", cost == 0 ? "no prices given" : "\(cost)"))
        }
        return "## Use\n\n| | |\n|---|---|\n" + rows.map { "| \($0.0) | \($0.1) |\n" }.joined()
    }
}
