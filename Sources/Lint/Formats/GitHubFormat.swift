// SPDX-License-Identifier: GPL-2.0-or-later

/// Workflow commands that GitHub shows as annotations: `::warning file=…,line=…::message`.
enum GitHubFormat {
    static func render(_ report: Report) -> String { report.findings.map { render($0) }.joined() }

    private static func render(_ finding: Finding) -> String {
        let kind = finding.severity == .note ? "notice" : finding.severity.name
        var values = ["file=\(escaped(finding.place.file, isValue: true))"]
        if finding.place.line > 0 { values.append("line=\(finding.place.line)") }
        if finding.place.column > 0 { values.append("col=\(finding.place.column)") }
        values.append("title=\(finding.rule)")
        var text = finding.message
        for related in finding.related { text += "\n\(related.place.text): \(related.message)" }
        if let fix = finding.fix { text += "\nfix: " + ([fix.message] + fix.lines).joined(separator: "\n") }
        return "::\(kind) \(values.joined(separator: ","))::\(escaped(text, isValue: false))\n"
    }

    /// Line ends and `%` are escaped everywhere, `:` and `,` in values.
    private static func escaped(_ text: String, isValue: Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": out += "%25"
            case "\r": out += "%0D"
            case "\n": out += "%0A"
            case ":" where isValue: out += "%3A"
            case "," where isValue: out += "%2C"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
