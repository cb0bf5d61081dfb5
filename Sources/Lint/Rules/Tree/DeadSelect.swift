// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Selects whose condition is never met while the selecting symbol is on.
    static let deadSelect = SolvedRule(
        info: RuleInfo("dead-select", .tree, .warning, "A select that never applies")
    ) { formula, rule in
        DeadProperty.all(formula, [.select]).map { symbol, property in
            DeadProperty.question(
                formula, rule, property,
                live: formula.and(formula.on(symbol), formula.on(property.condition)),
                alive: formula.and(formula.on(symbol), formula.dependency(property.menu)),
                "never applies: its condition is never met")
        }
    }
}
