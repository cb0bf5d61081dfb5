// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver

/// What the Kconfig files say of conditions of make files and `#if` lines: which of them no configuration has, and which come
/// down to a part of them.
struct KnownConditions {
    private var causes: [BuildCondition: [String]] = [:]
    private var shorter: [BuildCondition: BuildCondition] = [:]

    /// - Parameters:
    ///   - conditions: those of which it is asked whether a configuration has them; what is unknown may be true.
    ///   - shown: those that are told to people.
    init(_ conditions: [BuildCondition], shown: [BuildCondition], _ model: KconfigModel) throws {
        let texts = ConditionText(model)
        var asked: [(condition: BuildCondition, wish: String)] = []
        for condition in Set(conditions) where !condition.isNever {
            guard let text = texts.possibly(condition) else { continue }
            if text == "n" {
                let name = ConditionWish(condition.possibly, model).undefined
                causes[condition] = [
                    name.map { "this architecture has no CONFIG_\($0)" } ?? "no symbol has such a value"
                ]
            } else {
                asked.append((condition, "assert " + text))
            }
        }
        // Where the part that all alternatives share does, nothing is left of the rest.
        let parts = Set(shown).compactMap { condition in
            Self.beyondShared(condition, texts).map { (condition: condition, part: $0.part, wish: $0.wish) }
        }
        if asked.isEmpty, parts.isEmpty { return }
        let wishes = asked.map(\.wish) + parts.map(\.wish)
        let wanted = try Wishes.read(wishes, model)
        let base = BaseConfiguration(wanted.model, nil, name: "alldefconfig")
        let query = CoverQuery(
            wanted, base, weights: wishes.map { _ in 1 }, engine: Engine.standard)
        let impossible = try query.impossible()
        let dead = impossible.filter { $0 < asked.count }
        let found = try LikeliestFix.obstacles(dead.map { asked[$0].wish }, base)
        for (number, cause) in zip(dead, found) { causes[asked[number].condition] = cause }
        for number in impossible where number >= asked.count {
            let found = parts[number - asked.count]
            shorter[found.condition] = found.part
        }
    }

    /// What all alternatives share, and the wish that a configuration has that and none of them; nil where that is no question.
    private static func beyondShared(
        _ condition: BuildCondition, _ texts: ConditionText
    ) -> (part: BuildCondition, wish: String)? {
        let part = BuildCondition(anyOf: [condition.shared])
        guard condition.alternatives.count > 1, !part.isAlways, condition.unknownPlaces.isEmpty,
            let all = texts.surely(condition), all != "n",
            let shared = texts.possibly(part), shared != "n"
        else { return nil }
        return (part, "assert (\(shared)) && !(\(all))")
    }

    /// Nil when some configuration has it.
    subscript(_ condition: BuildCondition) -> [String]? { causes[condition] }

    /// The same for every configuration, in fewer words where there are some.
    func short(_ condition: BuildCondition) -> BuildCondition { shorter[condition] ?? condition }

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
