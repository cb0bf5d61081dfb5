// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// OpenVEX 0.2.0: https://github.com/openvex/spec, `openvex_json_schema.json`.
extension VexDocument {
    public var openVEX: JSONValue {
        .object([
            "@context": "https://openvex.dev/ns/v0.2.0", "@id": .string(head.uuid),
            "author": .string(head.author),
            "timestamp": .string(head.time), "version": 1,
            "tooling": .string("\(head.tool) \(head.toolVersion)"),
            "statements": .array(verdicts.map(statement)),
        ])
    }

    private func statement(_ verdict: Verdict) -> JSONValue {
        let aliases = verdict.record.aliases.map { JSONValue.string($0) }
        return .object([
            "vulnerability": .object([
                "@id": Self.page(verdict.record.id).map { .string($0) }, "name": .string(verdict.record.id),
                "description": verdict.record.title.map { .string($0) },
                "aliases": aliases.isEmpty ? nil : .array(aliases),
            ]),
            "products": [.object(["@id": .string(head.product)])],
            "status": .string(verdict.status.rawValue),
            // The schema wants either this or an impact statement.
            "justification": verdict.status == .notAffected ? "vulnerable_code_not_present" : nil,
            "status_notes": .string(Self.detail(verdict)),
            "action_statement": verdict.status == .affected ? .string(Self.action(verdict)) : nil,
        ])
    }
}
