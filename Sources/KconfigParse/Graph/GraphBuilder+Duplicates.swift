// SPDX-License-Identifier: GPL-2.0-or-later

/// Finding operands that say the same: within one expression, and in two expressions at once (`expr.c`).
extension GraphBuilder {
    // MARK: - Constants

    /// Removes `y` and `n` operands. Since expressions are shared, `conf` forgets to put back an operand that got
    /// simpler without becoming a constant.
    mutating func dropConstants(_ expression: ExpressionID) -> ExpressionID {
        let node = expressions[expression]
        guard node.kind == .and || node.kind == .or else { return expression }
        if let known = withoutConstants[expression] { return known }
        let result = dropConstants(of: node, expression)
        withoutConstants[expression] = result
        return result
    }

    private mutating func dropConstants(of node: ExpressionNode, _ expression: ExpressionID) -> ExpressionID {
        let left = dropConstants(node.leftExpression)
        let right = dropConstants(node.rightExpression)
        let absorbing = node.kind == .and ? SymbolTable.no : SymbolTable.yes
        let neutral = node.kind == .and ? SymbolTable.yes : SymbolTable.no
        if isConstant(left, absorbing) { return left }
        if isConstant(left, neutral) { return right }
        if isConstant(right, absorbing) { return right }
        if isConstant(right, neutral) { return left }
        return dialect.sharesExpressions ? expression : expressions.binary(node.kind, left, right)
    }

    // MARK: - Equality

    /// Removes operands that both expressions share.
    mutating func removeCommon(_ a: inout ExpressionID, _ b: inout ExpressionID) {
        if a.isNone || b.isNone { return }
        let kind = expressions[a].kind
        if kind == .or || kind == .and { removeCommon(of: kind, &a, &b) }
        let otherKind = expressions[b].kind
        if expressions[a].kind != otherKind, otherKind == .or || otherKind == .and {
            removeCommon(of: otherKind, &a, &b)
        }
        a = dropConstants(a)
        b = dropConstants(b)
    }

    private mutating func removeCommon(
        of kind: ExpressionKind, _ a: inout ExpressionID, _ b: inout ExpressionID
    ) {
        let pairs = keys.weight(a, expressions) * keys.weight(b, expressions)
        if pairs > Self.manyPairs { removeManyCommon(kind, &a, &b) } else { removeCommon(kind, &a, &b) }
    }

    private mutating func removeCommon(
        _ kind: ExpressionKind, _ a: inout ExpressionID, _ b: inout ExpressionID
    ) {
        if expressions[a].kind == kind {
            let old = (expressions[a].leftExpression, expressions[a].rightExpression)
            var new = old
            removeCommon(kind, &new.0, &b)
            removeCommon(kind, &new.1, &b)
            if new != old { a = expressions.binary(kind, new.0, new.1) }
            return
        }
        if expressions[b].kind == kind {
            let old = (expressions[b].leftExpression, expressions[b].rightExpression)
            var new = old
            removeCommon(kind, &a, &new.0)
            removeCommon(kind, &a, &new.1)
            if new != old { b = expressions.binary(kind, new.0, new.1) }
            return
        }
        if a == b, isConstant(a, SymbolTable.yes) || isConstant(a, SymbolTable.no) { return }
        guard equal(a, b) else { return }
        changes += 1
        a = expressions.symbol(kind == .or ? SymbolTable.no : SymbolTable.yes)
        b = a
    }

    /// Whether two expressions are the same up to the order of operands.
    mutating func equal(_ a: ExpressionID, _ b: ExpressionID) -> Bool {
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
    mutating func simplify(_ expression: ExpressionID) -> ExpressionID {
        if expression.isNone || isTooLarge { return expression }
        if let known = simplified[expression] { return known }
        let result = dialect.sharesExpressions ? simplifyShared(expression) : simplifyLegacy(expression)
        simplified[expression] = result
        return result
    }

    private mutating func simplifyShared(_ expression: ExpressionID) -> ExpressionID {
        let old = changes
        var result = expression
        repeat {
            changes = 0
            let node = expressions[result]
            if node.kind == .and || node.kind == .or {
                var left = simplify(node.leftExpression)
                var right = simplify(node.rightExpression)
                if canJoin(left, right) { joinOperands(node.kind, &left, &right) }
                result = expressions.binary(node.kind, left, right)
            }
            result = dropConstants(result)
        } while changes > 0 && !isBeyondBounds
        changes = old
        return result
    }

    private mutating func joinOperands(
        _ kind: ExpressionKind, _ a: inout ExpressionID, _ b: inout ExpressionID
    ) {
        if expressions[a].kind == kind {
            let old = (expressions[a].leftExpression, expressions[a].rightExpression)
            var new = old
            joinOperands(kind, &new.0, &b)
            joinOperands(kind, &new.1, &b)
            if new != old { a = expressions.binary(kind, new.0, new.1) }
            return
        }
        if expressions[b].kind == kind {
            let old = (expressions[b].leftExpression, expressions[b].rightExpression)
            var new = old
            joinOperands(kind, &a, &new.0)
            joinOperands(kind, &a, &new.1)
            if new != old { b = expressions.binary(kind, new.0, new.1) }
            return
        }
        if a != b, areUnrelated(a, b) { return }
        guard let joined = kind == .or ? joinOr(a, b) : joinAnd(a, b) else { return }
        changes += 1
        a = expressions.symbol(kind == .or ? SymbolTable.no : SymbolTable.yes)
        b = joined
    }

    /// Two plain symbols have nothing in common: by far the most frequent case.
    private func areUnrelated(_ a: ExpressionID, _ b: ExpressionID) -> Bool {
        expressions[a].kind == .symbol && expressions[b].kind == .symbol
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

    mutating func joinOr(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID? {
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

    mutating func joinAnd(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID? {
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
    private mutating func joinEqual(_ symbol: SymbolID, _ equal: SymbolID, _ unequal: SymbolID)
        -> ExpressionID?
    {
        guard symbols[equal].isConstant, symbols[unequal].isConstant else { return nil }
        return equal == unequal
            ? expressions.symbol(SymbolTable.no) : expressions.compare(.equal, symbol, equal)
    }

    /// The one of n, m and y that is neither `a` nor `b`; nil unless these are two different ones.
    private func third(_ a: SymbolID, _ b: SymbolID) -> SymbolID? {
        guard a != b, a.raw < 3, b.raw < 3 else { return nil }
        return SymbolID(raw: 3 - a.raw - b.raw)
    }
}
