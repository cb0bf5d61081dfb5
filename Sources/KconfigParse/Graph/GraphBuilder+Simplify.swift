// SPDX-License-Identifier: GPL-2.0-or-later

/// The simplifications of `expr.c`. They decide which menu an entry falls under and how a dependency is
/// printed, so they are the same ones in the same order, flaws included.
extension GraphBuilder {
    private func isYes(_ expression: ExpressionID) -> Bool {
        expression.isNone || isConstant(expression, SymbolTable.yes)
    }

    private func isConstant(_ expression: ExpressionID, _ symbol: SymbolID) -> Bool {
        let node = expressions[expression]
        return node.kind == .symbol && node.leftSymbol == symbol
    }

    // MARK: - Rewriting

    /// Turns a bare `m` into `m && MODULES`.
    func rewriteModule(_ expression: ExpressionID) -> ExpressionID {
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

    /// Pushes negations inwards and turns comparisons of a bool with a constant into the symbol itself.
    func transform(_ expression: ExpressionID) -> ExpressionID {
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
        return result
    }

    private func transformEqual(_ node: ExpressionNode) -> ExpressionID? {
        let symbol = expressions.symbol(node.leftSymbol)
        switch node.rightSymbol {
        case SymbolTable.no: return expressions.not(symbol)
        case SymbolTable.module: return expressions.symbol(SymbolTable.no)
        case SymbolTable.yes: return symbol
        default: return nil
        }
    }

    private func transformUnequal(_ node: ExpressionNode) -> ExpressionID? {
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

    private func transformNot(_ expression: ExpressionID) -> ExpressionID {
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
    func compareAll(_ expression: ExpressionID, _ kind: ExpressionKind, _ symbol: SymbolID) -> ExpressionID {
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

    // MARK: - Constants

    /// Removes `y` and `n` operands. As in C, an operand that got simpler without becoming a constant is
    /// not put back.
    private func dropConstants(_ expression: ExpressionID) -> ExpressionID {
        let node = expressions[expression]
        guard node.kind == .and || node.kind == .or else { return expression }
        let left = dropConstants(node.leftExpression)
        let right = dropConstants(node.rightExpression)
        let absorbing = node.kind == .and ? SymbolTable.no : SymbolTable.yes
        let neutral = node.kind == .and ? SymbolTable.yes : SymbolTable.no
        if isConstant(left, absorbing) { return left }
        if isConstant(left, neutral) { return right }
        if isConstant(right, absorbing) { return right }
        if isConstant(right, neutral) { return left }
        return expression
    }

    // MARK: - Equality

    /// Removes operands that both expressions share.
    func removeCommon(_ a: inout ExpressionID, _ b: inout ExpressionID) {
        if a.isNone || b.isNone { return }
        let kind = expressions[a].kind
        if kind == .or || kind == .and { removeCommon(kind, &a, &b) }
        let otherKind = expressions[b].kind
        if expressions[a].kind != otherKind, otherKind == .or || otherKind == .and {
            removeCommon(otherKind, &a, &b)
        }
        a = dropConstants(a)
        b = dropConstants(b)
    }

    private func removeCommon(_ kind: ExpressionKind, _ a: inout ExpressionID, _ b: inout ExpressionID) {
        if expressions[a].kind == kind {
            var (left, right) = (expressions[a].leftExpression, expressions[a].rightExpression)
            removeCommon(kind, &left, &b)
            removeCommon(kind, &right, &b)
            a = expressions.binary(kind, left, right)
            return
        }
        if expressions[b].kind == kind {
            var (left, right) = (expressions[b].leftExpression, expressions[b].rightExpression)
            removeCommon(kind, &a, &left)
            removeCommon(kind, &a, &right)
            b = expressions.binary(kind, left, right)
            return
        }
        if a == b, isConstant(a, SymbolTable.yes) || isConstant(a, SymbolTable.no) { return }
        guard equal(a, b) else { return }
        changes += 1
        a = expressions.symbol(kind == .or ? SymbolTable.no : SymbolTable.yes)
        b = a
    }

    /// Whether two expressions are the same up to the order of operands.
    private func equal(_ a: ExpressionID, _ b: ExpressionID) -> Bool {
        if a.isNone || b.isNone { return isYes(a) && isYes(b) }
        let (x, y) = (expressions[a], expressions[b])
        guard x.kind == y.kind else { return false }
        switch x.kind {
        case .not: return equal(x.leftExpression, y.leftExpression)
        case .and, .or:
            let old = changes
            var (p, q) = (a, b)
            removeCommon(&p, &q)
            changes = old
            return p == q && expressions[p].kind == .symbol
        case .range: return false
        default: return a == b
        }
    }

    // MARK: - Duplicates

    /// Joins operands of `&&` and `||` that say the same.
    func simplify(_ expression: ExpressionID) -> ExpressionID {
        if expression.isNone { return expression }
        if let known = simplified[expression] { return known }
        let old = changes
        var result = expression
        repeat {
            changes = 0
            let node = expressions[result]
            if node.kind == .and || node.kind == .or {
                var left = simplify(node.leftExpression)
                var right = simplify(node.rightExpression)
                joinOperands(node.kind, &left, &right)
                result = expressions.binary(node.kind, left, right)
            }
            result = dropConstants(result)
        } while changes > 0
        changes = old
        simplified[expression] = result
        return result
    }

    private func joinOperands(_ kind: ExpressionKind, _ a: inout ExpressionID, _ b: inout ExpressionID) {
        if expressions[a].kind == kind {
            var (left, right) = (expressions[a].leftExpression, expressions[a].rightExpression)
            joinOperands(kind, &left, &b)
            joinOperands(kind, &right, &b)
            a = expressions.binary(kind, left, right)
            return
        }
        if expressions[b].kind == kind {
            var (left, right) = (expressions[b].leftExpression, expressions[b].rightExpression)
            joinOperands(kind, &a, &left)
            joinOperands(kind, &a, &right)
            b = expressions.binary(kind, left, right)
            return
        }
        guard let joined = kind == .or ? joinOr(a, b) : joinAnd(a, b) else { return }
        changes += 1
        a = expressions.symbol(kind == .or ? SymbolTable.no : SymbolTable.yes)
        b = joined
    }

    /// The bool or tristate that both leaves speak of, or nil when they speak of different ones.
    private func commonSymbol(_ a: ExpressionID, _ b: ExpressionID) -> SymbolID? {
        func isLeaf(_ id: ExpressionID) -> Bool {
            switch expressions[id].kind {
            case .equal, .unequal, .symbol, .not: true
            default: false
            }
        }
        guard isLeaf(a), isLeaf(b) else { return nil }
        var first = expressions[a]
        if first.kind == .not {
            first = expressions[first.leftExpression]
            guard first.kind == .equal || first.kind == .unequal || first.kind == .symbol else { return nil }
        }
        var second = expressions[b]
        if second.kind == .not {
            second = expressions[second.leftExpression]
            guard second.kind == .symbol else { return nil }
        }
        guard first.leftSymbol == second.leftSymbol, symbols[first.leftSymbol].type.isLogical else {
            return nil
        }
        return first.leftSymbol
    }

    private func joinOr(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID? {
        if equal(a, b) { return a }
        guard let symbol = commonSymbol(a, b) else { return nil }
        let (x, y) = (expressions[a], expressions[b])
        if symbols[symbol].type == .tristate {
            guard x.kind == .equal, y.kind == .equal, let rest = third(x.rightSymbol, y.rightSymbol) else {
                return nil
            }
            return expressions.compare(.unequal, symbol, rest)
        }
        func isNegation(_ node: ExpressionNode) -> Bool {
            node.kind == .not && expressions[node.leftExpression].kind == .symbol
        }
        if (isNegation(x) && y.kind == .symbol) || (isNegation(y) && x.kind == .symbol) {
            return expressions.symbol(SymbolTable.yes)
        }
        return nil
    }

    private func joinAnd(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID? {
        if equal(a, b) { return a }
        guard let symbol = commonSymbol(a, b) else { return nil }
        let (x, y) = (expressions[a], expressions[b])
        func pair(_ kind: ExpressionKind, _ constant: SymbolID) -> Bool {
            (x.kind == .symbol && y.kind == kind && y.rightSymbol == constant)
                || (y.kind == .symbol && x.kind == kind && x.rightSymbol == constant)
        }
        if pair(.equal, SymbolTable.yes) { return expressions.compare(.equal, symbol, SymbolTable.yes) }
        if pair(.unequal, SymbolTable.no) { return expressions.symbol(symbol) }
        if pair(.unequal, SymbolTable.module) { return expressions.compare(.equal, symbol, SymbolTable.yes) }
        guard symbols[symbol].type == .tristate else { return nil }
        if x.kind == .equal && y.kind == .unequal { return joinEqual(symbol, x.rightSymbol, y.rightSymbol) }
        if x.kind == .unequal && y.kind == .equal { return joinEqual(symbol, y.rightSymbol, x.rightSymbol) }
        if x.kind == .unequal && y.kind == .unequal, let rest = third(x.rightSymbol, y.rightSymbol) {
            return expressions.compare(.equal, symbol, rest)
        }
        return nil
    }

    /// `A=b && A!=c` for constants b and c.
    private func joinEqual(_ symbol: SymbolID, _ equal: SymbolID, _ unequal: SymbolID) -> ExpressionID? {
        guard symbols[equal].isConstant, symbols[unequal].isConstant else { return nil }
        return equal == unequal
            ? expressions.symbol(SymbolTable.no) : expressions.compare(.equal, symbol, equal)
    }

    /// The one of n, m and y that is neither `a` nor `b`; nil unless these are two different ones.
    private func third(_ a: SymbolID, _ b: SymbolID) -> SymbolID? {
        guard a != b, a.raw < 3, b.raw < 3 else { return nil }
        return SymbolID(raw: 3 - a.raw - b.raw)
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
