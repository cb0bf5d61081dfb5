// SPDX-License-Identifier: GPL-2.0-or-later

public enum ExpressionKind: UInt8, Sendable {
    /// `left` is a symbol.
    case symbol
    /// `left` is an expression.
    case not
    /// Both sides are expressions.
    case and, or
    /// Both sides are symbols.
    case equal, unequal, less, lessEqual, greater, greaterEqual
    /// Both sides are symbols: the ends of a range.
    case range

    @inlinable public var isComparison: Bool {
        rawValue >= Self.equal.rawValue && rawValue <= Self.greaterEqual.rawValue
    }
}

@frozen
public struct ExpressionNode: Hashable, Sendable {
    public let kind: ExpressionKind
    @usableFromInline let left: UInt32
    @usableFromInline let right: UInt32

    @inlinable init(kind: ExpressionKind, left: UInt32, right: UInt32) {
        self.kind = kind
        self.left = left
        self.right = right
    }

    @inlinable public var leftExpression: ExpressionID { ExpressionID(raw: left) }
    @inlinable public var rightExpression: ExpressionID { ExpressionID(raw: right) }
    @inlinable public var leftSymbol: SymbolID { SymbolID(raw: left) }
    @inlinable public var rightSymbol: SymbolID { SymbolID(raw: right) }
}

/// Hash-consed expressions: equal expressions have equal ids, and children come before their parents.
public struct ExpressionTable: Sendable {
    public private(set) var nodes: Table<ExpressionID, ExpressionNode> = Table()
    private var buckets = ContiguousArray<UInt32>(repeating: .max, count: 1 << 14)

    @inlinable public subscript(id: ExpressionID) -> ExpressionNode { nodes[id] }
    @inlinable public var count: Int { nodes.count }

    /// The operands of the outermost operators of a kind, left to right; the expression itself when it has none.
    func operands(_ expression: ExpressionID, _ kind: ExpressionKind) -> [ExpressionID] {
        var list: [ExpressionID] = []
        func collect(_ expression: ExpressionID) {
            let node = nodes[expression]
            guard node.kind == kind else { return list.append(expression) }
            collect(node.leftExpression)
            collect(node.rightExpression)
        }
        collect(expression)
        return list
    }

    mutating func reserveCapacity(_ count: Int) { nodes.elements.reserveCapacity(count) }

    mutating func symbol(_ symbol: SymbolID) -> ExpressionID { intern(.symbol, symbol.raw, 0) }
    mutating func not(_ operand: ExpressionID) -> ExpressionID { intern(.not, operand.raw, 0) }

    mutating func binary(_ kind: ExpressionKind, _ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
        intern(kind, a.raw, b.raw)
    }

    mutating func compare(_ kind: ExpressionKind, _ a: SymbolID, _ b: SymbolID) -> ExpressionID {
        intern(kind, a.raw, b.raw)
    }

    /// Conjunction where an absent side counts as `y`.
    mutating func and(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
        if a.isNone { return b }
        return b.isNone ? a : intern(.and, a.raw, b.raw)
    }

    /// Disjunction where an absent side is left out.
    mutating func or(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
        if a.isNone { return b }
        return b.isNone ? a : intern(.or, a.raw, b.raw)
    }

    private mutating func intern(_ kind: ExpressionKind, _ left: UInt32, _ right: UInt32) -> ExpressionID {
        let node = ExpressionNode(kind: kind, left: left, right: right)
        var slot = Self.hash(node) & (buckets.count - 1)
        while buckets[slot] != .max {
            let candidate = ExpressionID(raw: buckets[slot])
            if nodes[candidate] == node { return candidate }
            slot = (slot + 1) & (buckets.count - 1)
        }
        let id = nodes.append(node)
        buckets[slot] = id.raw
        if nodes.count * 2 > buckets.count { grow() }
        return id
    }

    private static func hash(_ node: ExpressionNode) -> Int {
        var hash = UInt64(node.left) &* 0x9E37_79B9_7F4A_7C15
        hash ^= (UInt64(node.right) &+ UInt64(node.kind.rawValue) << 40) &* 0xC2B2_AE3D_27D4_EB4F
        return Int(truncatingIfNeeded: hash >> 20)
    }

    private mutating func grow() {
        buckets = ContiguousArray(repeating: .max, count: buckets.count * 2)
        for id in nodes.indices {
            var slot = Self.hash(nodes[id]) & (buckets.count - 1)
            while buckets[slot] != .max { slot = (slot + 1) & (buckets.count - 1) }
            buckets[slot] = id.raw
        }
    }
}

/// What was found for expressions, by their ids.
struct ExpressionMemo {
    private var results: ContiguousArray<ExpressionID> = []

    /// The result that was put for an expression; nil when there is none.
    subscript(expression: ExpressionID) -> ExpressionID? {
        get {
            guard expression.index < results.count, !results[expression.index].isNone else { return nil }
            return results[expression.index]
        }
        set {
            let missing = expression.index + 1 - results.count
            // Not one by one: the next is wanted soon.
            if missing > 0 {
                results.append(contentsOf: repeatElement(.none, count: max(missing, results.count)))
            }
            results[expression.index] = newValue ?? .none
        }
    }

    mutating func removeAll() {
        if !results.isEmpty { results.removeAll(keepingCapacity: true) }
    }
}
