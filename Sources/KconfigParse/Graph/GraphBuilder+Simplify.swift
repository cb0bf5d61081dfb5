// SPDX-License-Identifier: GPL-2.0-or-later

/// The simplifications of `expr.c`. They decide which menu an entry falls under and how a dependency is
/// printed, so they are the same ones in the same order, flaws included.
extension GraphBuilder {
    func isYes(_ expression: ExpressionID) -> Bool {
        expression.isNone || isConstant(expression, SymbolTable.yes)
    }

    func isConstant(_ expression: ExpressionID, _ symbol: SymbolID) -> Bool {
        let node = expressions[expression]
        return node.kind == .symbol && node.leftSymbol == symbol
    }

    // MARK: - Rewriting

    /// Turns a bare `m` into `m && MODULES`.
    mutating func rewriteModule(_ expression: ExpressionID) -> ExpressionID {
        if expression.isNone { return expression }
        if let known = rewritten[expression] { return known }
        let node = expressions[expression]
        var result = expression
        switch node.kind {
        case .not: result = expressions.not(rewriteModule(node.leftExpression))
        case .and, .or:
            let left = rewriteModule(node.leftExpression)
            result = expressions.binary(node.kind, left, rewriteModule(node.rightExpression))
        case .symbol:
            if node.leftSymbol == SymbolTable.module {
                result = expressions.and(expression, expressions.symbol(modules))
            }
        default: break
        }
        rewritten[expression] = result
        return result
    }

    /// Pushes negations inwards and turns comparisons of a bool with a constant into the symbol itself. Says
    /// where somebody compares a bool with m.
    mutating func transform(_ expression: ExpressionID, at location: Location) -> ExpressionID {
        let result = transform(expression)
        for note in transformNotes[expression] ?? [] {
            context.diagnostics.append(
                Diagnostic(.warning, at: location, note, confText: note + "\n", isOutput: true))
        }
        return result
    }

    private mutating func transform(_ expression: ExpressionID) -> ExpressionID {
        if expression.isNone { return expression }
        if let known = transformed[expression] { return known }
        var result = expression
        let node = expressions[expression]
        switch node.kind {
        case .not: result = transformNot(expressions.not(transform(node.leftExpression)))
        case .and, .or:
            let left = transform(node.leftExpression)
            result = expressions.binary(node.kind, left, transform(node.rightExpression))
        case .equal where symbols[node.leftSymbol].type == .bool:
            result = transformEqual(node) ?? expression
        case .unequal where symbols[node.leftSymbol].type == .bool:
            result = transformUnequal(node) ?? expression
        default: break
        }
        transformed[expression] = result
        noteModuleTests(expression, node)
        return result
    }

    private mutating func noteModuleTests(_ expression: ExpressionID, _ node: ExpressionNode) {
        var notes: [String] = []
        switch node.kind {
        case .not: notes = transformNotes[node.leftExpression] ?? []
        case .and, .or:
            let left = transformNotes[node.leftExpression] ?? []
            let right = transformNotes[node.rightExpression] ?? []
            // Both are arguments of one call since expressions are shared, and the last is computed first.
            notes = dialect.sharesExpressions ? right + left : left + right
        case .equal, .unequal:
            guard node.rightSymbol == SymbolTable.module, symbols[node.leftSymbol].type == .bool else {
                return
            }
            let forced = node.kind == .equal ? "n" : "y"
            notes = ["boolean symbol \(text(node.leftSymbol)) tested for 'm'? test forced to '\(forced)'"]
        default: return
        }
        if !notes.isEmpty { transformNotes[expression] = notes }
    }

    private mutating func transformEqual(_ node: ExpressionNode) -> ExpressionID? {
        let symbol = expressions.symbol(node.leftSymbol)
        switch node.rightSymbol {
        case SymbolTable.no: return expressions.not(symbol)
        case SymbolTable.module: return expressions.symbol(SymbolTable.no)
        case SymbolTable.yes: return symbol
        default: return nil
        }
    }

