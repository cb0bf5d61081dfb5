// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Our own JSON: `docs/schemas/lint.json` describes it.
enum JSONFormat {
    static let schema = "kconfig-sat/lint/1"

    static func render(_ report: Report, version: String) -> String {
        JSONValue.object([
            "schema": .string(schema), "version": .string(version),
            "findings": .array(report.findings.map { finding($0) }), "summary": summary(report),
            "notes": report.notes.isEmpty ? nil : .array(report.notes.map { .string($0) }),
        ]).pretty
    }

    private static func summary(_ report: Report) -> JSONValue {
        .object([
            "errors": .int(report.count(.error)), "warnings": .int(report.count(.warning)),
            "notes": .int(report.count(.note)), "suppressed": .int(report.suppressed),
            "baseline": .int(report.known),
        ])
    }

    private static func finding(_ finding: Finding) -> JSONValue {
        .object([
            "rule": .string(finding.rule), "severity": .string(finding.severity.name),
            "message": .string(finding.message), "place": place(finding.place),
            "subject": .string(finding.subject), "fingerprint": .string(finding.fingerprint),
            "related": .array(
                finding.related.map {
                    .object(["place": place($0.place), "message": .string($0.message)])
                }),
            "architectures": finding.architectures.isEmpty
                ? nil : .array(finding.architectures.map { .string($0) }),
            "witness": finding.witness.map { .string($0) }, "fix": finding.fix.map { fix($0) },
        ])
    }

    private static func place(_ place: Place) -> JSONValue {
        .object([
            "file": .string(place.file), "line": place.line > 0 ? .int(place.line) : nil,
            "column": place.column > 0 ? .int(place.column) : nil,
        ])
    }

    private static func fix(_ fix: Fix) -> JSONValue {
        .object(["message": .string(fix.message), "lines": .array(fix.lines.map { .string($0) })])
    }
}
