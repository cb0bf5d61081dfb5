// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Implies whose target's dependencies are never met when they apply. (Unlike a select, an imply is capped by
    /// the target's dependencies, so it can't violate them.)
    static let implyWithoutEffect = SolvedRule(
        info: RuleInfo(
            "imply-without-effect", .tree, .warning, "An imply that its target's dependencies always cancel")
    ) { formula, rule in
        DeadProperty.all(formula, [.imply]).compactMap { symbol, property -> Question? in
            let target = formula.model.expressions[property.expression].leftSymbol
            guard formula.model.symbols[target].isDefined else { return nil }
            let applies = formula.and(formula.on(symbol), formula.on(property.condition))
            let works = formula.and(applies, formula.on(formula.model.symbols[target].directDependency))
            return DeadProperty.question(
                formula, rule, property, live: works, alive: applies,
                "has no effect: where it applies, the dependencies of \(formula.model.name(target)) are never met"
            )
        }
    }
}
