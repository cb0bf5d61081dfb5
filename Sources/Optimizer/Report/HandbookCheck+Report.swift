// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// The check of the handbook, for people and programs.
extension HandbookCheck {
    public var text: String {
        results.map { "\($0.entry.symbol)=\($0.entry.value) \($0.status.rawValue)\n" }.joined()
    }

    public var json: JSONValue { .array(results.map { Self.describe($0.entry, $0.status) }) }

    private static func describe(_ entry: HandbookEntry, _ status: Status) -> JSONValue {
        .object([
            "symbol": .string(entry.symbol), "value": .string(entry.value),
            "status": .string(status.rawValue),
            "goals": .array(entry.goals.names.map { .string($0) }), "risk": .string(entry.risk.rawValue),
            "source": .string(entry.source), "reason": .string(entry.reason),
            "architectures": .array(entry.architectures.map { .string($0) }),
            "parameter": Handbook.parameter(for: entry.symbol, entry.value).map { .string($0.text) },
        ])
    }
}
