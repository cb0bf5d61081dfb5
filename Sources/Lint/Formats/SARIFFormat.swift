// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse

/// Static Analysis Results Interchange Format 2.1.0 (OASIS Standard, 27 March 2020).
enum SARIFFormat {
    static let fingerprintName = "kconfigSat/v1"
    private static let schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

    static func render(_ report: Report, version: String) -> String {
        let used = RuleRegistry.reported.filter { rule in report.findings.contains { $0.rule == rule.id } }
        let driver = JSONValue.object([
            "name": "kconfig-sat", "version": .string(version), "rules": .array(used.map { rule($0) }),
        ])
        let run = JSONValue.object([
            "tool": .object(["driver": driver]), "invocations": invocations(report),
            "columnKind": "unicodeCodePoints",
            "results": .array(report.findings.map { result($0, used) }),
        ])
        return JSONValue.object(["$schema": .string(schema), "version": "2.1.0", "runs": .array([run])])
            .pretty
    }

    /// What is said about the run; nothing for nothing.
    private static func invocations(_ report: Report) -> JSONValue? {
        guard !report.notes.isEmpty else { return nil }
        let notes = report.notes.map { JSONValue.object(["level": "warning", "message": message($0)]) }
        return .array([.object(["executionSuccessful": true, "toolExecutionNotifications": .array(notes)])])
    }

    private static func rule(_ rule: RuleInfo) -> JSONValue {
        .object([
            "id": .string(rule.id), "shortDescription": message(rule.summary),
            "defaultConfiguration": .object(["level": .string(rule.severity.name)]),
            "properties": .object(["tags": .array([.string(rule.area.rawValue)])]),
        ])
    }

    private static func result(_ finding: Finding, _ rules: [RuleInfo]) -> JSONValue {
        var properties: [JSONValue.Member] = []
        if !finding.architectures.isEmpty {
            let names = finding.architectures.map { JSONValue.string($0) }
            properties.append(JSONValue.Member("architectures", .array(names)))
        }
        if let witness = finding.witness { properties.append(JSONValue.Member("witness", .string(witness))) }
        if let fix = finding.fix {
            properties.append(
                JSONValue.Member("fix", .string(([fix.message] + fix.lines).joined(separator: "\n"))))
        }
        return .object([
            "ruleId": .string(finding.rule),
            "ruleIndex": rules.firstIndex { $0.id == finding.rule }.map { .int($0) },
            "level": .string(finding.severity.name), "message": message(finding.message),
            "locations": .array([location(finding.place)]),
            "relatedLocations": finding.related.isEmpty
                ? nil : .array(finding.related.enumerated().map { related($1, $0) }),
            "partialFingerprints": .object([
                JSONValue.Member(fingerprintName, .string(finding.fingerprint))
            ]),
            "fixes": finding.fix.flatMap { fix($0, finding.place) }.map { .array([$0]) },
            "properties": properties.isEmpty ? nil : .object(properties),
        ])
    }

    /// The edit of a fix, where it is one: lines to insert before the finding, or the finding's own line to delete.
    private static func fix(_ fix: Fix, _ place: Place) -> JSONValue? {
        guard place.line > 0, fix.dropsLine || !fix.lines.isEmpty else { return nil }
        let deleted = JSONValue.object([
            "startLine": .int(place.line), "startColumn": .int(1),
            "endLine": .int(fix.dropsLine ? place.line + 1 : place.line), "endColumn": .int(1),
        ])
        let inserted = fix.lines.map { $0 + "\n" }.joined()
        let replacement = JSONValue.object([
            "deletedRegion": deleted,
            "insertedContent": inserted.isEmpty ? nil : .object(["text": .string(inserted)]),
        ])
        return .object([
            "description": message(fix.message),
            "artifactChanges": .array([
                .object([
                    "artifactLocation": .object(["uri": .string(uri(place.file))]),
                    "replacements": .array([replacement]),
                ])
            ]),
        ])
    }

    private static func message(_ text: String) -> JSONValue { .object(["text": .string(text)]) }

    private static func location(_ place: Place) -> JSONValue {
        .object(["physicalLocation": physical(place)])
    }

    private static func related(_ related: Related, _ index: Int) -> JSONValue {
        .object([
            "id": .int(index), "physicalLocation": physical(related.place),
            "message": message(related.message),
        ])
    }

    private static func physical(_ place: Place) -> JSONValue {
        let region: JSONValue? =
            place.line == 0
            ? nil
            : .object([
                "startLine": .int(place.line), "startColumn": place.column > 0 ? .int(place.column) : nil,
            ])
        return .object(["artifactLocation": .object(["uri": .string(uri(place.file))]), "region": region])
    }

    private static let here = (FileTree.realPath(".") ?? "") + "/"

    /// A path as a reference: relative below the working folder, since that is where viewers look for it, else a file's. What has
    /// a meaning in a URI is percent-encoded.
    private static func uri(_ path: String) -> String {
        guard path.hasPrefix("/") else { return encoded(path) }
        return path.hasPrefix(here) ? encoded(String(path.dropFirst(here.count))) : "file://" + encoded(path)
    }

    private static func encoded(_ path: String) -> String { PercentEncoding.encode(path, keeping: "/+,") }

}
