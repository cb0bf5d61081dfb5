// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// The report for people.
extension FinishedRun {
    public var markdown: String {
        ([heading, next, changes, refusals, problems, use].filter { !$0.isEmpty }).joined(separator: "\n")
    }

    private static func counted(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }

    // MARK: - Heading

    private var heading: String {
        """
        # autoosconfig: \(MarkdownText.plain(settings.goal.name))

        The goal: \(MarkdownText.plain(settings.goal.meaning)).

        | | |
        |---|---|
        | kernel | Linux \(MarkdownText.plain(settings.kernel)) |
        | start | \(MarkdownText.code(settings.baseName)) |
        | result | \(MarkdownText.code(configName)) |
        | adviser | \(MarkdownText.plain(adviser)) |
        | accepted | \(accepted) |
        | refused | \(Self.counted(record.refused.count, "proposal")) |
        | needless | \(Self.counted(record.unchanged, "proposal")) for what is so already |
        | end | \(record.stop.text) |

        """
    }

    /// Who was asked, as a phrase.
    private var adviser: String {
        switch settings.adviser {
        case .handbook:
            if case .ownWords = settings.goal {
                "the built-in handbook, for its goal \(Handbook.benchmark(for: settings.goal).rawValue), which is "
                    + "the closest one; no model was asked"
            } else {
                "the built-in handbook; no model was asked"
            }
        case .model(let name, let host): "the model \(name) at \(host)"
        }
    }

    private var accepted: String {
        let consequences = record.changes.reduce(0) { $0 + $1.accepted.consequences.count }
        let proposals = Self.counted(record.changes.count, "proposal")
        return consequences == 0
            ? proposals
            : "\(proposals), which changed \(Self.counted(consequences, "other option")) with them"
    }

    /// What to do with the result.
    private var next: String {
        guard !record.changes.isEmpty else {
            return "Nothing was changed: \(MarkdownText.code(configName)) is the settled start.\n"
        }
        return """
            The configuration is valid: `make olddefconfig` leaves it as it is. Whether it is faster is for your machine \
            to say: build it, boot it, measure it. Should it not boot, take changes back until it does, and run this \
            again with `--forbid FILE --harmful NAME=VALUE` for the one that it was: it is remembered in FILE.

            """
    }

    // MARK: - Changes

    /// By menu, in the order in which the menus were visited.
    private var changes: String {
        guard !record.changes.isEmpty else { return "" }
        var text = "## Changes\n"
        var menus: [String] = []
        for change in record.changes where !menus.contains(change.menu) { menus.append(change.menu) }
        for menu in menus {
            text += "\n### \(MarkdownText.plain(menu))\n\n"
            for change in record.changes where change.menu == menu { text += describe(change) }
        }
        return text
    }

    private func describe(_ change: RunRecord.Change) -> String {
        let accepted = change.accepted
        var text = "- **\(MarkdownText.code(model.name(accepted.symbol)))**: "
        text += "\(MarkdownText.code(accepted.old)) → \(MarkdownText.code(accepted.new))"
        if change.round > 0 { text += " (after \(Self.counted(change.round, "correction")))" }
        let reason = accepted.proposal.reason
        text += "\\\n  \(reason.isEmpty ? "No reason was given." : MarkdownText.plain(reason))\n"
        let most = accepted.isProven ? "" : " (perhaps not the fewest)"
        text += list(accepted, .needed, "had to change with it\(most)")
        text += list(accepted, .automatic, "followed by the Kconfig files")
        return text
    }

    /// More than these are only counted: the JSON report has them all.
    private static let listed = 12

    private func list(_ accepted: Accepted, _ cause: TrialQuery.Change.Cause, _ title: String) -> String {
        let changes = accepted.consequences.filter { $0.cause == cause }
        guard !changes.isEmpty else { return "" }
        let shown = changes.prefix(Self.listed).map {
            MarkdownText.code("\(model.name($0.symbol)): \($0.old) → \($0.new)")
        }
        let more = changes.count > Self.listed ? ", and \(changes.count - Self.listed) more" : ""
        return "  - \(title): \(shown.joined(separator: ", "))\(more)\n"
    }

    // MARK: - Refusals

    private var refusals: String {
        guard !record.refused.isEmpty else { return "" }
        var text = "## Refused\n"
        for kind in Refusal.Kind.allCases {
            let entries = record.refused.map(\.refusal).filter { $0.kind == kind }
            if !entries.isEmpty { text += "\n### \(kind.title)\n\n" + list(entries) }
        }
        return text
    }

    /// The same refusal again is counted.
    private func list(_ refusals: [Refusal]) -> String {
        var lines: [String] = []
        var counts: [String: Int] = [:]
        for refusal in refusals {
            let line = describe(refusal)
            if counts[line] == nil { lines.append(line) }
            counts[line, default: 0] += 1
        }
        return lines.map { line in
            let times = counts[line]!
            guard times > 1, let end = line.firstIndex(of: "\n") else { return line }
            return line[..<end] + " (\(times) times)" + line[end...]
        }.joined()
    }

    private func describe(_ refusal: Refusal) -> String {
        let proposal = "\(refusal.proposal.name.prefix(80))=\(refusal.proposal.value.prefix(80))"
        let facts = refusal.facts.map { "  - \(MarkdownText.plain($0))\n" }
        return "- \(MarkdownText.code(proposal)): \(MarkdownText.plain(refusal.message))\n" + facts.joined()
    }

    // MARK: - Answers and use

    private var problems: String {
        guard !record.problems.isEmpty else { return "" }
        return "## Answers that could not be used as they were\n\n"
            + record.problems.map { "- \(MarkdownText.plain($0))\n" }.joined()
    }

    private var use: String {
        var rows = [
            ("menus visited", String(record.visits)),
            ("sub-menus kept", String(record.menusKept)), ("sub-menus left out", String(record.menusPruned)),
            ("options asked about", String(record.optionsAsked)), ("questions", String(record.questions)),
        ]
        if case .model = settings.adviser {
            let estimate = usage.isEstimated ? " (partly estimated)" : ""
            rows.append(("tokens of questions", "\(usage.promptTokens)\(estimate)"))
            rows.append(("tokens of answers", "\(usage.completionTokens)\(estimate)"))
            let price = settings.budget.price
            rows.append(("cost", price == Price() ? "no prices given" : price.text(usage)))
        }
        return "## Use\n\n| | |\n|---|---|\n" + rows.map { "| \($0.0) | \($0.1) |\n" }.joined()
    }
}

extension Refusal.Kind {
    /// The heading of its refusals.
    fileprivate var title: String {
        switch self {
        case .unknown: "No such option"
        case .value: "No value for this option"
        case .guarded: "Guarded"
        case .impossible: "Excluded by the Kconfig files, a guard, or an earlier change"
        case .tooMany: "Too much else would have to change"
        case .contradiction: "Contradicted within the same answer"
        case .decided: "Decided before"
        case .undecided: "Not decided"
        }
    }
}
