// SPDX-License-Identifier: GPL-2.0-or-later

/// Clauses in one flat buffer, zero-terminated each, with gates that are shared when equal.
///
/// Gates are defined both ways (full Tseitin), so that each configuration is one model.
public struct Formula: Sendable {
    public private(set) var buffer: ContiguousArray<Int32> = [1, 0]
    public private(set) var variableCount = 1
    public private(set) var clauseCount = 1
    private var gates = GateTable()

    /// When set, clauses of facts get this literal's negation added: the fact holds only while it is true.
    var guardLiteral: Literal?

    public init() { buffer.reserveCapacity(1 << 21) }

    /// One that costs nothing until something is added.
    static let empty = Formula(small: ())

    private init(small: Void) {}

    /// The clauses, which are not kept here any more. They still count, and what was defined by them stays known.
    mutating func takeClauses() -> ContiguousArray<Int32> {
        let taken = buffer
        buffer = []
        return taken
    }

    public mutating func newVariable() -> Literal {
        variableCount += 1
        return Literal(raw: Int32(variableCount))
    }

    // MARK: - Clauses

    /// Adds a clause that says something about the configurations, so it is guarded where there is a guard.
    mutating func require(_ literals: Literal...) { add(literals, guarded: true) }
    mutating func require(_ literals: [Literal]) { add(literals, guarded: true) }

    mutating func imply(_ a: Literal, _ b: Literal) { add([-a, b], guarded: true) }

    /// Adds a clause that only defines an auxiliary variable.
    public mutating func define(_ literals: Literal...) { add(literals, guarded: false) }
    public mutating func define(_ literals: [Literal]) { add(literals, guarded: false) }

    /// Adds a clause as it is.
    mutating func append(_ clause: [Literal]) {
        for literal in clause { buffer.append(literal.raw) }
        buffer.append(0)
        clauseCount += 1
    }

    /// Adds zero-terminated clauses as they are.
    mutating func append(contentsOf clauses: UnsafeBufferPointer<Int32>) {
        buffer.append(contentsOf: clauses)
        for raw in clauses {
            if raw == 0 { clauseCount += 1 }
            variableCount = max(variableCount, Int(raw.magnitude))
        }
    }

    /// Leaves out the clauses of facts by their guards.
    mutating func removeClauses(guardedBy isLeftOut: Set<Literal>) {
        let old = takeClauses()
        buffer.reserveCapacity(old.count / 2)
        var isKept = true
        var isFirst = true
        for raw in old {
            if isFirst { isKept = !isLeftOut.contains(Literal(raw: -raw)) }
            isFirst = raw == 0
            if isKept { buffer.append(raw) } else if isFirst { clauseCount -= 1 }
        }
    }

    private mutating func add(_ literals: [Literal], guarded: Bool) {
        if literals.contains(.yes) { return }
        if guarded, let guardLiteral { buffer.append(-guardLiteral.raw) }
        for literal in literals where literal != .no { buffer.append(literal.raw) }
        buffer.append(0)
        clauseCount += 1
    }

    // MARK: - Gates

    public mutating func and(_ a: Literal, _ b: Literal) -> Literal {
        if a == .no || b == .no || a == -b { return .no }
        if a == .yes || a == b { return b }
        if b == .yes { return a }
        let (low, high) = a.raw < b.raw ? (a, b) : (b, a)
        if let known = gates.find(low, high) { return known }
        let gate = newVariable()
        gates.insert(low, high, gate)
        define(-gate, a)
        define(-gate, b)
        define(gate, -a, -b)
        return gate
    }

    public mutating func or(_ a: Literal, _ b: Literal) -> Literal { -and(-a, -b) }

    /// Conjunction of any number of literals.
    public mutating func and(_ literals: [Literal]) -> Literal {
        if literals.contains(.no) { return .no }
        var distinct: [Literal] = []
        var seen: Set<Literal> = []
        for literal in literals where literal != .yes && seen.insert(literal).inserted {
            if seen.contains(-literal) { return .no }
            distinct.append(literal)
        }
        switch distinct.count {
        case 0: return .yes
        case 1: return distinct[0]
        case 2: return and(distinct[0], distinct[1])
        default:
            let gate = newVariable()
            for literal in distinct { define(-gate, literal) }
            define([gate] + distinct.map { -$0 })
            return gate
        }
    }

    public mutating func or(_ literals: [Literal]) -> Literal { -and(literals.map { -$0 }) }

    /// Both or neither.
    public mutating func equal(_ a: Literal, _ b: Literal) -> Literal {
        or(and(a, b), and(-a, -b))
    }

    // MARK: - Tristate gates

    mutating func and(_ a: TristateLiterals, _ b: TristateLiterals) -> TristateLiterals {
        TristateLiterals(on: and(a.on, b.on), yes: and(a.yes, b.yes))
    }

    mutating func or(_ a: TristateLiterals, _ b: TristateLiterals) -> TristateLiterals {
        TristateLiterals(on: or(a.on, b.on), yes: or(a.yes, b.yes))
    }
}

/// And-gates by their inputs: open addressing, since there are a hundred thousand look-ups per tree.
private struct GateTable: Sendable {
    private struct Entry {
        var low: Int32 = 0
        var high: Int32 = 0
        var gate: Int32 = 0
    }

    private var entries = ContiguousArray<Entry>(repeating: Entry(), count: 1 << 15)
    private var count = 0

    private func slot(_ low: Int32, _ high: Int32) -> Int {
        let key = UInt64(UInt32(bitPattern: low)) << 32 | UInt64(UInt32(bitPattern: high))
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (entries.count - 1)
        while entries[slot].gate != 0, entries[slot].low != low || entries[slot].high != high {
            slot = (slot + 1) & (entries.count - 1)
        }
        return slot
    }

    func find(_ low: Literal, _ high: Literal) -> Literal? {
        let gate = entries[slot(low.raw, high.raw)].gate
        return gate == 0 ? nil : Literal(raw: gate)
    }

    mutating func insert(_ low: Literal, _ high: Literal, _ gate: Literal) {
        entries[slot(low.raw, high.raw)] = Entry(low: low.raw, high: high.raw, gate: gate.raw)
        count += 1
        guard count * 2 > entries.count else { return }
        let old = entries
        entries = ContiguousArray(repeating: Entry(), count: old.count * 2)
        for entry in old where entry.gate != 0 { entries[slot(entry.low, entry.high)] = entry }
    }
}
