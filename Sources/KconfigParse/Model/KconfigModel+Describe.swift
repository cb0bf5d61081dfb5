// SPDX-License-Identifier: GPL-2.0-or-later

/// Expressions as text, in the form and with the parentheses of `expr_print` in `expr.c`.
extension KconfigModel {
    /// Whether an expression is absent or the constant y.
    public func isYes(_ expression: ExpressionID) -> Bool {
        expression.isNone
            || expressions[expression].kind == .symbol
                && expressions[expression].leftSymbol == SymbolTable.yes
    }

    /// Whether two conditions say the same, up to the order of the operands of `&&` and of `||`.
    public func areEqual(_ a: ExpressionID, _ b: ExpressionID) -> Bool {
        if a == b || isYes(a) && isYes(b) { return true }
        guard !a.isNone, !b.isNone else { return false }
        let kind = expressions[a].kind
        guard kind == expressions[b].kind, kind == .and || kind == .or else { return false }
        let (mine, theirs) = (operands(a, kind), operands(b, kind))
        return mine.allSatisfy { x in theirs.contains { areEqual(x, $0) } }
            && theirs.allSatisfy { x in mine.contains { areEqual(x, $0) } }
    }

    /// The operands of a chain of `&&` or of `||`, left to right; the expression itself when it is none.
    public func operands(_ expression: ExpressionID, _ kind: ExpressionKind) -> [ExpressionID] {
        let node = expressions[expression]
        guard node.kind == kind else { return [expression] }
        return operands(node.leftExpression, kind) + operands(node.rightExpression, kind)
    }

    /// - Parameter suffix: what to put behind each symbol.
    public func describe(_ expression: ExpressionID, suffix: (SymbolID) -> String = { _ in "" }) -> String {
        describe(expression, inside: nil, suffix)
    }

    private func describe(
        _ expression: ExpressionID, inside outer: ExpressionKind?, _ suffix: (SymbolID) -> String
    ) -> String {
        if expression.isNone { return "y" }
        let node = expressions[expression]
        func operand(_ symbol: SymbolID) -> String {
            symbols[symbol].isChoice ? name(symbol) : name(symbol) + suffix(symbol)
        }
        let text: String
        switch node.kind {
        case .symbol: text = operand(node.leftSymbol)
        case .not: text = "!" + describe(node.leftExpression, inside: .not, suffix)
        case .and, .or:
            let sign = node.kind == .and ? " && " : " || "
            text =
                describe(node.leftExpression, inside: node.kind, suffix) + sign
                + describe(node.rightExpression, inside: node.kind, suffix)
        case .range: text = "[\(operand(node.leftSymbol)) \(operand(node.rightSymbol))]"
        default: text = operand(node.leftSymbol) + Self.sign(node.kind) + operand(node.rightSymbol)
        }
        guard let outer, Self.needsParentheses(node.kind, inside: outer) else { return text }
        return "(\(text))"
    }

    private static func sign(_ kind: ExpressionKind) -> String {
        switch kind {
        case .unequal: "!="
        case .less: "<"
        case .lessEqual: "<="
        case .greater: ">"
        case .greaterEqual: ">="
        default: "="
        }
    }

    private static func needsParentheses(_ inner: ExpressionKind, inside outer: ExpressionKind) -> Bool {
        func looseness(_ kind: ExpressionKind) -> Int {
            switch kind {
            case .or: 3
            case .and: 2
            case .not: 1
            default: 0
            }
        }
        return looseness(inner) > looseness(outer)
    }
}
