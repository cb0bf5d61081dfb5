// SPDX-License-Identifier: GPL-2.0-or-later

public enum SATAnswer: Sendable {
    case satisfiable, unsatisfiable, stopped

    /// - Parameter code: of IPASIR's `solve`.
    init(code: Int32) {
        switch code {
        case 10: self = .satisfiable
        case 20: self = .unsatisfiable
        default: self = .stopped
        }
    }
}

/// What every SAT solver can do: incremental, with assumptions. Queries ask by way of a `SATSession`.
///
/// The protocols below are what some solvers can do beside that.
public protocol SATSolver: AnyObject {
    /// Adds zero-terminated clauses.
    func add(_ clauses: UnsafeBufferPointer<Int32>)
    /// Solves under assumptions, which hold for this call only.
    func solve(_ assumptions: [Literal]) -> SATAnswer
    /// After `satisfiable`: whether the literal is true in the assignment.
    func isTrue(_ literal: Literal) -> Bool
    /// After `unsatisfiable`: whether the assumption was needed for it.
    func isFailed(_ literal: Literal) -> Bool
}

/// A solver that can be told which values to try first. They decide which of several assignments is found.
public protocol SteeredSolver: SATSolver {
    /// The value to try first for the literal's variable.
    func prefer(_ literal: Literal)
    /// Takes `prefer` back.
    func forget(_ literal: Literal)
}

/// A solver that knows of literals that they have the same value in every assignment.
public protocol FixingSolver: SATSolver {
    /// True or false in every assignment, as far as that is known; nil otherwise.
    func fixedValue(_ literal: Literal) -> Bool?
}

/// A solver that counts its conflicts.
public protocol ConflictLimitedSolver: SATSolver {
    /// `solve` gives up after that many conflicts; 0 for no limit.
    func limitConflicts(_ count: Int)
}

/// A solver that can be stopped in the middle of a search, and is by a `SearchInterrupt`.
public protocol StoppableSolver: SATSolver {
    /// Makes `solve` stop after that many seconds from now; nil takes the limit away.
    func stop(after seconds: Double?)
    /// Makes `solve` stop once that was cancelled. The solver keeps it.
    func stop(when cancellation: SearchCancellation)
    /// Makes `solve` stop while the program uses more than that many bytes; nil takes the limit away.
    func stop(above bytes: Int?)
}
