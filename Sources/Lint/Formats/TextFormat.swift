// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// `file:line:col: severity: message [rule]`, as compilers print it, with notes and the fix below.
enum TextFormat {
    static func render(_ report: Report) -> String {
        report.findings.map { render($0, isVerbose: report.isVerbose) }.joined() + summary(report)
    }

    private static func render(_ finding: Finding, isVerbose: Bool) -> String {
        let head = "\(finding.place.text): \(finding.severity.name): \(finding.message)"
        let architectures = finding.architectures.joined(separator: ", ")
        let tail = (architectures.isEmpty ? "" : " (\(architectures))") + " [\(finding.rule)]"
        let details = details(finding, limit: isVerbose ? Int.max : shownNotes)
        return (isVerbose ? head + tail : LineLimit.cut(head, tail: tail)) + "\n"
            + (isVerbose ? details : LineLimit.cutLines(details))
    }

    /// A group may have as many notes as a configuration has lines.
    private static let shownNotes = 8

    private static func details(_ finding: Finding, limit: Int) -> String {
        var text = ""
        for related in finding.related.prefix(limit) {
            text += "    \(related.place.text): note: \(related.message)\n"
        }
        let rest = finding.related.count - limit
        if rest > 0 { text += "    and \(rest) more: -v lists them\n" }
        if let witness = finding.witness { text += "    witness: \(witness)\n" }
        if let fix = finding.fix {
            text += "    fix: \(fix.message)\n"
            for line in fix.lines { text += "        \(line)\n" }
        }
        return text
    }

    private static func summary(_ report: Report) -> String {
        let counts = Severity.allCases.reversed().map { severity in
            let count = report.count(severity)
            return "\(count) \(severity.name)\(count == 1 ? "" : "s")"
        }
        var text = counts.joined(separator: ", ")
        if report.suppressed > 0 { text += "; \(report.suppressed) silenced by comments" }
        if report.known > 0 { text += "; \(report.known) known before" }
        return text + "\n"
    }
}
