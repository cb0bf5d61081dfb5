// SPDX-License-Identifier: GPL-2.0-or-later

/// An engine that answers nothing and keeps all clauses: for questions that are put once more to write them down.
final class ClauseRecorder: SATEngine, @unchecked Sendable {
    /// All that its solvers were told. One thread at a time.
    private(set) var formula = Formula.empty

    func makeSolver(_ formula: Formula, firstPhase: Bool) -> any SATSolver {
        self.formula = formula
        return Solver(self)
    }

    private final class Solver: SATSolver {
        private let recorder: ClauseRecorder

        init(_ recorder: ClauseRecorder) { self.recorder = recorder }

        func add(_ clauses: UnsafeBufferPointer<Int32>) { recorder.formula.append(contentsOf: clauses) }
        func solve(_ assumptions: [Literal]) -> SATAnswer { .stopped }
        func isTrue(_ literal: Literal) -> Bool { false }
        func isFailed(_ literal: Literal) -> Bool { false }
    }
}
