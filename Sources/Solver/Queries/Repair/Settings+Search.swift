// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What searches for edits have in common.
extension Settings {
    /// The base's values are tried first.
    func prefer(_ encoding: Encoding, in session: SATSession) {
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            for literal in encoding.both(symbol, base.evaluator.tristate(symbol)) { session.prefer(literal) }
        }
        for setting in list { session.prefer(setting.kept) }
    }

    /// First as few lines as will do, then as few of them that undo what the user has set, then as few that the wishes
    /// don't depend on: many other lines may bring the same about by a select, but those are the ones that somebody would
    /// edit first.
    ///
    /// - Parameters:
    ///   - free: the settings that may be given up.
    ///   - wished: symbols whose dependencies are near.
    func fewest(of free: [Setting], for wished: [SymbolID]) -> [SoftLiteral] {
        let named = wished.flatMap { model.symbols(in: model.symbols[$0].directDependency) }
        let near = Set(named.map { model.setting(of: $0) })
        let stages = [free, free.filter(\.isUserSet), free.filter { !near.contains($0.symbol) }]
        return SoftLiteral.inStages(stages.map { $0.map { SoftLiteral($0.kept) } })
    }
}
