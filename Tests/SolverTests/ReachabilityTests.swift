// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

@Suite struct ReachabilityTests {
    /// Random formulas over a few variables, all assignments tried.
    @Test(arguments: 0..<60)
    func agreesWithBruteForce(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var formula = Formula()
        let variables = (0..<8).map { _ in formula.newVariable() }
        var clauses: [[Literal]] = []
        for _ in 0..<Int.random(in: 4...26, using: &random) {
            clauses.append(
                (0..<3).map { _ in
                    let literal = variables.randomElement(using: &random)!
                    return Bool.random(using: &random) ? literal : -literal
                })
            formula.define(clauses.last!)
        }
        var possible: Set<Literal> = []
        for bits in 0..<256 {
            let model = variables.enumerated().map { bits >> $0 & 1 == 1 ? $1 : -$1 }
            if clauses.allSatisfy({ $0.contains { model.contains($0) } }) { possible.formUnion(model) }
        }
        let asked = variables + variables.map { -$0 }
        let reachability = Reachability(formula, steering: variables, engine: CaDiCaLEngine())
        try reachability.decide(asked)
        #expect(reachability.hasModel == !possible.isEmpty)
        for literal in asked { #expect(reachability.canBeTrue(literal) == possible.contains(literal)) }
    }
}

@Suite struct VariantsTests {
    private let text = """
        config MODULES
        \tbool "modules"
        \tmodules
        config A
        \ttristate "a"
        config B
        \ttristate "b"
        \tdepends on A
        config C
        \tbool "c"
        config N
        \tint "n" if C
        \trange 1 2
        \tdefault 1

        """

    private func cubes(_ names: [String], limit: Int = 1000) throws -> [String] {
        let model = try parse(text)
        let symbols = try names.map { try #require(model.symbol(named: $0)) }
        return try Variants(model, symbols, .forbidden, limit: limit, engine: CaDiCaLEngine()).solve().map {
            cube in
            cube.map { $0.joined(separator: "|") }.joined(separator: " ")
        }.sorted()
    }

    @Test func independentSymbolsAreOneCube() throws { #expect(try cubes(["C", "MODULES"]) == ["n|y n|y"]) }

    @Test func cubesAreDisjointAndComplete() throws {
        #expect(try cubes(["MODULES", "A", "B"]) == ["n n n", "n y n|y", "y m n|m", "y n n", "y y n|m|y"])
    }

    @Test func numbersAreToldApart() throws { #expect(try cubes(["C", "N"]) == ["n 1", "y 1|2"]) }

    @Test func tooManyIsSaid() {
        #expect(throws: Variants.TooMany.self) { try cubes(["A", "B", "C"], limit: 3) }
    }
}
