// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// A prepared formula has as many models over the shown variables as the one that it was made of.
@Suite struct PreparationTests {
    /// The values that the shown variables have in some model, all assignments being tried.
    private func combinations(_ formula: Formula, _ shown: [Literal]) -> Set<Int> {
        var clauses: [[Int32]] = [[]]
        for raw in formula.buffer {
            if raw == 0 { clauses.append([]) } else { clauses[clauses.count - 1].append(raw) }
        }
        clauses.removeLast()
        var found: Set<Int> = []
        for bits in 0..<(1 << formula.variableCount) {
            func isTrue(_ raw: Int32) -> Bool { (bits >> (Int(raw.magnitude) - 1) & 1 == 1) == (raw > 0) }
            guard clauses.allSatisfy({ $0.contains(where: isTrue) }) else { continue }
            found.insert(shown.enumerated().reduce(0) { isTrue($1.element.raw) ? $0 | 1 << $1.offset : $0 })
        }
        return found
    }

    private func drawn(_ numbers: inout SplitMix64) -> (Formula, [Literal]) {
        var formula = Formula()
        let variables = (0..<Int.random(in: 2...8, using: &numbers)).map { _ in formula.newVariable() }
        func literal() -> Literal {
            let variable = variables.randomElement(using: &numbers)!
            return Bool.random(using: &numbers) ? variable : -variable
        }
        for _ in 0..<Int.random(in: 0...4, using: &numbers) {
            let gate = formula.and((0..<Int.random(in: 2...3, using: &numbers)).map { _ in literal() })
            formula.define(literal(), gate)
        }
        for _ in 0..<Int.random(in: 0...8, using: &numbers) {
            formula.define((0..<Int.random(in: 1...4, using: &numbers)).map { _ in literal() })
        }
        return (formula, variables.filter { _ in Int.random(in: 0...2, using: &numbers) > 0 })
    }

    @Test func keepsTheNumberOfModels() throws {
        var numbers = SplitMix64(seed: 20)
        var smaller = 0
        for _ in 0..<2000 {
            let (formula, shown) = drawn(&numbers)
            var preparation = Preparation(formula, shown: shown)
            preparation.run()
            let prepared = preparation.prepared
            let expected = combinations(formula, shown)
            #expect(combinations(prepared.formula, prepared.shown).count == expected.count)
            #expect(prepared.formula.variableCount <= formula.variableCount)
            if prepared.formula.clauseCount < formula.clauseCount { smaller += 1 }
            // What stands for a shown literal has its values.
            let images = shown.map { prepared.literal($0) }
            try #require(images.allSatisfy { $0 != nil })
            #expect(combinations(prepared.formula, images.map { $0! }) == expected)
            guard prepared.isDetermined else { continue }
            let all = (1...prepared.formula.variableCount).map { Literal(raw: Int32($0)) }
            #expect(combinations(prepared.formula, all).count == expected.count)
        }
        #expect(smaller > 1000)
    }

    @Test func whatIsAssumedHolds() {
        var formula = Formula()
        let a = formula.newVariable()
        let b = formula.newVariable()
        formula.define(-a, b)
        var preparation = Preparation(formula, shown: [a, b])
        preparation.assume([-b])
        preparation.run()
        #expect(preparation.prepared.literal(a) == .no && preparation.prepared.shown.isEmpty)
    }

    @Test func countsByEnumeration() throws {
        let model = try parse(
            "config A\n\tbool \"a\"\nconfig B\n\ttristate \"b\"\n\tdepends on A\nconfig MODULES\n\tbool \"m\"\n\tmodules\n",
            .modern)
        let satconfig = try SatconfigReader(model, ignoresUnknown: false).read([])
        let formula = CountableFormula(satconfig, .forbidden)
        // MODULES × (A off; A on with B n, y and, with modules, m).
        #expect(try formula.prepared().enumeratedCount(limit: 100, engine: CaDiCaLEngine()) == 3 + 4)
        #expect(try formula.prepared().enumeratedCount(limit: 6, engine: CaDiCaLEngine()) == nil)
        let named = CountableFormula(satconfig, .forbidden, of: [try #require(model.symbol(named: "B"))])
        #expect(try named.prepared().enumeratedCount(limit: 100, engine: CaDiCaLEngine()) == 3)
    }
}
