// SPDX-License-Identifier: GPL-2.0-or-later

public enum SATAnswer: Sendable { case satisfiable, unsatisfiable, stopped }

/// What is asked of a SAT solver: incremental, with assumptions.
public protocol SATSolver: AnyObject {
    /// Adds zero-terminated clauses.
    func add(_ clauses: UnsafeBufferPointer<Int32>)
    /// Solves under assumptions, which hold for this call only.
    func solve(_ assumptions: [Literal]) -> SATAnswer
    /// After `satisfiable`: whether the literal is true in the model.
    func isTrue(_ literal: Literal) -> Bool
    /// After `unsatisfiable`: whether the assumption was needed for it.
    func isFailed(_ literal: Literal) -> Bool
    /// The value to try first for the literal's variable.
    func prefer(_ literal: Literal)
    /// True or false in every model, as far as that is known; nil otherwise.
    func fixedValue(_ literal: Literal) -> Bool?
    /// `solve` gives up after that many conflicts; 0 for no limit.
    func limitConflicts(_ count: Int)
}

extension SATSolver {
    public func add(_ clause: [Literal]) {
        let raw = clause.map(\.raw) + [0]
        raw.withUnsafeBufferPointer { add($0) }
    }
}
