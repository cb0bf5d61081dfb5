// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Conditions of defaults, prompts, selects, implies and ranges that hold wherever they are asked.
    static let redundantCondition = SolvedRule(
        info: RuleInfo("redundant-condition", .tree, .note, "An 'if' that is true wherever it is asked")
    ) { formula, rule in
        let kinds: Set<PropertyKind> = [.prompt, .menu, .default, .select, .imply, .range]
        return DeadProperty.all(formula, kinds).compactMap { symbol, property -> Question? in
            let tree = formula.tree
            // `if "$(ARCH)" = "x86"` is another constant for another architecture.
            guard let attribute = tree.attribute(of: property),
                tree.symbols(attribute.condition).contains(where: { !formula.model.symbols[$0].isConstant })
            else { return nil }
            let gaps = gaps(formula, symbol, property)
            let base = formula.dependency(property.menu)
            return Question(
                location: property.location, literals: gaps + [base, formula.on(property.condition)]
            ) {
                answers in
                guard answers.can(formula.on(property.condition)) else { return .moot }
                guard gaps.allSatisfy({ answers.never($0) }) else { return .fine }
                let title = tree.title(property.menu)
                let condition = formula.model.describe(attribute.condition)
                return .finding(
                    Finding(
                        rule, at: tree.place(property.location),
                        "\(title): '\(tree.text(attribute))': the condition \(condition) is always true here",
                        subject: "\(title) \(tree.text(attribute))", fix: Fix("drop 'if \(condition)'")))
            }
        }
    }

    /// When the condition is less than what holds anyway: the dependencies and, for what a symbol does to another
    /// one, that it is on.
    private static func gaps(_ formula: TreeFormula, _ symbol: SymbolID, _ property: Property) -> [Literal] {
        var base = formula.literals(formula.model.menus[property.menu].dependency)
        if property.kind == .select || property.kind == .imply {
            let value = formula.literals(symbol)
            base = TristateLiterals(on: formula.and(base.on, value.on), yes: formula.and(base.yes, value.yes))
        }
        let condition = formula.literals(property.condition)
        return [formula.and(base.on, -condition.on), formula.and(base.yes, -condition.yes)]
    }
}
