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
        expressions.operands(expression, kind)
    }

    /// - Parameter suffix: what to put behind each symbol.
    public func describe(_ expression: ExpressionID, suffix: (SymbolID) -> String = { _ in "" }) -> String {
        spell(expression, limit: Self.longestDescription) {
            symbols[$0].isChoice ? name($0) : operand($0) + suffix($0)
        }
    }

    /// Whether it is the name of an option by its looks, and nothing defines one: capital letters, and no number. (A text
    /// may stand without quotes, too.)
    public func namesUndefinedOption(_ symbol: SymbolID) -> Bool {
        let info = symbols[symbol]
        guard symbol.raw > 2, !info.isDefined, !info.isConstant, !info.isProbe, !info.isChoice else {
            return false
        }
        return strings.withBytes(info.name) { bytes in
            bytes.contains { (0x41...0x5A).contains($0) }
                && bytes.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        }
    }

    /// A symbol as an operand: its name, and `""` for the empty text, where `conf` prints nothing.
    public func operand(_ symbol: SymbolID) -> String {
        symbols[symbol].isConstant && symbols[symbol].name == StringPool.empty ? "\"\"" : name(symbol)
    }

    /// What people read: of an expression of hundreds of names the rest is left out.
    public static let longestDescription = 4096

    /// - Parameters:
    ///   - limit: a text that is longer ends in `…`.
    ///   - operand: how to print a symbol; called in the order of the text.
    public func spell(
        _ expression: ExpressionID, limit: Int = .max, _ operand: (SymbolID) -> String
    ) -> String {
        if expression.isNone { return "y" }
        var speller = Speller(expressions: expressions, limit: limit)
        speller.spell(expression, inside: nil, operand)
        return speller.text.utf8.count > limit ? speller.text + " …" : speller.text
    }
}

private struct Speller {
    let expressions: ExpressionTable
    let limit: Int
    var text = ""

    mutating func spell(
        _ expression: ExpressionID, inside outer: ExpressionKind?, _ operand: (SymbolID) -> String
    ) {
        if text.utf8.count > limit { return }
        if expression.isNone {
            text += "y"
            return
        }
        let node = expressions[expression]
        let isEnclosed = outer.map { Self.needsParentheses(node.kind, inside: $0) } ?? false
        if isEnclosed { text += "(" }
        switch node.kind {
        case .symbol: text += operand(node.leftSymbol)
        case .not:
            text += "!"
            spell(node.leftExpression, inside: .not, operand)
        case .and, .or:
            spell(node.leftExpression, inside: node.kind, operand)
            if text.utf8.count > limit { return }
            text += node.kind == .and ? " && " : " || "
            spell(node.rightExpression, inside: node.kind, operand)
        default:
            let left = operand(node.leftSymbol)
            let right = operand(node.rightSymbol)
            text += node.kind == .range ? "[\(left) \(right)]" : left + Self.sign(node.kind) + right
        }
        if isEnclosed { text += ")" }
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
