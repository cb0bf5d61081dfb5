// SPDX-License-Identifier: GPL-2.0-or-later

/// Which symbols the operands of an expression speak of. Operands without a common symbol are never joined, and so need not be
/// compared: of a disjunction of many names each would be compared with each other one.
struct OperandKeys {
    /// Per symbol, the number of the collection that it is in.
    private var collected = ContiguousArray<UInt32>()
    private var number: UInt32 = 0
    /// The same of those that were met twice.
    private var repeated = ContiguousArray<UInt32>()
    /// The expression whose symbols are in the present collection.
    private var present = ExpressionID.none
    /// Per expression, how many leaves it has; 0 when that was not asked yet.
    private var weights = ContiguousArray<UInt32>()

    /// How many leaves an expression has, written out.
    mutating func weight(_ expression: ExpressionID, _ table: ExpressionTable) -> Int {
        if expression.isNone { return 0 }
        if expression.index < weights.count, weights[expression.index] != 0 {
            return Int(weights[expression.index])
        }
        let node = table[expression]
        var weight = 1
        switch node.kind {
        case .and, .or:
            weight = self.weight(node.leftExpression, table)
            weight += self.weight(node.rightExpression, table)
        case .not: weight = self.weight(node.leftExpression, table)
        default: break
        }
        if expression.index >= weights.count {
            let count = max(2 * table.count, 1 << 12)
            weights.append(contentsOf: repeatElement(0, count: count - weights.count))
        }
        weights[expression.index] = UInt32(clamping: weight)
        return weight
    }

    /// Whether no symbol stands in both. Of the same large expression, or of one with an operand more, it takes no longer than the
    /// small one does.
    mutating func areDisjoint(_ a: ExpressionID, _ b: ExpressionID, _ table: ExpressionTable) -> Bool {
        let (large, small) = weight(a, table) >= weight(b, table) ? (a, b) : (b, a)
        collect(large, table)
        return !has(small, collected, table)
    }

    private mutating func collect(_ expression: ExpressionID, _ table: ExpressionTable) {
        if expression == present { return }
        let node = table[expression]
        let isJoint = node.kind == .and || node.kind == .or
        if isJoint && !present.isNone && node.leftExpression == present {
            add(node.rightExpression, table)
        } else if isJoint && !present.isNone && node.rightExpression == present {
            add(node.leftExpression, table)
        } else {
            number += 1
            add(expression, table)
        }
        present = expression
    }

    /// True when a symbol was there before, or is one of n, m and y, which are what joined operands become.
    @discardableResult
    private mutating func add(_ expression: ExpressionID, _ table: ExpressionTable) -> Bool {
        let node = table[expression]
        switch node.kind {
        case .and, .or:
            let left = add(node.leftExpression, table)
            return add(node.rightExpression, table) || left
        case .not: return add(node.leftExpression, table)
        default:
            let index = node.leftSymbol.index
            let missing = index + 1 - collected.count
            if missing > 0 {
                collected.append(contentsOf: repeatElement(0, count: missing))
                repeated.append(contentsOf: repeatElement(0, count: missing))
            }
            let isRepeated = collected[index] == number || index < 3
            collected[index] = number
            if isRepeated { repeated[index] = number }
            return isRepeated
        }
    }

    private func has(
        _ expression: ExpressionID, _ collection: ContiguousArray<UInt32>, _ table: ExpressionTable
    ) -> Bool {
        let node = table[expression]
        switch node.kind {
        case .and, .or:
            return has(node.leftExpression, collection, table) || has(node.rightExpression, collection, table)
        case .not: return has(node.leftExpression, collection, table)
        default:
            let index = node.leftSymbol.index
            return index < collection.count && collection[index] == number
        }
    }

    // MARK: - Within one expression

    /// Looks for symbols that leaves of the expression have in common; false when there are none.
    mutating func findRepeated(in expression: ExpressionID, _ table: ExpressionTable) -> Bool {
        if expression.isNone { return false }
        number += 1
        present = .none
        return add(expression, table)
    }

    /// Whether a leaf has a symbol that `findRepeated` found.
    func isRepeated(_ leaf: ExpressionID, _ table: ExpressionTable) -> Bool { has(leaf, repeated, table) }
}
