// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Solver

/// The report for programs; `docs/autoos.md` describes the schema.
extension FinishedRun {
    public static let schema = "kconfig-sat/autoos-report/1"

    public var json: JSONValue {
        .object([
            JSONValue.Member("schema", .string(Self.schema)),
            JSONValue.Member("goal", .string(settings.goal.name)),
            JSONValue.Member("adviser", adviserJSON),
            JSONValue.Member("kernel", .string(settings.kernel)),
            JSONValue.Member(
                "base", ["file": .string(settings.baseName), "fnv1a": .string(settings.baseDigest)]),
            JSONValue.Member("config", .string(configName)),
            JSONValue.Member("stopped", .string(record.stop.rawValue)),
            JSONValue.Member("counts", counts), JSONValue.Member("usage", usageJSON),
            JSONValue.Member("changes", .array(record.changes.map { change($0) })),
            JSONValue.Member("refused", .array(record.refused.map { refused($0) })),
            JSONValue.Member("problems", .array(record.problems.map { .string($0) })),
        ])
    }

    private var adviserJSON: JSONValue {
        switch settings.adviser {
        case .handbook: ["kind": "handbook"]
        case .model(let name, let host): ["kind": "model", "model": .string(name), "server": .string(host)]
        }
    }

    private var counts: JSONValue {
        [
            "menus_visited": .int(record.visits), "menus_kept": .int(record.menusKept),
            "menus_left_out": .int(record.menusPruned), "options_asked": .int(record.optionsAsked),
            "questions": .int(record.questions), "accepted": .int(record.changes.count),
            "refused": .int(record.refused.count), "unchanged": .int(record.unchanged),
        ]
    }

    private var usageJSON: JSONValue {
        [
            "exchanges": .int(usage.exchanges), "prompt_tokens": .int(usage.promptTokens),
            "completion_tokens": .int(usage.completionTokens), "estimated": .bool(usage.isEstimated),
            "cost": .double(cost),
        ]
    }

    private func change(_ change: RunRecord.Change) -> JSONValue {
        let accepted = change.accepted
        return [
            "symbol": .string(model.name(accepted.symbol)), "old": .string(accepted.old),
            "new": .string(accepted.new), "reason": .string(accepted.proposal.reason),
            "menu": .string(change.menu), "round": .int(change.round),
            "fewest_proven": .bool(accepted.isProven),
            "consequences": .array(
                accepted.consequences.map {
                    [
                        "symbol": .string(model.name($0.symbol)), "old": .string($0.old),
                        "new": .string($0.new),
                        "cause": .string($0.cause.rawValue),
                    ]
                }),
        ]
    }

    private func refused(_ entry: RunRecord.Refused) -> JSONValue {
        [
            "symbol": .string(entry.refusal.proposal.name), "value": .string(entry.refusal.proposal.value),
            "reason": .string(entry.refusal.proposal.reason), "kind": .string(entry.refusal.kind.rawValue),
            "message": .string(entry.refusal.message),
            "facts": .array(entry.refusal.facts.map { .string($0) }),
            "menu": .string(entry.menu), "round": .int(entry.round), "returned": .bool(entry.wasReturned),
        ]
    }
}
