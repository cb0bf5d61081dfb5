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
            let asked = asked(formula, symbol, property)
            let condition = formula.literals(property.condition)
            let gaps = [
                formula.and(asked.on, -condition.on), formula.and(asked.yes, -condition.yes),
            ]
            return Question(location: property.location, literals: gaps + [asked.on, condition.on]) {
                answers in
                guard answers.can(asked.on) else { return .moot }
                guard answers.can(condition.on), gaps.allSatisfy({ answers.never($0) }) else { return .fine }
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

    /// When the condition is asked: where the dependencies hold and, for what a symbol does to another one, it is on.
    private static func asked(
        _ formula: TreeFormula, _ symbol: SymbolID, _ property: Property
    ) -> TristateLiterals {
        let base = formula.literals(formula.model.menus[property.menu].dependency)
        guard property.kind == .select || property.kind == .imply else { return base }
        let value = formula.literals(symbol)
        return TristateLiterals(on: formula.and(base.on, value.on), yes: formula.and(base.yes, value.yes))
    }
}
