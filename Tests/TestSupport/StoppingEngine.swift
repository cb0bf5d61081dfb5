// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// CaDiCaL, but each solver is stopped from its n-th question on, as when time runs out then.
public struct StoppingEngine: SATEngine {
    private let answers: Int

    /// - Parameter answers: how many questions a solver answers.
    public init(after answers: Int) { self.answers = answers }

    public func makeSolver(_ formula: Formula, firstPhase: Bool) -> any SATSolver {
        StoppingSolver(CaDiCaLEngine().makeSolver(formula, firstPhase: firstPhase), answers)
    }

    private final class StoppingSolver: SATSolver {
        private let solver: any SATSolver
        private var answers: Int

        init(_ solver: any SATSolver, _ answers: Int) {
            self.solver = solver
            self.answers = answers
        }

        func add(_ clauses: UnsafeBufferPointer<Int32>) { solver.add(clauses) }

        func solve(_ assumptions: [Literal]) -> SATAnswer {
            if answers == 0 { return .stopped }
            answers -= 1
            return solver.solve(assumptions)
        }

        func isTrue(_ literal: Literal) -> Bool { solver.isTrue(literal) }
        func isFailed(_ literal: Literal) -> Bool { solver.isFailed(literal) }
    }
}

/// Runs a question with engines that give ever more answers, until it comes to an end.
///
/// - Returns: after how many runs that threw `SearchStopped` it did, and with what.
public func withEverMoreAnswers<R>(_ body: (any SATEngine) throws -> R) throws -> (stopped: Int, result: R) {
    var stopped = 0
    while true {
        do { return (stopped, try body(StoppingEngine(after: stopped))) } catch is SearchStopped {
            stopped += 1
        }
    }
}
