// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import Solver

/// The totalizer and the core-guided optimizer against counting and trying everything.
@Suite struct OptimizerTests {
    enum Backend: String, CaseIterable, CustomTestStringConvertible {
        case cadical, dpll, picosat, cryptominisat
        var testDescription: String { rawValue }

        /// Fails where a library is missing: scripts/setup installs them.
        func engine() throws -> any SATEngine {
            switch self {
            case .cadical: CaDiCaLEngine()
            case .dpll: DPLLEngine()
            case .picosat: try PicoSATEngine()
            case .cryptominisat: try CryptoMiniSatEngine()
            }
        }

        func session(_ formula: Formula) throws -> SATSession { SATSession(formula, engine: try engine()) }
    }

    /// A small weighted instance over variables 2…n+1 (1 is true by definition).
    struct Instance {
        var formula = Formula()
        var clauses: [[Literal]] = []
        var variables: [Literal] = []
        var softs: [SoftLiteral] = []

        init(seed: UInt64, variables count: Int) {
            var random = SplitMix64(seed: seed)
            for _ in 0..<count { variables.append(formula.newVariable()) }
            func literal() -> Literal {
                let variable = variables.randomElement(using: &random)!
                return Bool.random(using: &random) ? variable : -variable
            }
            for _ in 0..<Int.random(in: 0...(count * 3), using: &random) {
                let clause = (0..<Int.random(in: 1...3, using: &random)).map { _ in literal() }
                clauses.append(clause)
                formula.define(clause)
            }
            let heaviest = Bool.random(using: &random) ? 1 : 7
            for _ in 0..<Int.random(in: 0...(count + 2), using: &random) {
                softs.append(SoftLiteral(literal(), weight: Int.random(in: 0...heaviest, using: &random)))
            }
        }

        static func holds(_ literal: Literal, _ bits: Int) -> Bool {
            (bits >> (literal.variable - 2) & 1 == 1) == (literal.raw > 0)
        }

        /// The least cost of an assignment that satisfies the clauses; nil when none does.
        var leastCost: Int? {
            (0..<(1 << variables.count)).filter { bits in
                clauses.allSatisfy { $0.contains { Self.holds($0, bits) } }
            }.map { cost($0) }.min()
        }

        private func cost(_ bits: Int) -> Int {
            softs.reduce(0) { $0 + (Self.holds($1.literal, bits) ? 0 : $1.weight) }
        }
    }

    @Test(arguments: Backend.allCases)
    func findsTheLeastCost(backend: Backend) throws {
        for seed in 1...UInt64(backend == .cadical ? 400 : 150) {
            let instance = Instance(seed: seed, variables: backend == .cadical ? 8 : 6)
            let session = try backend.session(instance.formula)
            let outcome = CoreGuidedOptimizer(session).minimize(instance.softs)
            guard let least = instance.leastCost else {
                #expect(outcome == .unsatisfiable, "seed \(seed)")
                continue
            }
            #expect(outcome == .optimal(cost: least), "seed \(seed)")
            // What was added binds the solver to optimal models.
            let found = try #require(try session.assignment())
            let cost = instance.softs.reduce(0) { $0 + (found.isTrue($1.literal) ? 0 : $1.weight) }
            #expect(cost == least, "seed \(seed)")
        }
    }

    @Test(arguments: Backend.allCases)
    func aLaterStageChoosesAmongTheBest(backend: Backend) throws {
        for seed in 1...UInt64(backend == .cadical ? 200 : 60) {
            let instance = Instance(seed: seed &+ 10_000, variables: 6)
            guard let least = instance.leastCost else { continue }
            let second = instance.variables.map { SoftLiteral($0) }
            let session = try backend.session(instance.formula)
            func stage(_ softs: [SoftLiteral]) -> CoreGuidedOptimizer.Outcome {
                CoreGuidedOptimizer(session).minimize(softs)
            }
            #expect(stage(instance.softs) == .optimal(cost: least))
            var both = instance
            both.softs = instance.softs.map { SoftLiteral($0.literal, weight: $0.weight * 100) } + second
            #expect(stage(second) == .optimal(cost: both.leastCost! - least * 100), "seed \(seed)")
        }
    }

    @Test func weightsOfTheSameLiteralAddUp() {
        var formula = Formula()
        let a = formula.newVariable()
        let b = formula.newVariable()
        formula.define(-a, -b)
        let optimizer = CoreGuidedOptimizer(SATSession(formula, engine: CaDiCaLEngine()))
        let softs = [SoftLiteral(a, weight: 2), SoftLiteral(b, weight: 3), SoftLiteral(a, weight: 2)]
        #expect(optimizer.minimize(softs) == .optimal(cost: 3))
    }

    @Test func aStoppedSolverGivesABound() {
        let instance = Instance(seed: 3, variables: 8)
        let session = SATSession(instance.formula, engine: CaDiCaLEngine())
        session.stop(after: 0)
        switch CoreGuidedOptimizer(session).minimize(instance.softs) {
        case .stopped(let bound): #expect(bound >= 0)
        case .optimal(let cost): #expect(cost == instance.leastCost)
        case .unsatisfiable: #expect(instance.leastCost == nil)
        }
    }

    @Test func totalizerCounts() throws {
        for size in 1...7 {
            for bits in 0..<(1 << size) {
                var formula = Formula()
                let inputs = (0..<size).map { _ in formula.newVariable() }
                let session = SATSession(formula, engine: CaDiCaLEngine())
                let totalizer = Totalizer(inputs, session)
                #expect(totalizer.count == size)
                let assumed = inputs.enumerated().map {
                    bits >> $0.offset & 1 == 1 ? $0.element : -$0.element
                }
                for bound in [size - 1, 0, size / 2] {
                    // "No more than that" is possible exactly when it is true.
                    let more = totalizer.moreThan(bound)!
                    let isPossible = try session.assignment(assumed + [-more]) != nil
                    #expect(isPossible == (bits.nonzeroBitCount <= bound), "\(size) \(bits) \(bound)")
                    // Nothing forces it to be false.
                    if size > 1 { #expect(try session.assignment(assumed + [more]) != nil) }
                }
                #expect(totalizer.moreThan(size) == nil)
            }
        }
    }
}
