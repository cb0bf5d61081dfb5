// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import Optimizer

/// report.md.
extension SearchReport {
    public var markdown: String {
        var text = "# \(MarkdownText.plain(title.board)): \(MarkdownText.plain(title.goal))\n\n"
        text +=
            "Linux \(MarkdownText.plain(title.kernel)), from \(MarkdownText.code(title.base)). "
            + "\(result.prefix(1).uppercased() + result.dropFirst()).\n\n![gain by round](report.svg)\n\n"
        text += changes + measures + blame + rounds + cost
        return text
    }

    /// What the best configuration has.
    private var changes: String {
        guard let confirmation, !confirmation.round.wishes.isEmpty else { return "" }
        let lines = confirmation.round.wishes.map { name in
            let reason = wishes.first { $0.text == name }?.reason ?? ""
            return "- \(MarkdownText.code("CONFIG_" + name)) \(MarkdownText.plain(reason))\n"
        }
        return "## \(isConfirmed ? "Changes that are kept" : "The best so far")\n\n\(lines.joined())\n"
    }

    private var measures: String {
        guard let confirmation else { return "" }
        let lines = verdicts.filter { $0.round == confirmation.round.number }.map { verdict in
            "| \(MarkdownText.plain(verdict.name)) | \(Self.percent(verdict.ratio)) | "
                + "\(Self.percent(verdict.low)) to \(Self.percent(verdict.high)) | \(Figures.decimal(verdict.p, 4)) | "
                + "\(verdict.pairs) | \(verdict.outcome.rawValue) |\n"
        }
        return """
            ## The best against the base

            Fresh boots, in turn. The p of the total is corrected for all steps that led to it (Holm); numbers are of \(title.unit).

            | | gain | 95 % of such intervals have the true one | p | pairs | |
            |---|---|---|---|---|---|
            \(lines.joined())

            """
    }

    private var blame: String {
        guard !culprits.isEmpty else { return "" }
        let lines = culprits.map { culprit in
            "- \(culprit.wishes.map { MarkdownText.code("CONFIG_" + $0) }.joined(separator: " with ")): "
                + MarkdownText.plain(culprit.failure)
                + (culprit.isVerified
                    ? ". The base with it fails, the rest without it boots.\n"
                    : ". The base with it fails; what is left fails for another reason.\n")
        }
        return "## What does not build or boot\n\n\(lines.joined())\n"
    }

    private var rounds: String {
        let lines = entries.map { entry in
            let round = entry.round
            let isMeasured = entry.verdict != nil
            let what = isMeasured && !round.note.isEmpty ? round.note : Figures.list(round.wishes)
            let outcome = entry.verdict?.text ?? round.note
            let refused = round.refused.isEmpty ? "" : "; \(round.refused.count) refused"
            return "| \(round.number) | \(round.phase.rawValue) | \(MarkdownText.plain(what)) | "
                + "\(round.state.rawValue) | \(MarkdownText.plain(outcome))\(refused) |\n"
        }
        return """
            ## Rounds

            Each compares with the best so far; `screen` and `confirm` with the base. Configurations are in `rounds/`.

            | | for | changes | state | |
            |---|---|---|---|---|
            \(lines.joined())

            """
    }

    private var cost: String {
        let building = builds.reduce(0) { $0 + $1.seconds }
        let booting = boots.reduce(0) { $0 + $1.seconds }
        return "\(builds.count) builds in \(Int(building)) s, \(boots.count) boots in \(Int(booting)) s.\n"
            + (events.isEmpty
                ? "" : "\n" + events.map { "- \(MarkdownText.plain($0.text))\n" }.joined())
    }

    private static func percent(_ ratio: Double) -> String { Figures.percent(log(ratio)) }
}
