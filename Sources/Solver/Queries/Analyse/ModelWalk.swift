// SPDX-License-Identifier: GPL-2.0-or-later

/// An assignment that is changed a little at a time and always is a model of the clauses.
///
/// To find the next model a solver assigns all variables anew. Where each of thousands of questions needs a model of its own, as
/// for the members of a choice, that is the square of their number; from one model to that of the neighbour it is only some
/// variables that change. (Local search of this kind: B. Selman, H. Kautz, B. Cohen, "Noise strategies for improving local
/// search", 1994. Here no variable changes twice in one step, so that each step ends.)
struct ModelWalk {
    private let clauses: ContiguousArray<Int32>
    /// Where each clause begins.
    private var starts: ContiguousArray<UInt32> = []
    /// Per clause, how many of its literals are true.
    private var satisfied: ContiguousArray<UInt32> = []
    /// Clauses by their literals: those of a literal are `occurrences[first[l]..<first[l + 1]]`.
    private var first: ContiguousArray<UInt32>
    private var occurrences: ContiguousArray<UInt32>
    private var values: ContiguousArray<Bool>
    /// Per variable, the step that changed it last.
    private var changed: ContiguousArray<UInt32>
    private var step: UInt32 = 0

    /// How many variables may change in a step.
    private static let mostChanges = 100
    /// How many clauses are looked at to see what a change would break.
    private static let mostClauses = 64

    /// - Parameters:
    ///   - clauses: zero-terminated each.
    ///   - count: how many variables there are.
    init(_ clauses: ContiguousArray<Int32>, variables count: Int) {
        self.clauses = clauses
        first = ContiguousArray(repeating: 0, count: 2 * count + 3)
        values = ContiguousArray(repeating: false, count: count + 1)
        changed = ContiguousArray(repeating: 0, count: count + 1)
        var isStart = true
        for (index, raw) in clauses.enumerated() {
            if isStart { starts.append(UInt32(index)) }
            isStart = raw == 0
            if raw != 0 { first[Self.index(raw) + 1] += 1 }
        }
        for index in 1..<first.count { first[index] += first[index - 1] }
        occurrences = ContiguousArray(repeating: 0, count: Int(first[first.count - 1]))
        var next = first
        for clause in starts.indices {
            var place = Int(starts[clause])
            while clauses[place] != 0 {
                let literal = Self.index(clauses[place])
                occurrences[Int(next[literal])] = UInt32(clause)
                next[literal] += 1
                place += 1
            }
        }
        satisfied = ContiguousArray(repeating: 0, count: starts.count)
    }

    private static func index(_ raw: Int32) -> Int { Int(raw.magnitude) * 2 + (raw < 0 ? 1 : 0) }

    private func isTrue(_ raw: Int32) -> Bool { values[Int(raw.magnitude)] == (raw > 0) }

    func isTrue(_ literal: Literal) -> Bool { isTrue(literal.raw) }

    /// Begins at a model; false when it is none.
    mutating func begin(_ isTrue: (Literal) -> Bool) -> Bool {
        for variable in 1..<values.count { values[variable] = isTrue(Literal(raw: Int32(variable))) }
        var isModel = true
        for clause in starts.indices {
            var place = Int(starts[clause])
            satisfied[clause] = 0
            while clauses[place] != 0 {
                if self.isTrue(clauses[place]) { satisfied[clause] += 1 }
                place += 1
            }
            if satisfied[clause] == 0 { isModel = false }
        }
        return isModel
    }

    /// Goes to a model with the literal, if there is one nearby; else stays.
    ///
    /// - Parameter take: called with each literal that is true there and was not before.
    mutating func go(to literal: Literal, _ take: (Literal) -> Void) -> Bool {
        if isTrue(literal) { return true }
        step += 1
        var path: [Int32] = [literal.raw]
        var broken: [UInt32] = []
        flip(literal.raw, &broken)
        // Those first that were broken first: what follows from the literal alone comes before what could be met by others, too.
        var next = 0
        while next < broken.count {
            let clause = broken[next]
            next += 1
            if satisfied[Int(clause)] > 0 { continue }
            guard path.count < Self.mostChanges, let change = repair(clause) else {
                for raw in path.reversed() { flip(-raw, &broken) }
                return false
            }
            path.append(change)
            flip(change, &broken)
        }
        for raw in path { take(Literal(raw: raw)) }
        return true
    }

    /// Makes a literal true that is false.
    private mutating func flip(_ raw: Int32, _ broken: inout [UInt32]) {
        let variable = Int(raw.magnitude)
        values[variable] = raw > 0
        changed[variable] = step
        for place in places(raw) { satisfied[Int(occurrences[place])] += 1 }
        for place in places(-raw) {
            let clause = occurrences[place]
            satisfied[Int(clause)] -= 1
            if satisfied[Int(clause)] == 0 { broken.append(clause) }
        }
    }

    private func places(_ raw: Int32) -> Range<Int> {
        let index = Self.index(raw)
        return Int(first[index])..<Int(first[index + 1])
    }

    /// The literal of a clause to make true: that which breaks least, of those that did not change in this step.
    private func repair(_ clause: UInt32) -> Int32? {
        var best: Int32?
        var least = Int.max
        var place = Int(starts[Int(clause)])
        while clauses[place] != 0 {
            let raw = clauses[place]
            place += 1
            guard changed[Int(raw.magnitude)] != step else { continue }
            let cost = places(-raw).prefix(Self.mostClauses).count { satisfied[Int(occurrences[$0])] == 1 }
            if cost < least { (best, least) = (raw, cost) }
            if cost == 0 { break }
        }
        return best
    }
}
