// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Findings as the parts of a sharded run keep them: before they are sorted, numbered and silenced.
extension Finding {
    public var json: JSONValue {
        .object([
            "rule": .string(rule), "severity": .string(severity.name), "place": place.json,
            "message": .string(message), "subject": .string(subject),
            "related": .array(related.map { ["place": $0.place.json, "message": .string($0.message)] }),
            "fix": fix.map {
                ["message": .string($0.message), "lines": .array($0.lines.map { .string($0) })]
            },
            "architectures": .array(architectures.map { .string($0) }),
            "partial": isPartial ? .bool(true) : nil,
            "witness": witness.map { .string($0) },
        ])
    }

    /// Nil for anything but what `json` gives.
    public init?(json: JSONValue) {
        guard let rule = json["rule"]?.string, let place = json["place"].flatMap(Place.init(json:)),
            let severity = json["severity"]?.string.flatMap(Severity.init(name:)),
            let message = json["message"]?.string, let subject = json["subject"]?.string
        else { return nil }
        self.rule = rule
        self.severity = severity
        self.place = place
        self.message = message
        self.subject = subject
        related = (json["related"]?.array ?? []).compactMap { entry in
            entry["place"].flatMap(Place.init(json:)).map { Related($0, entry["message"]?.string ?? "") }
        }
        fix = json["fix"].map {
            Fix($0["message"]?.string ?? "", lines: ($0["lines"]?.array ?? []).compactMap(\.string))
        }
        architectures = (json["architectures"]?.array ?? []).compactMap(\.string)
        isPartial = json["partial"] != nil
        witness = json["witness"]?.string
    }
}

extension Place {
    fileprivate var json: JSONValue { [.string(file), .int(line), .int(column)] }

    fileprivate init?(json: JSONValue) {
        guard let parts = json.array, parts.count == 3, let file = parts[0].string,
            let line = parts[1].int, let column = parts[2].int
        else { return nil }
        self.init(file: file, line: line, column: column)
    }
}
