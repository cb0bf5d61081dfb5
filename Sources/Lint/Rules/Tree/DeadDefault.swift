// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Defaults whose condition is never met, or for which an earlier default always comes first.
    static let deadDefault = SolvedRule(
        info: RuleInfo("dead-default", .tree, .warning, "A default that never applies")
    ) { formula, rule in
        formula.model.symbols.indices.filter { formula.model.symbols[$0].isDefined }.flatMap { symbol in
            formula.firstLive(.default, of: symbol).map { property, live in
                DeadProperty.question(formula, rule, ordered: property, live: live)
            }
        }
    }
}
