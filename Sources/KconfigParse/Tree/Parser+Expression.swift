// SPDX-License-Identifier: GPL-2.0-or-later

/// Expressions. `||` binds loosest, then `&&`, then `!`; comparisons stand between symbols only.
extension Parser {
    /// Deeper nesting of `!` and `(` than this is refused: it would exhaust the stack.
    private static var maximumNesting: Int { 1000 }

    mutating func expression() throws -> ExpressionID { try disjunction(depth: 0) }

    /// `if <expression>`, or the absent expression.
    mutating func condition() throws -> ExpressionID {
        guard stream.current.kind == .if else { return .none }
        try stream.advance()
        return try expression()
    }

    private mutating func disjunction(depth: Int) throws -> ExpressionID {
        var left = try conjunction(depth: depth)
        while stream.current.kind == .or {
            try stream.advance()
            left = tree.expressions.binary(.or, left, try conjunction(depth: depth))
        }
        return left
    }

    private mutating func conjunction(depth: Int) throws -> ExpressionID {
        var left = try unary(depth: depth)
        while stream.current.kind == .and {
            try stream.advance()
            left = tree.expressions.binary(.and, left, try unary(depth: depth))
        }
        return left
    }

    private mutating func unary(depth: Int) throws -> ExpressionID {
        guard depth < Self.maximumNesting else {
            throw SyntaxError(location: stream.current.location, message: "expression nested too deeply")
        }
        switch stream.current.kind {
        case .not:
            try stream.advance()
            return tree.expressions.not(try unary(depth: depth + 1))
        case .openParen:
            try stream.advance()
            let inner = try disjunction(depth: depth + 1)
            _ = try take(.closeParen, "')'")
            return inner
        default:
            let left = try operand()
            guard let kind = Self.comparison(stream.current.kind) else {
                return tree.expressions.symbol(left)
            }
            try stream.advance()
            return tree.expressions.compare(kind, left, try operand())
        }
    }

    private static func comparison(_ token: TokenKind) -> ExpressionKind? {
        switch token {
        case .equal: .equal
        case .unequal: .unequal
        case .less: .less
        case .lessEqual: .lessEqual
        case .greater: .greater
        case .greaterEqual: .greaterEqual
        default: nil
        }
    }

    /// A symbol or a quoted constant.
    mutating func operand() throws -> SymbolID {
        if stream.current.kind != .word || !stream.current.probe.isNone { try countOperand() }
        if stream.current.kind == .quoted {
            let symbol = tree.symbols.constant(stream.current.text)
            try stream.advance()
            return symbol
        }
        if !stream.current.probe.isNone {
            let symbol = tree.symbols.probe(stream.current.probe)
            try stream.advance()
            return symbol
        }
        return try symbolName()
    }

    /// A symbol's name, not quoted.
    mutating func symbolName() throws -> SymbolID {
        try countOperand()
        return tree.symbols.named(try take(.word, "the name of a symbol").text)
    }

    /// Counts the token at hand as an operand of its statement, and notes when it is a macro's.
    private mutating func countOperand() throws {
        if operands.statement != stream.statement { operands = (stream.statement, 0) }
        if let word = context.macroWord, word.location == stream.current.location {
            context.noteMacroUse(word, in: stream.statement, operand: operands.count)
        }
        operands.count += 1
        if operands.count > Bounds.operands {
            throw tooMuch("more than \(Bounds.operands) operands", at: stream.current.location)
        }
    }
}
