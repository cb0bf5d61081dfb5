// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Implies whose condition is never met while the implying symbol is on.
    static let deadImply = SolvedRule(
        info: RuleInfo("dead-imply", .tree, .warning, "An imply that never applies")
    ) { formula, rule in
        DeadProperty.all(formula, [.imply]).map { symbol, property in
            DeadProperty.question(
                formula, rule, property,
                live: formula.and(formula.on(symbol), formula.on(property.condition)),
                alive: formula.and(formula.on(symbol), formula.dependency(property.menu)),
                "never applies: its condition is never met")
        }
    }
}
