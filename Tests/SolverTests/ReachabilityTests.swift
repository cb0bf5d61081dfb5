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

/// Where each answer takes a model of its own.
@Suite struct ModelWalkTests {
    private static let count = 2000

    private func reach(_ formula: Formula, _ asked: [Literal]) throws -> Reachability {
        let reachability = Reachability(formula, steering: [], engine: CaDiCaLEngine())
        try reachability.decide(asked)
        return reachability
    }

    /// A ladder: each is on only if the one before it is, and all steps are asked for, of which a model has one at most.
    @Test func stepsOfAChain() throws {
        var formula = Formula()
        let chain = (0..<Self.count).map { _ in formula.newVariable() }
        var asked: [Literal] = []
        for (lower, upper) in zip(chain, chain.dropFirst()) {
            formula.define(lower, -upper)
            asked.append(formula.and(lower, -upper))
        }
        let reachability = try reach(formula, asked)
        #expect(asked.allSatisfy { reachability.canBeTrue($0) })
        #expect(reachability.queries < Self.count)
    }

    /// One of many, by a counter.
    @Test func membersOfAChoice() throws {
        var formula = Formula()
        let members = (0..<Self.count).map { _ in formula.newVariable() }
        formula.define(members)
        var before = Literal.no
        for member in members {
            formula.define(-before, -member)
            let next = formula.newVariable()
            formula.define(-before, next)
            formula.define(-member, next)
            formula.define(before, member, -next)
            before = next
        }
        let reachability = try reach(formula, members)
        #expect(members.allSatisfy { reachability.canBeTrue($0) })
        #expect(reachability.queries < Self.count)
    }

    /// Random clauses: wherever the walk goes is a model.
    @Test(arguments: 0..<40)
    func eachStopIsAModel(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var formula = Formula()
        let variables = (0..<30).map { _ in formula.newVariable() }
        var clauses: [[Literal]] = []
        for _ in 0..<60 {
            // True where all variables are.
            let clause = (0..<3).map { index in
                let literal = variables.randomElement(using: &random)!
                return index == 0 || Bool.random(using: &random) ? literal : -literal
            }
            clauses.append(clause)
            formula.define(clause)
        }
        var walk = ModelWalk(formula.buffer, variables: formula.variableCount)
        #expect(walk.begin { $0.raw > 0 })
        for _ in 0..<200 {
            let literal =
                Bool.random(using: &random)
                ? variables.randomElement(using: &random)! : -variables.randomElement(using: &random)!
            let isThere = walk.go(to: literal) { _ in }
            #expect(walk.isTrue(literal) == isThere)
            #expect(clauses.allSatisfy { $0.contains { walk.isTrue($0) } })
        }
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
