// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Expressions as literals.
extension Encoder {
    /// The literals of an expression; the absent one is y.
    mutating func literals(_ expression: ExpressionID) -> TristateLiterals {
        if expression.isNone { return .yes }
        let known = expressionCache[expression]
        if known.on.raw != 0 { return known }
        let node = model.expressions[expression]
        let result: TristateLiterals
        switch node.kind {
        case .symbol: result = logical[node.leftSymbol]
        case .not: result = literals(node.leftExpression).negated
        case .and: result = formula.and(literals(node.leftExpression), literals(node.rightExpression))
        case .or: result = formula.or(literals(node.leftExpression), literals(node.rightExpression))
        case .range: result = .no
        default: result = TristateLiterals(bool: comparison(node.kind, node.leftSymbol, node.rightSymbol))
        }
        expressionCache[expression] = result
        return result
    }

    /// The values a symbol can have in a comparison, each with the literal that says it has it.
    mutating func comparable(_ symbol: SymbolID) -> [Encoding.TextValue] {
        if let values = texts[symbol] { return values }
        let info = model.symbols[symbol]
        let isFree = info.type == .unknown && options.free.contains(symbol)
        guard info.type.isLogical || isFree, symbol.raw > 2 else {
            return [Encoding.TextValue(text: info.name, literal: .yes)]
        }
        let value = logical[symbol]
        let letters = [SymbolTable.no, .init(raw: 1), SymbolTable.yes].map { model.symbols[$0].name }
        return [
            Encoding.TextValue(text: letters[0], literal: -value.on),
            Encoding.TextValue(text: letters[1], literal: formula.and(value.on, -value.yes)),
            Encoding.TextValue(text: letters[2], literal: value.yes),
        ].filter { $0.literal != .no }
    }

    private mutating func comparison(_ kind: ExpressionKind, _ a: SymbolID, _ b: SymbolID) -> Literal {
        let (left, right) = (comparable(a), comparable(b))
        let (leftType, rightType) = (model.symbols[a].type, model.symbols[b].type)
        var cases: [Literal] = []
        for x in left {
            let matching = right.filter { y in
                Evaluator.holds(
                    kind, ValueOrder.compare(domains.strings, x.text, leftType, y.text, rightType))
            }
            if matching.isEmpty { continue }
            let other = matching.count == right.count ? Literal.yes : formula.or(matching.map(\.literal))
            cases.append(formula.and(x.literal, other))
        }
        if cases.count == left.count && zip(cases, left).allSatisfy({ $0 == $1.literal }) { return .yes }
        if let growth = growth(of: kind, a, b, known: cases) { cases.append(growth) }
        return formula.or(cases)
    }
}
