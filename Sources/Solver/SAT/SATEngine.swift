// SPDX-License-Identifier: GPL-2.0-or-later

/// Makes SAT solvers. What only some solvers can do, such as stopping after a time, is asked of the solver that was
/// made; what decides how it is made is asked of the engine.
public protocol SATEngine: Sendable {
    /// A solver with the formula loaded.
    ///
    /// - Parameter firstPhase: the value that variables are tried with first, where the engine tries any.
    func makeSolver(_ formula: Formula, firstPhase: Bool) -> any SATSolver
}

/// An engine whose first model can be determined by the formula and an order of literals alone.
public protocol OrderedSATEngine: SATEngine {
    /// A solver that makes the literals true one after the other, each unless the formula and those before it exclude
    /// that. Of literals of one variable the first counts.
    func makeSolver(_ formula: Formula, inOrder order: [Literal]) -> any SATSolver
}
