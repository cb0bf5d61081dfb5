// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Tristates that are y or n, never m: they could as well be bool.
    static let neverModule = SolvedRule(
        info: RuleInfo("never-module", .tree, .note, "A tristate that no configuration makes a module")
    ) { formula, rule in
        MissingValue.tristates(formula).map { symbol in
            let value = formula.literals(symbol)
            return MissingValue.question(formula, symbol, missing: formula.and(value.on, -value.yes)) {
                name in
                Finding(
                    rule, at: formula.tree.place(formula.model.location(of: symbol)),
                    "\(name) is a tristate that can never be m", subject: name,
                    fix: Fix("make it bool, or see why its dependencies are never m"))
            }
        }
    }
}
