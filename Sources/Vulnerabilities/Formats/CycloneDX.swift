// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// CycloneDX 1.6 with vulnerabilities: https://cyclonedx.org/docs/1.6/json/.
extension VexDocument {
    public var cycloneDX: JSONValue {
        .object([
            "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": .string(head.uuid), "version": 1,
            "metadata": .object([
                "timestamp": .string(head.time),
                "tools": .object([
                    "components": [
                        .object([
                            "type": "application", "name": .string(head.tool),
                            "version": .string(head.toolVersion),
                        ])
                    ]
                ]),
                "authors": [.object(["name": .string(head.author)])],
                "component": .object([
                    "type": "operating-system", "bom-ref": .string(head.product), "name": "linux",
                    "version": .string(head.version), "purl": .string(head.product),
                ]),
            ]),
            "vulnerabilities": .array(verdicts.map(vulnerability)),
        ])
    }

    private func vulnerability(_ verdict: Verdict) -> JSONValue {
        let page = Self.page(verdict.record.id)
        return .object([
            "id": .string(verdict.record.id),
            "source": page.map { .object(["name": "CVE", "url": .string($0)]) },
            "description": verdict.record.title.map { .string($0) },
            "analysis": .object([
                "state": .string(Self.state(verdict.status)),
                "justification": verdict.status == .notAffected ? "code_not_present" : nil,
                "response": verdict.status == .affected ? ["update"] : nil,
                "detail": .string(
                    Self.detail(verdict) + (verdict.status == .affected ? ". \(Self.action(verdict))" : "")),
            ]),
            "affects": [.object(["ref": .string(head.product)])],
        ])
    }

    private static func state(_ status: Verdict.Status) -> String {
        switch status {
        case .affected: "exploitable"
        case .underInvestigation: "in_triage"
        case .notAffected: "not_affected"
        case .fixed: "resolved"
        }
    }
}
