// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// report.json; docs/schemas/search.json says what it is.
extension SearchReport {
    public var json: JSONValue {
        [
            "schema": "kconfig-sat/search/1", "kernel": .string(title.kernel), "board": .string(title.board),
            "goal": .string(title.goal), "base": .string(title.base), "unit": .string(title.unit),
            "confirmed": .bool(isConfirmed),
            "changes": .array((isConfirmed ? confirmation!.round.wishes : []).map { .string($0) }),
            "rounds": .array(entries.map(json)),
            "culprits": .array(
                culprits.map {
                    [
                        "changes": .array($0.wishes.map { .string($0) }), "verified": .bool($0.isVerified),
                        "failure": .string($0.failure),
                    ]
                }),
            "builds": .int(builds.count), "boots": .int(boots.count),
        ]
    }

    private func json(_ entry: Entry) -> JSONValue {
        let round = entry.round
        return .object([
            "number": .int(round.number), "phase": .string(round.phase.rawValue),
            "state": .string(round.state.rawValue),
            "changes": .array(round.wishes.map { .string($0) }),
            "refused": .array(round.refused.map { .string($0) }),
            "config": round.config.map { .string($0) }, "image": round.image.map { .string($0) },
            "note": round.note.isEmpty ? nil : .string(round.note),
            "verdicts": .array(verdicts.filter { $0.round == round.number }.map(Self.json)),
        ])
    }

    private static func json(_ verdict: Verdict) -> JSONValue {
        [
            "name": .string(verdict.name), "pairs": .int(verdict.pairs), "ratio": .double(verdict.ratio),
            "low": .double(verdict.low), "high": .double(verdict.high), "p": .double(verdict.p),
            "limit": .double(verdict.limit), "outcome": .string(verdict.outcome.rawValue),
        ]
    }
}
