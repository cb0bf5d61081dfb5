// SPDX-License-Identifier: GPL-2.0-or-later

/// CaDiCaL as an engine: it has all that an engine can have.
public struct CaDiCaLEngine: OrderedSATEngine {
    public init() {}

    public func makeSolver(_ formula: Formula, firstPhase: Bool) -> any SATSolver {
        CaDiCaLSolver(formula, firstPhase: firstPhase)
    }

    public func makeSolver(_ formula: Formula, inOrder order: [Literal]) -> any SATSolver {
        CaDiCaLSolver(formula, inOrder: order)
    }
}
