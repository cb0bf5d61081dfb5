// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// What makes one configuration another one, as text and as JSON.
struct DiffReport {
    let model: KconfigModel
    let difference: ConfigurationDifference
    /// All that follows is listed, not only the first few.
    let isVerbose: Bool

    // MARK: - Text

    var text: String {
        if difference.isEmpty { return "the same configuration\n" }
        let decided = difference.causes.count
        let silent = difference.causes.filter(\.isByDefault).count
        let defaults = silent == 0 ? "" : " (\(silent) by a default that differs)"
        let heading =
            "\(difference.count) \(difference.count == 1 ? "symbol differs" : "symbols differ"); \(decided) of them \(decided == 1 ? "is" : "are") decided\(defaults)\(decided == difference.count ? "" : ", the rest follows"):\n"
        let causes = difference.causes.map(text).joined()
        return heading + causes + (difference.others.isEmpty ? "" : "also\n" + lists(difference.others))
    }

    private func text(_ cause: ConfigurationDifference.Cause) -> String {
        let change = cause.decision
        var line = ChangeList.decision(
            model.name(change.symbol), change.old, change.new, instead: cause.instead.map { model.name($0) })
        if cause.isByDefault { line += " by default" }
        let prompt = model.firstPrompt(of: change.symbol).map { "\($0), " } ?? ""
        line += "  (\(prompt)\(model.sources.describe(model.location(of: change.symbol))))"
        return line + "\n" + lists(cause.consequences)
    }

    /// What is lost first, then what comes on.
    private func lists(_ changes: [FixQuery.Change]) -> String {
        let list = ChangeList(model: model, isWhole: isVerbose)
        let parts = [
            ("lost", changes.filter { $0.isLoss(model) }), ("comes on", changes.filter { $0.isGain(model) }),
            ("also", changes.filter { !$0.isLoss(model) && !$0.isGain(model) }),
        ]
        return parts.filter { !$0.1.isEmpty }.map { "    \($0.0): \(list.text($0.1))\n" }.joined()
    }

    // MARK: - JSON

    var json: [JSONValue.Member] {
        [
            .init("differ", .int(difference.count)),
            .init("causes", .array(difference.causes.map(json))),
            .init("others", .array(difference.others.map { .object(members($0)) })),
        ]
    }

    private func json(_ cause: ConfigurationDifference.Cause) -> JSONValue {
        let location = model.location(of: cause.decision.symbol)
        return .object(
            members(cause.decision) + [
                .init("instead", cause.instead.map { .string(model.name($0)) } ?? .null),
                .init("byDefault", .bool(cause.isByDefault)),
                .init("prompt", model.firstPrompt(of: cause.decision.symbol).map { .string($0) } ?? .null),
                .init("file", .string(model.sources.name(location.file))),
                .init("line", .int(Int(location.line))),
                .init("consequences", .array(cause.consequences.map { .object(members($0)) })),
            ])
    }

    private func members(_ change: FixQuery.Change) -> [JSONValue.Member] {
        let kind = change.isLoss(model) ? "lost" : change.isGain(model) ? "on" : "other"
        return [
            .init("symbol", .string(model.name(change.symbol))), .init("old", .string(change.old)),
            .init("new", .string(change.new)), .init("kind", .string(kind)),
        ]
    }
}
