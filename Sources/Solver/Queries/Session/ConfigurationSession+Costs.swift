// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What it costs that a value does not stay as it is.
extension ConfigurationSession {
    /// Of each literal of the last `keeps`, for a wish; 1 for each without costs. They are asked for when the first is
    /// wanted: most wishes leave no choice.
    func weights(for wish: Wish) -> (Literal) -> Int {
        guard let source = costs else { return { _ in 1 } }
        var known: EditCosts?
        let owners = kept
        return { [self] literal in
            let wantedOn = wish.value == "y" || wish.value == "m" ? [wish.symbol] : []
            let costs =
                known
                ?? source.costs([model.setting(of: wish.symbol)], wantedOn: wantedOn, in: evaluator())
            known = costs
            return owners[literal].map { weight($0, costs) } ?? 1
        }
    }

    private func weight(_ symbol: SymbolID, _ costs: EditCosts) -> Int {
        let info = model.symbols[symbol]
        // Of the members of a choice two change at once, and none of them is lost.
        if !info.choice.isNone { return costs.change[model.setting(of: symbol).index] }
        guard info.type.isLogical else { return costs.change[symbol.index] }
        if present.values[symbol] == .no { return costs.on[symbol.index] }
        return (info.type == .bool ? costs.off : costs.change)[symbol.index] + costs.loss
    }
}
