// SPDX-License-Identifier: GPL-2.0-or-later

/// Verdicts as tables and for people.
extension VexDocument {
    /// With a line of names; fields as RFC 4180 has them, but that lines end with a line feed alone.
    public var csv: String {
        let head = ["id", "status", "justification", "reason", "files", "places", "mitigation", "title"]
        let rows = verdicts.map { verdict in
            [
                verdict.record.id, verdict.status.rawValue,
                verdict.status == .notAffected ? "vulnerable_code_not_present" : "", verdict.reason,
                verdict.record.files.joined(separator: " "),
                verdict.files.flatMap(\.places).joined(separator: " "),
                verdict.mitigation?.lines.joined(separator: "; ") ?? "", verdict.record.title ?? "",
            ]
        }
        return ([head] + rows).map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
    }

    private static func field(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            return text
        }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// For people: what is affected first, and how many there are of each kind.
    public var text: String {
        var text = ""
        for status in Verdict.Status.allCases {
            for verdict in verdicts where verdict.status == status { text += Self.entry(verdict) }
        }
        let counts = Verdict.Status.allCases.map { status in
            "\(verdicts.count { $0.status == status }) \(status.rawValue)"
        }
        return text + "\(verdicts.count) \(verdicts.count == 1 ? "record" : "records"): "
            + counts.joined(separator: ", ") + "\n"
    }

    private static func entry(_ verdict: Verdict) -> String {
        var text = "\(verdict.record.id)  \(verdict.status.rawValue)"
        if let title = verdict.record.title { text += "  \(title)" }
        text += "\n    \(verdict.reason)\n"
        let places = verdict.files.filter { $0.state != .open }.flatMap(\.places)
        if !places.isEmpty { text += "    \(FileJudge.listed(places))\n" }
        if let mitigation = verdict.mitigation {
            text += "    without it: \(mitigation.lines.joined(separator: ", "))\n"
            if !mitigation.lost.isEmpty { text += "    lost as well: \(FileJudge.listed(mitigation.lost))\n" }
        }
        return text
    }
}
