// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Tristates that are m or n, never y.
    static let neverBuiltIn = SolvedRule(
        info: RuleInfo(
            "never-built-in", .tree, .note, "A tristate that no configuration builds in", isOnByDefault: false
        )
    ) { formula, rule in
        MissingValue.tristates(formula).map { symbol in
            MissingValue.question(formula, symbol, missing: formula.literals(symbol).yes) { name in
                Finding(
                    rule, at: formula.tree.place(formula.model.location(of: symbol)),
                    "\(name) can be m but never y", subject: name)
            }
        }
    }
}