    private mutating func transformUnequal(_ node: ExpressionNode) -> ExpressionID? {
        let symbol = expressions.symbol(node.leftSymbol)
        switch node.rightSymbol {
        case SymbolTable.no: return symbol
        case SymbolTable.module: return expressions.symbol(SymbolTable.yes)
        case SymbolTable.yes:
            // Since expressions are shared, `conf` negates the address of the symbol here, not the symbol.
            return dialect.sharesExpressions ? expressions.symbol(SymbolTable.yes) : expressions.not(symbol)
        default: return nil
        }
    }

    private mutating func transformNot(_ expression: ExpressionID) -> ExpressionID {
        let inner = expressions[expressions[expression].leftExpression]
        switch inner.kind {
        case .not: return inner.leftExpression
        case .equal: return expressions.compare(.unequal, inner.leftSymbol, inner.rightSymbol)
        case .unequal: return expressions.compare(.equal, inner.leftSymbol, inner.rightSymbol)
        case .lessEqual: return expressions.compare(.greater, inner.leftSymbol, inner.rightSymbol)
        case .greaterEqual: return expressions.compare(.less, inner.leftSymbol, inner.rightSymbol)
        case .less: return expressions.compare(.greaterEqual, inner.leftSymbol, inner.rightSymbol)
        case .greater: return expressions.compare(.lessEqual, inner.leftSymbol, inner.rightSymbol)
        case .or, .and:
            let left = expressions.not(inner.leftExpression)
            let right = expressions.not(inner.rightExpression)
            return transform(expressions.binary(inner.kind == .or ? .and : .or, left, right))
        case .symbol:
            switch inner.leftSymbol {
            case SymbolTable.yes: return expressions.symbol(SymbolTable.no)
            case SymbolTable.module: return expressions.symbol(SymbolTable.module)
            case SymbolTable.no: return expressions.symbol(SymbolTable.yes)
            default: return expression
            }
        case .range: return expression
        }
    }

    /// Spells an expression out as comparisons with a constant: `A && B` ≠ n becomes `!(A=n || B=n)`.
    mutating func compareAll(_ expression: ExpressionID, _ kind: ExpressionKind, _ symbol: SymbolID)
        -> ExpressionID
    {
        if expression.isNone {
            let constant = expressions.symbol(symbol)
            return kind == .unequal ? expressions.not(constant) : constant
        }
        let node = expressions[expression]
        switch node.kind {
        case .and, .or:
            let left = compareAll(node.leftExpression, .equal, symbol)
            let right = compareAll(node.rightExpression, .equal, symbol)
            let flips = symbol == SymbolTable.no
            let joined = expressions.binary(flips == (node.kind == .and) ? .or : .and, left, right)
            return kind == .unequal ? expressions.not(joined) : joined
        case .not: return compareAll(node.leftExpression, kind == .equal ? .unequal : .equal, symbol)
        case .symbol: return expressions.compare(kind, node.leftSymbol, symbol)
        default:
            let negate = (kind == .equal) == (symbol == SymbolTable.no)
            return negate ? expressions.not(expression) : expression
        }
    }

    // MARK: - Questions

    func contains(_ expression: ExpressionID, _ symbol: SymbolID) -> Bool {
        if expression.isNone { return false }
        let node = expressions[expression]
        switch node.kind {
        case .and, .or: return contains(node.leftExpression, symbol) || contains(node.rightExpression, symbol)
        case .not: return contains(node.leftExpression, symbol)
        case .symbol: return node.leftSymbol == symbol
        case .range: return false
        default: return node.leftSymbol == symbol || node.rightSymbol == symbol
        }
    }

    /// Whether the expression is n whenever the symbol is.
    func requires(_ expression: ExpressionID, _ symbol: SymbolID) -> Bool {
        if expression.isNone { return false }
        let node = expressions[expression]
        switch node.kind {
        case .and: return requires(node.leftExpression, symbol) || requires(node.rightExpression, symbol)
        case .symbol: return node.leftSymbol == symbol
        case .equal:
            return node.leftSymbol == symbol
                && (node.rightSymbol == SymbolTable.yes || node.rightSymbol == SymbolTable.module)
        case .unequal: return node.leftSymbol == symbol && node.rightSymbol == SymbolTable.no
        default: return false
        }
    }
}
