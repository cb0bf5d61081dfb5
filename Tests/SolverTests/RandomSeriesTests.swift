// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// Draws and series compared with brute force.
@Suite struct RandomSeriesTests {
    /// A formula near the edge of being satisfiable, so that the solver runs into conflicts.
    private static func formula(_ seed: UInt64, _ count: Int) -> (Formula, [Literal]) {
        var random = SplitMix64(seed: seed)
        var formula = Formula()
        let variables = (0..<count).map { _ in formula.newVariable() }
        for _ in 0..<(count * 4) {
            let clause = (0..<3).map { _ in variables[random.below(count)] }
            formula.define(clause.map { random.below(2) == 0 ? $0 : -$0 })
        }
        let order = random.shuffled(variables).map { random.below(2) == 0 ? $0 : -$0 }
        return (formula, order)
    }

    @Test func theSolverGrantsLiteralsInOrder() {
        var satisfiable = 0
        for seed in 1...60 as ClosedRange<UInt64> {
            let (formula, order) = Self.formula(seed, 100)
            let solver = CaDiCaLSolver(formula, inOrder: order)
            let other = CaDiCaLSolver(formula)
            guard other.solve([]) == .satisfiable else {
                #expect(solver.solve([]) == .unsatisfiable)
                continue
            }
            satisfiable += 1
            #expect(solver.solve([]) == .satisfiable)
            var granted: [Literal] = []
            for literal in order {
                let isPossible = other.solve(granted + [literal]) == .satisfiable
                granted.append(isPossible ? literal : -literal)
            }
            #expect(order.indices.allSatisfy { solver.isTrue(granted[$0]) }, "seed \(seed)")
        }
        #expect(satisfiable > 20)
    }

    /// Tiny Kconfigs with few configurations, each with all of these by brute force.
    private func tinyTrees(_ dialect: Dialect, _ body: (RandomQuery, Set<[UInt8]>, Comment) throws -> Void)
        throws
    {
        var seed: UInt64 = 31_000_000
        var tried = 0
        while tried < 120 {
            seed += 1
            var generator = KconfigGenerator(seed: seed, dialect: dialect)
            let text = generator.make()
            guard let model = try? parse(text, dialect), let wanted = try? satconfig("", model) else {
                continue
            }
            let query = RandomQuery(wanted, Probability(), .forbidden, engine: CaDiCaLEngine())
            let bruteForce = BruteForce(model, query.encoding)
            guard bruteForce.assignments <= BruteForce.limit, !bruteForce.hasRangeCycle else { continue }
            let configs = bruteForce.fixpoints().configs
            if !dialect.clampsUserNumbers && configs.contains(where: { bruteForce.hasBackwardsRange($0) }) {
                continue
            }
            tried += 1
            try body(query, configs, "seed \(seed)\n\(text)")
        }
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func aSeriesEndsWithAllConfigurations(dialect: Dialect) throws {
        try tinyTrees(dialect) { query, configs, context in
            let found = try first(.max, of: query.series(seed: 5))
            #expect(Set(found.map(\.config)) == configs, context)
            #expect(found.count == configs.count, context)
            for element in found.prefix(5) {
                guard let seed = element.seed else { continue }
                #expect(try query.sample(seed: seed) == element.config, context)
            }
        }
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func aDrawGrantsItsLiteralsInOrder(dialect: Dialect) throws {
        try tinyTrees(dialect) { query, configs, context in
            guard !configs.isEmpty else { return }
            for seed in 1...3 as ClosedRange<UInt32> {
                let drawn = try #require(try query.draw(seed))
                let solver = CaDiCaLSolver(query.encoding.formula)
                var granted: [Literal] = []
                for literal in query.order.literals(seed: seed)
                where solver.solve(granted + [literal]) == .satisfiable {
                    granted.append(literal)
                }
                #expect(solver.solve(granted) == .satisfiable, context)
                let best = Assignment(query.encoding) { solver.isTrue($0) }
                #expect(best.values.elements == drawn.assignment.values.elements, context)
                #expect(best.texts == drawn.assignment.texts, context)
            }
        }
    }

    @Test func theOrderIsThatOfEvaluation() throws {
        let kconfig = """
            config LATE
            	bool "late"
            	depends on EARLY && N > 3
            config SELECTED
            	bool "selected"
            config EARLY
            	bool "early"
            	select SELECTED
            choice
            	prompt "c"
            	depends on LATE
            config X
            	bool "x" if SHOWN
            endchoice
            config N
            	int "n"
            	default 5 if SHOWN
            config SHOWN
            	bool "shown"

            """
        let model = try parse(kconfig)
        let names = EvaluationOrder(model).symbols.map { model.name($0) }
        #expect(names == ["EARLY", "SHOWN", "N", "LATE", "SELECTED", "<choice>", "X"])
    }

    // MARK: - Series

    private func first(_ count: Int, of series: RandomSeries) throws -> [RandomSeries.Element] {
        var series = series
        var found: [RandomSeries.Element] = []
        while found.count < count, let next = try series.next() { found.append(next) }
        return found
    }

    private static let free = (0..<12).map { "config S\($0)\n\tbool \"s\"\n" }.joined()

    private func series(_ kconfig: String, _ probability: String, _ seed: UInt32) throws -> RandomSeries {
        let wanted = try satconfig("", try parse(kconfig))
        return RandomQuery(wanted, try Probability.parse(probability), .forbidden, engine: CaDiCaLEngine())
            .series(seed: seed)
    }

    @Test func theFirstIsThatOfTheSeedAndAllDiffer() throws {
        let wanted = try satconfig("", try parse(Self.free))
        let query = RandomQuery(wanted, Probability(), .forbidden, engine: CaDiCaLEngine())
        let found = try first(200, of: query.series(seed: 42))
        #expect(found[0].seed == 42)
        #expect(try found.allSatisfy { try query.sample(seed: #require($0.seed)) == $0.config })
        #expect(Set(found.map(\.config)).count == 200)
        #expect(try first(20, of: query.series(seed: 42)).map(\.config) == found.prefix(20).map(\.config))
    }

    /// Where the probabilities leave one outcome, the others come from the solver.
    @Test func whatNoSeedGivesIsFoundToo() throws {
        let kconfig = "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n"
        let found = try first(.max, of: try series(kconfig, "0", 1))
        #expect(found.count == 4)
        #expect(Set(found.map(\.config)).count == 4)
        #expect(found[0].seed == 1)
        #expect(found.dropFirst().allSatisfy { $0.seed == nil })
    }
}
