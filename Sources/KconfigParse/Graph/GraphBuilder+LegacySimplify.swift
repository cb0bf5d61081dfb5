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

        func become(_ other: Node) {
            (kind, left, right, leaf) = (other.kind, other.left, other.right, other.leaf)
        }
    }

    private func tree(_ expression: ExpressionID) -> Node {
        let node = Node()
        let source = expressions[expression]
        if source.kind == .and || source.kind == .or {
            node.kind = source.kind
            node.left = tree(source.leftExpression)
            node.right = tree(source.rightExpression)
        } else {
            node.leaf = expression
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
            let root = tree(result)
            if let kind = root.kind { join(kind, root, root) }
            result = expression(root)
            // Constants stay where nothing was joined.
            if changes == 0 { break }
            result = dropConstants(result)
        }
        changes = old
        return result
    }

    private mutating func join(_ kind: ExpressionKind, _ a: Node, _ b: Node) {
        if a.kind == kind, let left = a.left, let right = a.right {
            join(kind, left, b)
            join(kind, right, b)
            return
        }
        if b.kind == kind, let left = b.left, let right = b.right {
            join(kind, a, left)
            join(kind, a, right)
            return
        }
        if a === b { return }
        if let inner = a.kind { join(inner, a, a) }
        let (x, y) = (expression(a), expression(b))
        guard let joined = kind == .or ? joinOr(x, y) : joinAnd(x, y) else { return }
        changes += 1
        let constant = expressions.symbol(kind == .or ? SymbolTable.no : SymbolTable.yes)
        a.become(tree(constant))
        b.become(tree(joined))
    }
}
