// SPDX-License-Identifier: GPL-2.0-or-later

/// A search ended before it had an answer: time, memory or conflicts ran out, or somebody interrupted it.
public struct SearchStopped: Error {}

/// A formula and the solver that answers questions about it. Clauses are the solver's alone, since there are millions of
/// literals in them; what was defined by them is known here, so that gates are shared.
public final class SATSession {
    /// The answer to one question. There is no third one: who asks must take care of `SearchStopped`.
    public enum Answer {
        case satisfiable(TruthAssignment)
        case unsatisfiable(Core)
    }

    /// Without its clauses.
    public private(set) var formula: Formula
    /// For other formulas that a question needs.
    public let engine: any SATEngine
    private let solver: any SATSolver
    private let steered: (any SteeredSolver)?
    private let fixing: (any FixingSolver)?
    let limited: (any ConflictLimitedSolver)?
    let stoppable: (any StoppableSolver)?
    /// For a solver that can't be stopped in the middle: it is not asked any more after this.
    var deadline: ContinuousClock.Instant?
    /// What every question assumes, beside what it says.
    var standing: [Literal] = []
    /// Counts what makes earlier answers stale.
    fileprivate private(set) var turn = 0

    /// - Parameter firstPhase: the value that variables are tried with first, where the engine tries any.
    public convenience init(_ formula: Formula, engine: any SATEngine, firstPhase: Bool = false) {
        self.init(formula, engine, engine.makeSolver(formula, firstPhase: firstPhase))
    }

    /// A session whose first assignment makes the literals true one after the other, as far as they can be.
    public convenience init(_ formula: Formula, engine: any OrderedSATEngine, inOrder order: [Literal]) {
        self.init(formula, engine, engine.makeSolver(formula, inOrder: order))
    }

    private init(_ formula: Formula, _ engine: any SATEngine, _ solver: any SATSolver) {
        self.formula = formula
        _ = self.formula.takeClauses()
        self.engine = engine
        self.solver = solver
        steered = solver as? any SteeredSolver
        fixing = solver as? any FixingSolver
        limited = solver as? any ConflictLimitedSolver
        stoppable = solver as? any StoppableSolver
    }

    // MARK: - Asking

    /// Solves under assumptions, which hold for this question only.
    public func solve(_ assumptions: [Literal] = []) throws(SearchStopped) -> Answer {
        turn += 1
        if stoppable == nil, SearchInterrupt.isRequested || deadline.map({ $0 <= .now }) ?? false {
            throw SearchStopped()
        }
        switch solver.solve(standing.isEmpty ? assumptions : standing + assumptions) {
        case .satisfiable: return .satisfiable(TruthAssignment(session: self, turn: turn))
        case .unsatisfiable: return .unsatisfiable(Core(session: self, turn: turn))
        case .stopped: throw SearchStopped()
        }
    }

    /// An assignment under the assumptions; nil when there is none.
    public func assignment(_ assumptions: [Literal] = []) throws(SearchStopped) -> TruthAssignment? {
        guard case .satisfiable(let assignment) = try solve(assumptions) else { return nil }
        return assignment
    }

    /// True or false in every assignment, as far as the solver knows; nil otherwise.
    public func fixedValue(_ literal: Literal) -> Bool? {
        if literal == .yes || literal == .no { return literal == .yes }
        return fixing?.fixedValue(literal)
    }

    // MARK: - Adding

    public func newVariable() -> Literal { formula.newVariable() }

    public func add(_ clause: [Literal]) { extend { $0.append(clause) } }

    /// Adds gates and clauses to the formula, and with that to the solver.
    public func extend<R>(_ body: (inout Formula) -> R) -> R {
        let result = body(&formula)
        guard !formula.buffer.isEmpty else { return result }
        turn += 1
        formula.takeClauses().withUnsafeBufferPointer { solver.add($0) }
        return result
    }

    // MARK: - Steering

    /// The value to try first for the literal's variable. A solver that can't be steered finds another assignment.
    public func prefer(_ literal: Literal) { steered?.prefer(literal) }

    /// Takes `prefer` back.
    public func forget(_ literal: Literal) { steered?.forget(literal) }
}

/// What a session found, until it is asked or told something else.
public struct TruthAssignment {
    fileprivate let session: SATSession
    fileprivate let turn: Int

    public func isTrue(_ literal: Literal) -> Bool { session.isTrue(literal, turn) }
}

/// Which assumptions exclude each other, until the session is asked or told something else.
public struct Core {
    fileprivate let session: SATSession
    fileprivate let turn: Int

    /// Whether the assumption is needed.
    public func contains(_ literal: Literal) -> Bool { session.isFailed(literal, turn) }
}

extension SATSession {
    fileprivate func isTrue(_ literal: Literal, _ turn: Int) -> Bool {
        precondition(turn == self.turn, "an assignment was read after the session went on")
        return solver.isTrue(literal)
    }

    fileprivate func isFailed(_ literal: Literal, _ turn: Int) -> Bool {
        precondition(turn == self.turn, "a core was read after the session went on")
        return solver.isFailed(literal)
    }
}
