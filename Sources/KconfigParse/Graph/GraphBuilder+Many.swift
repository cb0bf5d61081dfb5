// SPDX-License-Identifier: GPL-2.0-or-later

/// The same simplifications where there are many operands. `expr.c` compares each with each other one, which for thousands takes
/// hours; here only those are compared that can have something in common, with the same result.
extension GraphBuilder {
    /// So many pairs of operands are compared at once.
    private static var fewPairs: Int { 64 }
    /// From here on an index pays.
    static var manyPairs: Int { 4096 }

    /// Counts comparisons to come; false when there were too many.
    mutating func count(comparisons count: Int) -> Bool {
        comparisons += count
        return !isBeyondBounds
    }

    /// Whether dependencies are too large to be simplified, which is said once.
    var isBeyondBounds: Bool {
        mutating get {
            if isTooLarge { return true }
            guard comparisons > Bounds.comparisons || expressions.count > Bounds.expressions else {
                return false
            }
            isTooLarge = true
            context.report(
                .error, at: place,
                "dependencies are too large: to simplify them takes more than \(Bounds.comparisons) comparisons or "
                    + "\(Bounds.expressions) expressions",
                hint: "the same names stand more than once in dependencies of thousands of names")
            return true
        }
    }

    /// Whether operands of the two can be joined at all.
    mutating func canJoin(_ a: ExpressionID, _ b: ExpressionID) -> Bool {
        let pairs = keys.weight(a, expressions) * keys.weight(b, expressions)
        if pairs <= Self.fewPairs { return true }
        return !keys.areDisjoint(a, b, expressions) && count(comparisons: pairs)
    }

    /// `removeCommon` by an index of what the operands are.
    mutating func removeManyCommon(
        _ kind: ExpressionKind, _ a: inout ExpressionID, _ b: inout ExpressionID
    ) {
        var (mine, theirs) = (expressions.operands(a, kind), expressions.operands(b, kind))
        var places: [ExpressionID: [Int]] = [:]
        for index in theirs.indices.reversed() where isPlain(theirs[index]) {
            places[theirs[index], default: []].append(index)
        }
        var compounds = theirs.indices.filter { !isPlain(theirs[$0]) }
        let constant = expressions.symbol(kind == .or ? SymbolTable.no : SymbolTable.yes)
        let old = changes
        for index in mine.indices {
            let operand = mine[index]
            // Constants stay where they are.
            if isConstant(operand, SymbolTable.yes) || isConstant(operand, SymbolTable.no) { continue }
            let match: Int?
            if isPlain(operand) {
                match = places[operand]?.popLast()
            } else {
                guard count(comparisons: compounds.count) else { break }
                let found = compounds.firstIndex { equal(operand, theirs[$0]) }
                match = found.map { compounds.remove(at: $0) }
            }
            guard let match else { continue }
            changes += 1
            mine[index] = constant
            theirs[match] = constant
        }
        guard changes != old else { return }
        a = rebuilt(a, kind, mine)
        b = rebuilt(b, kind, theirs)
    }

    /// Whether it is equal to itself only.
    private func isPlain(_ expression: ExpressionID) -> Bool {
        let node = expressions[expression]
        switch node.kind {
        case .and, .or, .range: return false
        case .not: return isPlain(node.leftExpression)
        default: return true
        }
    }

    /// The expression with other operands.
    private mutating func rebuilt(
        _ expression: ExpressionID, _ kind: ExpressionKind, _ operands: [ExpressionID]
    ) -> ExpressionID {
        var rest = operands[...]
        return rebuilt(expression, kind, &rest)
    }

    private mutating func rebuilt(
        _ expression: ExpressionID, _ kind: ExpressionKind, _ operands: inout ArraySlice<ExpressionID>
    ) -> ExpressionID {
        let node = expressions[expression]
        guard node.kind == kind else { return operands.removeFirst() }
        let left = rebuilt(node.leftExpression, kind, &operands)
        let right = rebuilt(node.rightExpression, kind, &operands)
        return left == node.leftExpression && right == node.rightExpression
            ? expression : expressions.binary(kind, left, right)
    }
}
