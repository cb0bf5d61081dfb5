// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// All defined symbols, each after those that its value is computed from; a choice stands right before its
/// members. It depends on the model only.
struct EvaluationOrder {
    private(set) var symbols: [SymbolID] = []
    private let model: KconfigModel
    private var isVisited: Table<SymbolID, Bool>
    private var isRead: Table<ExpressionID, Bool>

    init(_ model: KconfigModel) {
        self.model = model
        isVisited = Table(repeating: false, count: model.symbols.count)
        isRead = Table(repeating: false, count: model.expressions.count)
        for symbol in model.symbols.indices { visit(symbol) }
    }

    /// Depth first. In a circle, which `conf` allows within choices and by way of ranges, the symbol that was
    /// met first comes last.
    private mutating func visit(_ symbol: SymbolID) {
        guard !isVisited[symbol], model.symbols[symbol].isDefined else { return }
        let group = group(symbol).filter { !isVisited[$0] }
        for member in group { isVisited[member] = true }
        for member in group { visitSources(of: member) }
        symbols += group
    }

    /// The choice and its members if the symbol belongs to one, else only itself.
    private func group(_ symbol: SymbolID) -> [SymbolID] {
        let info = model.symbols[symbol]
        if info.isChoice { return [symbol] + model.members(ofChoice: symbol) }
        guard model.isMember(symbol) else { return [symbol] }
        return group(model.menus[info.choice].symbol)
    }

    private mutating func visitSources(of symbol: SymbolID) {
        let info = model.symbols[symbol]
        // Without modules a tristate has no m.
        if info.type == .tristate { visit(model.modules) }
        for expression in [info.directDependency, info.reverseDependency, info.implied] { visit(expression) }
        for (_, property) in model.properties(of: symbol) {
            visit(property.condition)
            if property.kind == .default || property.kind == .range { visit(property.expression) }
        }
    }

    private mutating func visit(_ expression: ExpressionID) {
        guard !expression.isNone, !isRead[expression] else { return }
        isRead[expression] = true
        let node = model.expressions[expression]
        switch node.kind {
        case .and, .or:
            visit(node.leftExpression)
            visit(node.rightExpression)
        case .not: visit(node.leftExpression)
        case .symbol: visit(node.leftSymbol)
        default:
            visit(node.leftSymbol)
            visit(node.rightSymbol)
        }
    }
}
