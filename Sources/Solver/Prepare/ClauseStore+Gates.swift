// SPDX-License-Identifier: GPL-2.0-or-later

/// A conjunction or disjunction that a literal is defined as, in both directions.
struct GateClauses {
    /// All that define it.
    let clauses: Set<Int32>
    /// The other codes of the long one.
    let inputs: [Int32]
}

extension ClauseStore {
    /// The gates that a literal is the output of: a clause `x ∨ ¬a ∨ ¬b …`, and one `¬x ∨ a` for each of the others.
    ///
    /// - Parameters:
    ///   - long: the clauses with the output.
    ///   - short: those with its negation.
    func gates(
        of output: Int32, _ long: ContiguousArray<Int32>, _ short: ContiguousArray<Int32>,
        atMost limit: Int = .max
    ) -> [GateClauses] {
        var pairs: [Int32: Int32] = [:]
        for clause in short where lengths[Int(clause)] == 2 {
            for other in literals(Int(clause)) where other != output ^ 1 { pairs[other] = clause }
        }
        var found: [GateClauses] = []
        for clause in long where found.count < limit {
            let inputs = literals(Int(clause)).filter { $0 != output }
            let parts = inputs.compactMap { pairs[$0 ^ 1] }
            guard parts.count == inputs.count else { continue }
            found.append(GateClauses(clauses: Set(parts + [clause]), inputs: inputs))
        }
        return found
    }
}
