// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Ranges whose condition is never met, or for which an earlier range always comes first.
    static let deadRange = SolvedRule(
        info: RuleInfo("dead-range", .tree, .warning, "A range that never applies")
    ) { formula, rule in
        formula.model.symbols.indices.filter { formula.model.symbols[$0].isDefined }.flatMap { symbol in
            formula.firstLive(.range, of: symbol).map { property, live in
                DeadProperty.question(formula, rule, ordered: property, live: live)
            }
        }
    }
}
