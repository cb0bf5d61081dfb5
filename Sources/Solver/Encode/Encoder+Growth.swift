// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Ints, hexes and strings that get more values later (`GrowingText`).
extension Encoder {
    /// Whether somebody can set it, and nothing takes its value over.
    func grows(_ symbol: SymbolID) -> Bool {
        options.growsTexts && !takenOver.contains(symbol) && !options.free.contains(symbol)
            && model.properties(of: symbol).contains { $0.property.hasText }
    }

    /// What can't be seen has only the values that the Kconfig files give it.
    func noteGrowth(
        _ symbol: SymbolID, _ seen: Literal, _ ranges: [TextRange], _ followsDefault: Literal
    ) {
        guard let more = moreTexts[symbol] else { return }
        guard seen != .no else { return formula.define(-more) }
        growing[symbol] = GrowingText(
            more: more, seen: seen, ranges: ranges, clamps: model.dialect.clampsUserNumbers,
            escape: escape(symbol, followsDefault))
    }

    /// With all comparisons that were met.
    var grown: [SymbolID: GrowingText] {
        var grown = growing
        for symbol in growing.keys { grown[symbol]!.comparisons = grownComparisons[symbol] ?? [] }
        return grown
    }

    /// "The comparison holds by a value to come"; nil when there will be none, or the values that there are say that it
    /// never holds.
    ///
    /// - Parameter known: when it holds by the values that there are.
    func growth(
        of kind: ExpressionKind, _ left: SymbolID, _ right: SymbolID, known: [Literal]
    ) -> Literal? {
        let symbol = moreTexts[left] == nil ? right : left
        guard let more = moreTexts[symbol], !known.isEmpty else { return nil }
        let holds = formula.newVariable()
        formula.define(-holds, more)
        let other = symbol == left ? right : left
        grownComparisons[symbol, default: []].append(
            GrowingText.Comparison(
                kind: kind, text: model.symbols[other].name, isOnTheLeft: symbol == left, holds: holds))
        return holds
    }

    /// Ints, hexes and strings that an expression reads but for comparisons with texts that are no symbols.
    static func collectTakenOver(_ model: KconfigModel) -> Set<SymbolID> {
        func isConstant(_ symbol: SymbolID) -> Bool {
            model.symbols[symbol].type == .unknown && !model.symbols[symbol].isProbe
        }
        var found: Set<SymbolID> = []
        for id in model.expressions.nodes.indices {
            let node = model.expressions[id]
            switch node.kind {
            case .symbol: found.insert(node.leftSymbol)
            case .range: found.formUnion([node.leftSymbol, node.rightSymbol])
            case let kind where kind.isComparison:
                if !isConstant(node.rightSymbol) { found.insert(node.leftSymbol) }
                if !isConstant(node.leftSymbol) { found.insert(node.rightSymbol) }
            default: break
            }
        }
        return found
    }
}
