// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension BaseConfiguration {
    /// Nobody has to decide it: it is what those make of it that select it.
    func isBySelectsAlone(_ symbol: SymbolID) -> Bool {
        if !evaluator.isChangeable(symbol) { return true }
        let reverse = model.symbols[symbol].reverseDependency
        guard model.symbols[symbol].type.isLogical, !reverse.isNone else { return false }
        let selected = evaluator.value(reverse)
        return selected != .no && evaluator.tristate(symbol) == selected
    }
}
