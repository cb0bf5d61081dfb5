// SPDX-License-Identifier: GPL-2.0-or-later

/// Makes literals true one after the other, each unless the formula and those before it exclude that, by asking an engine for each
/// one that is not true yet: for engines whose decisions can't be put in an order. Slower, and the same model.
final class StepwiseSolver: StoppableSolver {
    private let order: [Literal]
    private let engine: any SATEngine
    /// All clauses, since each question begins anew: what it granted must not hold for the next one.
    private var formula: Formula
    private var solver: any SATSolver
    private var isFresh = true
    private var seconds: Double?
    private var cancellation: SearchCancellation?
    private var bytes: Int?

    init(_ formula: Formula, inOrder order: [Literal], engine: any SATEngine) {
        self.formula = formula
        self.order = order
        self.engine = engine
        solver = engine.makeSolver(formula, firstPhase: false)
        for literal in order.reversed() { (solver as? any SteeredSolver)?.prefer(literal) }
    }

    func add(_ clauses: UnsafeBufferPointer<Int32>) {
        formula.append(contentsOf: clauses)
        if isFresh { solver.add(clauses) }
    }

    func solve(_ assumptions: [Literal]) -> SATAnswer {
        begin()
        let first = solver.solve(assumptions)
        guard first == .satisfiable else { return first }
        var holds = order.map { solver.isTrue($0) }
        var isKnown = ContiguousArray<Bool>(repeating: false, count: formula.variableCount + 1)
        // Granted, and not yet told.
        var granted: [Int32] = []
        for (index, literal) in order.enumerated() where !isKnown[literal.variable] {
            isKnown[literal.variable] = true
            if holds[index] {
                granted += [literal.raw, 0]
                continue
            }
            granted.withUnsafeBufferPointer { solver.add($0) }
            switch solver.solve(assumptions + [literal]) {
            case .satisfiable:
                holds = order.map { solver.isTrue($0) }
                granted = [literal.raw, 0]
            case .unsatisfiable: granted = [-literal.raw, 0]
            case .stopped: return .stopped
            }
        }
        granted.withUnsafeBufferPointer { solver.add($0) }
        return solver.solve(assumptions)
    }

    private func begin() {
        defer { isFresh = false }
        if isFresh { return }
        solver = engine.makeSolver(formula, firstPhase: false)
        let stoppable = solver as? any StoppableSolver
        stoppable?.stop(after: seconds)
        if let cancellation { stoppable?.stop(when: cancellation) }
        stoppable?.stop(above: bytes)
    }

    func isTrue(_ literal: Literal) -> Bool { solver.isTrue(literal) }
    func isFailed(_ literal: Literal) -> Bool { solver.isFailed(literal) }

    func stop(after seconds: Double?) {
        self.seconds = seconds
        (solver as? any StoppableSolver)?.stop(after: seconds)
    }

    func stop(when cancellation: SearchCancellation) {
        self.cancellation = cancellation
        (solver as? any StoppableSolver)?.stop(when: cancellation)
    }

    func stop(above bytes: Int?) {
        self.bytes = bytes
        (solver as? any StoppableSolver)?.stop(above: bytes)
    }
}
