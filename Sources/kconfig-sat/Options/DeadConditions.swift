// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver

/// Which conditions of make files and `#if` lines no configuration has, and why.
struct DeadConditions {
    private var causes: [BuildCondition: [String]] = [:]

    /// - Parameter conditions: those that are asked for; what is unknown in them may be true.
    init(_ conditions: [BuildCondition], _ model: KconfigModel) throws {
        var asked: [(condition: BuildCondition, wish: String)] = []
        for condition in Set(conditions) where !condition.isNever {
            guard let text = ConditionText(model).possibly(condition) else { continue }
            if text == "n" {
                let name = ConditionWish(condition.possibly, model).undefined
                causes[condition] = [
                    name.map { "this architecture has no CONFIG_\($0)" } ?? "no symbol has such a value"
                ]
            } else {
                asked.append((condition, "assert " + text))
            }
        }
        if asked.isEmpty { return }
        let wanted = try Wishes.read(asked.map(\.wish), model)
        let base = BaseConfiguration(wanted.model, nil, name: "alldefconfig")
        let query = CoverQuery(
            wanted, base, weights: asked.map { _ in 1 }, engine: Engine.standard)
        let impossible = try query.impossible()
        let found = try LikeliestFix.obstacles(impossible.map { asked[$0].wish }, base)
        for (number, cause) in zip(impossible, found) { causes[asked[number].condition] = cause }
    }

    /// Nil when some configuration has it.
    subscript(_ condition: BuildCondition) -> [String]? { causes[condition] }

    /// Lines for people; empty when some configuration has it.
    func text(_ condition: BuildCondition, indent: String) -> String {
        guard let cause = causes[condition] else { return "" }
        return "\(indent)no configuration has that\(cause.isEmpty ? "" : ":")\n"
            + LineLimit.cutLines(cause.map { "\(indent)  \($0)\n" }.joined())
    }

    /// The member of an answer; none when some configuration has it.
    func json(_ condition: BuildCondition) -> [JSONValue.Member] {
        causes[condition].map { [.init("dead", .array($0.map { .string($0) }))] } ?? []
    }
}
