// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Values that a tristate should be able to have.
enum MissingValue {
    static func tristates(_ formula: TreeFormula) -> [SymbolID] {
        formula.tree.namedSymbols.filter { formula.model.symbols[$0].type == .tristate }
    }

    /// A finding where the symbol can be on, but not with this value.
    static func question(
        _ formula: TreeFormula, _ symbol: SymbolID, missing: Literal, _ finding: @escaping (String) -> Finding
    ) -> SolvedRule.Question {
        let on = formula.on(symbol)
        return SolvedRule.Question(
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
