// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport

@testable import Solver

/// A SAT solver of fifty lines, without learning: shows that queries need no more than the protocol has.
///
/// M. Davis, G. Logemann and D. Loveland, "A Machine Program for Theorem-Proving" (1962).
final class DPLLSolver: SteeredSolver {
    private var clauses: [[Int32]] = []
    private var variables: Set<Int32> = []
    private var preferred: [Int32: Bool] = [:]
    private var model: [Int32: Bool] = [:]
    private var failed: Set<Literal> = []

    func add(_ flat: UnsafeBufferPointer<Int32>) {
        var clause: [Int32] = []
        for number in flat {
            if number == 0 {
                clauses.append(clause)
                clause = []
            } else {
                clause.append(number)
                variables.insert(Int32(number.magnitude))
            }
        }
    }

    func solve(_ assumptions: [Literal]) -> SATAnswer {
        model = [:]
        failed = []
        if search(assumptions.map(\.raw)) { return .satisfiable }
        // The core: drop every assumption that is not needed.
        var core = assumptions
        for literal in assumptions {
            let rest = core.filter { $0 != literal }
            if !search(rest.map(\.raw)) { core = rest }
        }
        failed = Set(core)
        return .unsatisfiable
    }

    private func search(_ decided: [Int32]) -> Bool {
        var values: [Int32: Bool] = [:]
        for literal in decided {
            let variable = Int32(literal.magnitude)
            if let value = values[variable], value != (literal > 0) { return false }
            values[variable] = literal > 0
        }
        return extend(values)
    }

    private func extend(_ start: [Int32: Bool]) -> Bool {
        var values = start
        guard propagate(&values) else { return false }
        guard let open = variables.filter({ values[$0] == nil }).min() else {
            model = values
            return true
        }
        let first = preferred[open] ?? false
        for value in [first, !first] {
            var next = values
            next[open] = value
            if extend(next) { return true }
        }
        return false
    }

    private func propagate(_ values: inout [Int32: Bool]) -> Bool {
        var changed = true
        while changed {
            changed = false
            clause: for clause in clauses {
                var unit: Int32?
                var free = 0
                for literal in clause {
                    guard let value = values[Int32(literal.magnitude)] else {
                        free += 1
                        unit = literal
                        continue
                    }
                    if value == (literal > 0) { continue clause }
                }
                if free == 0 { return false }
                if free == 1, let unit {
                    values[Int32(unit.magnitude)] = unit > 0
                    changed = true
                }
            }
        }
        return true
    }

    func isTrue(_ literal: Literal) -> Bool { (model[Int32(literal.variable)] ?? false) == (literal.raw > 0) }
    func isFailed(_ literal: Literal) -> Bool { failed.contains(literal) }
    func prefer(_ literal: Literal) { preferred[Int32(literal.variable)] = literal.raw > 0 }
    func forget(_ literal: Literal) { preferred[Int32(literal.variable)] = nil }
}

/// An engine whose solvers can be steered and nothing else.
struct DPLLEngine: SATEngine {
    func makeSolver(_ formula: Formula, firstPhase: Bool) -> any SATSolver {
        let solver = DPLLSolver()
        formula.buffer.withUnsafeBufferPointer { solver.add($0) }
        return solver
    }
}
