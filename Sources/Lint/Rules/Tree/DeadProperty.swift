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
            guard answers.can(alive), answers.never(live) else { return nil }
            let tree = formula.tree
            let title = tree.title(property.menu)
            let text = tree.attribute(of: property).map { tree.text($0) } ?? "\(property.kind)"
            return Finding(
                rule, at: tree.place(property.location), "\(title): '\(text)' \(reason)",
                subject: "\(title) \(text)")
        }
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
