// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// A solver that was stopped has not said no: every query says that it was stopped, after however many answers.
@Suite struct StoppedTests {
    private let text = """
        config A
        	bool "a"
        config B
        	bool "b"
        	depends on A
        config C
        	bool "c"
        	depends on !A

        """

    /// Runs a query with ever more answers until it comes to its end. It gives an answer then, and the same one with
    /// more of them; before that it throws or says so.
    private func check<R: Equatable>(_ body: (any SATEngine) throws -> R) throws {
        let (stopped, found) = try withEverMoreAnswers(body)
        #expect(stopped > 0)
        #expect(try found == body(CaDiCaLEngine()))
    }

    @Test func variants() throws {
        let model = try parse(text)
        let symbols = ["A", "B", "C"].map { model.symbol(named: $0)! }
        try check { try Variants(model, symbols, .forbidden, limit: 100, engine: $0).solve() }
    }

    @Test func possibleWishes() throws {
        let model = try parse(text)
        let base = BaseConfiguration(model, nil, name: "base")
        try check { engine in
            let query = try TrialQuery(base, bounds: [], engine: engine)
            return try ["A", "B", "C"].map {
                try query.isPossible(TrialQuery.Wish(model.symbol(named: $0)!, "y"))
            }
        }
    }

    @Test func explanations() throws {
        let wanted = try satconfig("CONFIG_B=y\nCONFIG_C=y\nCONFIG_A=y\n", try parse(text))
        try check {
            try Explanation.explain(wanted, .forbidden, engine: $0)?.lines.map(\.rendered)
        }
    }

    @Test func explanationsConfirmed() throws {
        let wanted = try satconfig("CONFIG_B=y\nCONFIG_C=y\n", try parse(text))
        try check {
            try Explanation.explain(wanted, .forbidden, engine: $0)?.isConfirmed()
        }
    }

    @Test func modelsAreChecked() throws {
        let base = BaseConfiguration(try parse(text), nil, name: "base")
        try check { try ModelCheck.conflicts(base, engine: $0) }
    }

    /// A solver that can't be stopped in the middle is not asked again when time is up.
    @Test func aSolverThatCannotBeStopped() throws {
        var formula = Formula()
        let literal = formula.newVariable()
        let session = SATSession(formula, engine: DPLLEngine())
        session.stop(after: 0)
        #expect(throws: SearchStopped.self) { try session.solve([literal]) }
        session.stop(after: nil)
        #expect(try session.assignment([literal]) != nil)
        #expect(!session.stop(above: 1) && !session.limitConflicts(1))
    }

    /// What a session is told later holds for the formula and the solver.
    @Test func whatIsAddedLater() throws {
        var formula = Formula()
        let (a, b) = (formula.newVariable(), formula.newVariable())
        for engine in [CaDiCaLEngine(), DPLLEngine()] as [any SATEngine] {
            let session = SATSession(formula, engine: engine)
            let gate = session.extend { $0.and(a, b) }
            #expect(session.extend { $0.and(b, a) } == gate)
            session.add([gate])
            #expect(session.newVariable().variable == gate.variable + 1)
            #expect(session.formula.clauseCount == formula.clauseCount + 4)
            #expect(try session.assignment([-b]) == nil)
            #expect(try session.assignment().map { $0.isTrue(a) && $0.isTrue(b) } == true)
        }
    }
}
