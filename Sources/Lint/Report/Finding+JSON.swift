// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Findings as the shards of a run hand them on: before they are sorted, numbered and silenced.
extension Finding {
    public var json: JSONValue {
        .object([
            "rule": .string(rule), "severity": .string(severity.name), "place": place.json,
            "message": .string(message), "subject": .string(subject),
            "related": .array(related.map(\.json)), "fix": fix.map(\.json),
            "architectures": .array(architectures.map { .string($0) }),
            "partial": isPartial ? .bool(true) : nil,
            "symbol": isAboutSymbol ? .bool(true) : nil,
            "cause": cause.map { ["text": .string($0.text), "place": $0.place.json] },
            "base": isOfBase ? .bool(true) : nil,
            "witness": witness.map { .string($0) },
        ])
    }

    /// Nil for anything but what `json` gives.
    public init?(json: JSONValue) {
        guard let rule = json["rule"]?.string, let place = json["place"].flatMap(Place.init(json:)),
            let severity = json["severity"]?.string.flatMap(Severity.init(name:)),
            let message = json["message"]?.string, let subject = json["subject"]?.string,
            let related = (json["related"] ?? []).list(Related.init(json:)),
            let architectures = (json["architectures"] ?? []).list(\.string)
        else { return nil }
        if let written = json["fix"] {
            guard let fix = Fix(json: written) else { return nil }
            self.fix = fix
        }
        if let written = json["cause"] {
            guard let text = written["text"]?.string, let place = written["place"].flatMap(Place.init(json:))
            else { return nil }
            cause = FindingCause(text: text, place: place)
        }
        isOfBase = json["base"] != nil
        self.rule = rule
        self.severity = severity
        self.place = place
        self.message = message
        self.subject = subject
        self.related = related
        self.architectures = architectures
        isPartial = json["partial"] != nil
        isAboutSymbol = json["symbol"] != nil
        witness = json["witness"]?.string
    }
}

extension JSONValue {
    /// All members of an array; nil when one is of another kind.
    fileprivate func list<Member>(_ read: (JSONValue) -> Member?) -> [Member]? {
        guard let array else { return nil }
        let members = array.compactMap(read)
        return members.count == array.count ? members : nil
    }
}

extension Related {
    fileprivate var json: JSONValue { ["place": place.json, "message": .string(message)] }

    fileprivate init?(json: JSONValue) {
        guard let place = json["place"].flatMap(Place.init(json:)), let message = json["message"]?.string
        else { return nil }
        self.init(place, message)
    }
}

extension Fix {
    fileprivate var json: JSONValue {
        .object([
            "message": .string(message), "lines": .array(lines.map { .string($0) }),
            "drops": dropsLine ? .bool(true) : nil,
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let message = json["message"]?.string, let lines = json["lines"]?.list(\.string) else {
            return nil
        }
        self.init(message, lines: lines, dropsLine: json["drops"] != nil)
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
