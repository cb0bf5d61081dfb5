// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Tristates that are y or n, never m: they could as well be bool.
    static let neverModule = SolvedRule(
        info: RuleInfo("never-module", .tree, .note, "A tristate that no configuration makes a module"),
        isAboutSymbols: true
    ) { formula, rule in
        tristates(formula).map { symbol in
            let value = formula.literals(symbol)
            return question(formula, symbol, missing: formula.and(value.on, -value.yes)) { name in
                Finding(
                    rule, at: formula.tree.place(formula.model.location(of: symbol)),
                    "\(name) is a tristate that can never be m", subject: name,
                    fix: Fix("make it bool, or see why its dependencies are never m"))
            }
        }
    }

    /// Tristates that are m or n, never y.
    static let neverBuiltIn = SolvedRule(
        info: RuleInfo(
            "never-built-in", .tree, .note, "A tristate that no configuration builds in", isOnByDefault: false
        ),
        isAboutSymbols: true
    ) { formula, rule in
        tristates(formula).map { symbol in
            question(formula, symbol, missing: formula.literals(symbol).yes) { name in
                Finding(
                    rule, at: formula.tree.place(formula.model.location(of: symbol)),
                    "\(name) can be m but never y", subject: name)
            }
        }
    }

    private static func tristates(_ formula: TreeFormula) -> [SymbolID] {
        formula.tree.namedSymbols.filter { formula.model.symbols[$0].type == .tristate }
    }

    /// A finding where the symbol can be on, but not with this value.
    private static func question(
        _ formula: TreeFormula, _ symbol: SymbolID, missing: Literal, _ finding: @escaping (String) -> Finding
    ) -> Question {
        let on = formula.on(symbol)
        return Question(
            location: formula.model.location(of: symbol), symbol: symbol,
            literals: [on, missing, formula.modules]
        ) {
            answers in
            // Where there are no modules at all nobody expects one.
            guard answers.can(on), answers.can(formula.modules) else { return .moot }
            return answers.never(missing) ? .finding(finding(formula.model.name(symbol))) : .fine
        }
    }
}
