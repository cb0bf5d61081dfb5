// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Properties that are never in force though the definition they stand in can be.
enum DeadProperty {
    /// - Parameters:
    ///   - live: whether the property is in force.
    ///   - alive: what must be possible, or all of the definition is dead and that is said elsewhere.
    ///   - reason: what to say behind the text of the property.
    static func question(
        _ formula: TreeFormula, _ rule: RuleInfo, _ property: Property, live: Literal,
        alive: Literal, _ reason: String
    ) -> SolvedRule.Question {
        SolvedRule.Question(location: property.location, literals: [live, alive]) { answers in
            guard answers.can(alive) else { return .moot }
            return answers.never(live) ? .finding(finding(formula, rule, property, reason)) : .fine
        }
    }

    /// One that stands before this one may always be in force instead.
    ///
    /// - Parameter live: whether the property is the first one in force.
    static func question(
        _ formula: TreeFormula, _ rule: RuleInfo, ordered property: Property, live: Literal
    ) -> SolvedRule.Question {
        let alive = formula.dependency(property.menu)
        let applies = formula.on(property.condition)
        return SolvedRule.Question(location: property.location, literals: [live, alive, applies]) { answers in
            guard answers.can(alive) else { return .moot }
            guard answers.never(live) else { return .fine }
            guard answers.can(applies) else {
                return .finding(
                    finding(formula, rule, property, "never applies: its condition is never met"))
            }
            if repeats(formula, property) { return .fine }
            var shadowed = finding(
                formula, rule, property,
                "never applies: wherever it could, an earlier \(property.kind) comes first")
            // What is left when nothing else applies is often there to be safe.
            let isLast = formula.tree.attribute(of: property)?.condition.isNone ?? false
            if isLast && property.kind == .default { shadowed.severity = .note }
            return .finding(shadowed)
        }
    }

    /// Whether one before it gives the same: `default y if A`, `default y if B` is a list of reasons, whatever of it
    /// could be left out as things are.
    private static func repeats(_ formula: TreeFormula, _ property: Property) -> Bool {
        let symbol = formula.model.menus[property.menu].symbol
        let earlier = formula.model.properties(of: symbol).prefix {
            $0.property.location != property.location
        }
        return earlier.contains {
            $0.property.kind == property.kind && $0.property.expression == property.expression
        }
    }

    private static func finding(
        _ formula: TreeFormula, _ rule: RuleInfo, _ property: Property, _ reason: String
    ) -> Finding {
        let tree = formula.tree
        let title = tree.title(property.menu)
        let text = tree.attribute(of: property).map { tree.text($0) } ?? "\(property.kind)"
        return Finding(
            rule, at: tree.place(property.location), "\(title): '\(text)' \(reason)",
            subject: "\(title) \(text)")
    }

    /// All properties of one kind, each with its symbol.
    static func all(_ formula: TreeFormula, _ kinds: Set<PropertyKind>) -> [(
        symbol: SymbolID, property: Property
    )] {
        formula.model.symbols.indices.filter { formula.model.symbols[$0].isDefined }.flatMap { symbol in
            formula.model.properties(of: symbol).filter { kinds.contains($0.property.kind) }
                .map { (symbol, $0.property) }
        }
    }
}
