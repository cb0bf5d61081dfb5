// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

@Suite struct FormulaTests {
    /// Whether a gate has the expected value under every assignment of its inputs.
    private func check(
        _ inputs: Int, _ build: (inout Formula, [Literal]) -> Literal, _ expected: ([Bool]) -> Bool
    ) {
        for bits in 0..<(1 << inputs) {
            var formula = Formula()
            let literals = (0..<inputs).map { _ in formula.newVariable() }
            let gate = build(&formula, literals)
            let solver = CaDiCaLSolver(formula)
            let values = (0..<inputs).map { bits >> $0 & 1 == 1 }
            let assumed = zip(literals, values).map { $1 ? $0 : -$0 }
            let wanted = expected(values) ? gate : -gate
            #expect(solver.solve(assumed + [wanted]) == .satisfiable)
            #expect(solver.solve(assumed + [-wanted]) == .unsatisfiable)
        }
    }

    @Test func gates() {
        check(2, { $0.and($1[0], $1[1]) }, { $0[0] && $0[1] })
        check(2, { $0.or($1[0], -$1[1]) }, { $0[0] || !$0[1] })
        check(2, { $0.equal($1[0], $1[1]) }, { $0[0] == $0[1] })
        check(4, { $0.and($1 + [$1[0], .yes]) }, { !$0.contains(false) })
        check(4, { $0.or($1 + [.no]) }, { $0.contains(true) })
        check(1, { $0.and([$1[0], -$1[0]]) }, { _ in false })
        check(1, { $0.or($1[0], -$1[0]) }, { _ in true })
        check(1, { formula, _ in formula.and([]) }, { _ in true })
        check(1, { formula, _ in formula.or([]) }, { _ in false })
    }

    @Test func equalGatesAreShared() {
        var formula = Formula()
        let a = formula.newVariable()
        let b = formula.newVariable()
        let gate = formula.and(a, b)
        #expect(formula.and(b, a) == gate)
        #expect(formula.or(-a, -b) == -gate)
        #expect(formula.and(a, .yes) == a)
        #expect(formula.and(a, .no) == .no)
        #expect(formula.variableCount == 4)
    }

    @Test func clausesWithTrueLiteralsAreLeftOut() {
        var formula = Formula()
        let a = formula.newVariable()
        formula.define(a, .yes)
        #expect(formula.clauseCount == 1)
        formula.define(a, .no)
        #expect(Array(formula.buffer) == [1, 0, a.raw, 0])
    }

    /// The same tree gives the same clauses, or else results depend on chance.
    @Test func encodingIsDeterministic() throws {
        var text = "config T\n\tstring \"t\"\n"
        for index in 0..<30 { text += "\tdefault S\(index) if B = \(index)\n" }
        text += "config U\n\tint \"u\"\n\trange N0 N1\n\tdefault N7\n"
        for index in 0..<30 {
            text += "config S\(index)\n\tstring \"s\"\n\tdefault \"s\(index)\"\n"
            text += "config N\(index)\n\tint \"n\"\n\tdefault \(index * 3)\n"
        }
        text += "config B\n\tint \"b\"\n"
        let model = try parse(text)
        let first = Encoder.encode(model).formula.buffer
        for _ in 0..<10 { #expect(Encoder.encode(model).formula.buffer == first) }
    }

    @Test func clausesOfFactsAreLeftOut() {
        var formula = Formula()
        let (a, b, guardA, guardB) = (
            formula.newVariable(), formula.newVariable(), formula.newVariable(), formula.newVariable()
        )
        for (literal, fact) in [(a, guardA), (b, guardB)] {
            formula.guardLiteral = fact
            formula.require(literal)
            formula.guardLiteral = nil
        }
        formula.define(a, b)
        formula.removeClauses(guardedBy: [guardA])
        #expect(Array(formula.buffer) == [1, 0, -guardB.raw, b.raw, 0, a.raw, b.raw, 0])
        #expect(formula.clauseCount == 3)
    }
}
