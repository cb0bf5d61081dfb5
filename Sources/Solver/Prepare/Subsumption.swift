// SPDX-License-Identifier: GPL-2.0-or-later

/// Takes out clauses that others are a part of, and literals that a resolution with another clause takes out (Eén and Biere 2005,
/// sections 3.1 and 3.2).
struct Subsumption {
    /// Per code, whether the clause at hand has it.
    private var marks: ContiguousArray<Bool>
    /// A literal in more clauses is not looked at: it would be most of the work.
    private static let mostOccurrences = 2000

    init(codeCount: Int) { marks = ContiguousArray(repeating: false, count: codeCount) }

    /// Starts with the clauses that changed since the last time and goes on with those that it changes.
    mutating func run(_ store: inout ClauseStore) {
        while !store.isContradiction {
            let changed = store.takeChanged()
            if changed.isEmpty { break }
            for clause in changed where store.isAlive(Int(clause)) { use(Int(clause), &store) }
        }
    }

    /// What the clause does to others.
    private mutating func use(_ clause: Int, _ store: inout ClauseStore) {
        let literals = Array(store.literals(clause))
        guard
            let rarest = literals.min(by: {
                store.counts[Int($0)] + store.counts[Int($0 ^ 1)]
                    < store.counts[Int($1)] + store.counts[Int($1 ^ 1)]
            })
        else { return }
        for code in literals { marks[Int(code)] = true }
        defer { for code in literals { marks[Int(code)] = false } }
        compare(clause, literals, with: rarest, &store)
        guard store.isAlive(clause) else { return }
        // With the rarest one negated, and with each other one negated among those that have the rarest.
        compare(clause, literals, with: rarest ^ 1, &store)
    }

    /// - Parameter code: what the other clauses have.
    private func compare(_ clause: Int, _ literals: [Int32], with code: Int32, _ store: inout ClauseStore) {
        guard store.counts[Int(code)] <= Self.mostOccurrences else { return }
        let others = store.clauses(with: code)
        let signature = store.signatures[clause]
        for other in others.map(Int.init) where other != clause && store.isAlive(other) {
            guard store.lengths[other] >= store.lengths[clause] else { continue }
            // One bit may be missing: that of a literal that is negated there.
            let missing = signature & ~store.signatures[other]
            guard missing & (missing &- 1) == 0 else { continue }
            switch matched(literals.count, other, store) {
            case .none: continue
            case .some(.none): store.remove(other)
            case .some(.some(let code)): store.shorten(other, without: code)
            }
        }
    }

    /// Nil when the other clause does not have all literals, up to one that it has negated: that one is given then.
    private func matched(_ count: Int, _ other: Int, _ store: ClauseStore) -> Int32?? {
        var same = 0
        var negated: Int32?
        for position in store.range(other) {
            let code = store.codes[position]
            if marks[Int(code)] {
                same += 1
            } else if marks[Int(code ^ 1)] {
                if negated != nil { return nil }
                negated = code
            }
        }
        if same == count { return .some(nil) }
        return same == count - 1 && negated != nil ? .some(negated) : nil
    }
}
