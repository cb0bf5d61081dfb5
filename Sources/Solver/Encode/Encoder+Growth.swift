// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Ints, hexes and strings that get more values later (`GrowingText`).
extension Encoder {
    /// Whether more values may come: from somebody, or from another symbol whose value it takes over.
    func grows(_ symbol: SymbolID) -> Bool { growth.growing.contains(symbol) }

    /// What can't be seen has only the values that the Kconfig files give it.
    mutating func noteGrowth(
        _ symbol: SymbolID, _ seen: Literal, _ ranges: [TextRange], _ defaults: [TextDefault],
        _ followsDefault: Literal
    ) {
        guard let more = moreTexts[symbol] else { return }
        guard seen != .no || growth.fed.contains(symbol) else { return formula.define(-more) }
        growing[symbol] = GrowingText(
            more: more, seen: seen, ranges: ranges, defaults: defaults, followsDefault: followsDefault,
            clamps: model.dialect.clampsUserNumbers, escape: escape(symbol, followsDefault),
            takers: growth.takers[symbol] ?? [])
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
    mutating func growth(
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
}

/// Which ints, hexes and strings can get more values later, and what these lead to.
struct TextGrowth {
    /// What can get more values.
    private(set) var growing: Set<SymbolID> = []
    /// Those of them that take over what another one gets.
    private(set) var fed: Set<SymbolID> = []
    /// Per symbol, those whose defaults or ranges name it, each once.
    private(set) var takers: [SymbolID: [SymbolID]] = [:]

    static let none = TextGrowth()

    private init() {}

    /// - Parameter free: symbols that may have any value.
    init(_ model: KconfigModel, free: Set<SymbolID>) {
        var sources: [SymbolID: [SymbolID]] = [:]
        var fixed = free.union(Self.compared(model))
        for symbol in model.symbols.indices where model.symbols[symbol].type.isText {
            for source in Self.sources(of: symbol, model) where sources[symbol]?.contains(source) != true {
                sources[symbol, default: []].append(source)
                takers[source, default: []].append(symbol)
                // A text as a number, or an int as a hex, may be another value.
                if model.symbols[source].type != model.symbols[symbol].type { fixed.insert(source) }
            }
        }
        fixed = Self.reached(from: fixed, by: sources)
        let set = model.symbols.indices.filter { symbol in
            model.symbols[symbol].type.isText && !fixed.contains(symbol)
                && model.hasPrompt(symbol)
        }
        growing = Self.reached(from: Set(set), by: takers)
        fed = Set(growing.flatMap { takers[$0] ?? [] })
    }

    private static func reached(
        from start: Set<SymbolID>, by next: [SymbolID: [SymbolID]]
    ) -> Set<SymbolID> {
        var found = start
        var open = Array(start)
        while let symbol = open.popLast() {
            open += (next[symbol] ?? []).filter { found.insert($0).inserted }
        }
        return found
    }

    /// The texts that its defaults and ranges name.
    private static func sources(of symbol: SymbolID, _ model: KconfigModel) -> [SymbolID] {
        model.properties(of: symbol).flatMap { _, property -> [SymbolID] in
            guard property.kind == .default || property.kind == .range else { return [] }
            let node = model.expressions[property.expression]
            switch node.kind {
            case .symbol: return [node.leftSymbol]
            case .range: return [node.leftSymbol, node.rightSymbol]
            default: return []
            }
        }.filter { model.symbols[$0].type.isText }
    }

    /// Ints, hexes and strings that are compared with something else than a text that is no symbol.
    private static func compared(_ model: KconfigModel) -> Set<SymbolID> {
        func isConstant(_ symbol: SymbolID) -> Bool {
            model.symbols[symbol].type == .unknown && !model.symbols[symbol].isProbe
        }
        var found: Set<SymbolID> = []
        for id in model.expressions.nodes.indices {
            let node = model.expressions[id]
            guard node.kind.isComparison else { continue }
            if !isConstant(node.rightSymbol) { found.insert(node.leftSymbol) }
            if !isConstant(node.leftSymbol) { found.insert(node.rightSymbol) }
        }
        return found
    }
}
