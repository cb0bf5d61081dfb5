// SPDX-License-Identifier: GPL-2.0-or-later

/// Joining duplicate operands as it was done before expressions were shared (up to 6.11): in place, each
/// operand with each other one of the whole expression. The result can differ in the order of operands and
/// in what is found, and with it the menu an entry falls under.
extension GraphBuilder {
    /// An expression whose operands can be replaced one by one.
    private final class Node {
        var kind: ExpressionKind?
        var left: Node?
        var right: Node?
        /// The expression of a leaf.
        var leaf = ExpressionID.none
        /// Whether one of its leaves can have something in common with another leaf of the whole.
        var isSuspect = true

        func become(_ other: Node) {
            (kind, left, right, leaf) = (other.kind, other.left, other.right, other.leaf)
        }

        /// Collects the operands of the outermost operators of a kind.
        func collect(_ kind: ExpressionKind, into operands: inout [Node]) {
            guard self.kind == kind, let left, let right else { return operands.append(self) }
            left.collect(kind, into: &operands)
            right.collect(kind, into: &operands)
        }
    }

    /// - Parameter isSuspect: whether a leaf can have something in common with another one.
    private func tree(
        _ expression: ExpressionID, where isSuspect: (ExpressionID) -> Bool = { _ in true }
    ) -> Node {
        let node = Node()
        let source = expressions[expression]
        if source.kind == .and || source.kind == .or {
            let left = tree(source.leftExpression, where: isSuspect)
            let right = tree(source.rightExpression, where: isSuspect)
            (node.kind, node.left, node.right) = (source.kind, left, right)
            node.isSuspect = left.isSuspect || right.isSuspect
        } else {
            node.leaf = expression
            node.isSuspect = isSuspect(expression)
        }
        return node
    }

    private mutating func expression(_ node: Node) -> ExpressionID {
        guard let kind = node.kind, let left = node.left, let right = node.right else { return node.leaf }
        let first = expression(left)
        return expressions.binary(kind, first, expression(right))
    }

    mutating func simplifyLegacy(_ start: ExpressionID) -> ExpressionID {
        let old = changes
        var result = start
        while true {
            changes = 0
            // Constants stay where nothing was joined.
            guard keys.findRepeated(in: result, expressions) else { break }
            let root = tree(result) { keys.isRepeated($0, expressions) }
            if let kind = root.kind { join(kind, root) }
            result = expression(root)
            if changes == 0 || isBeyondBounds { break }
            result = dropConstants(result)
        }
        changes = old
        return result
    }

    private mutating func join(_ kind: ExpressionKind, _ root: Node) {
        var operands: [Node] = []
        root.collect(kind, into: &operands)
        guard count(comparisons: operands.count * operands.count { $0.isSuspect }) else { return }
        for a in operands where a.isSuspect {
            for b in operands where a !== b {
                if let inner = a.kind { join(inner, a) }
                let x = expression(a)
                guard b.isSuspect else { continue }
                let y = expression(b)
                guard let joined = kind == .or ? joinOr(x, y) : joinAnd(x, y) else { continue }
                changes += 1
                let constant = expressions.symbol(kind == .or ? SymbolTable.no : SymbolTable.yes)
                a.become(tree(constant))
                b.become(tree(joined))
            }
        }
    }
}
