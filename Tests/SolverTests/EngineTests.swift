// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import Solver

/// All engines against trying everything, and against each other.
@Suite struct EngineTests {
    typealias Backend = OptimizerTests.Backend
    typealias Instance = OptimizerTests.Instance

    private static func models(_ instance: Instance, _ assumed: [Literal]) -> [Int] {
        (0..<(1 << instance.variables.count)).filter { bits in
            (instance.clauses + assumed.map { [$0] }).allSatisfy { $0.contains { Instance.holds($0, bits) } }
        }
    }

    @Test(arguments: Backend.allCases)
    func answersModelsAndCores(backend: Backend) throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            var instance = Instance(seed: seed, variables: 2 + Int(seed % 7))
            let session = try backend.session(instance.formula)
            for question in 0..<8 {
                let assumed = (0..<question).map { _ in
                    let variable = instance.variables.randomElement(using: &random)!
                    return Bool.random(using: &random) ? variable : -variable
                }
                let models = Self.models(instance, assumed)
                switch try session.solve(assumed) {
                case .satisfiable(let found):
                    let bits = instance.variables.enumerated().reduce(0) {
                        $0 | (found.isTrue($1.element) ? 1 << $1.offset : 0)
                    }
                    #expect(models.contains(bits), "\(backend) \(seed)")
                    #expect(found.isTrue(.yes) && !found.isTrue(.no))
                case .unsatisfiable(let core):
                    #expect(models.isEmpty, "\(backend) \(seed)")
                    #expect(Self.models(instance, assumed.filter { core.contains($0) }).isEmpty)
                }
                if let value = session.fixedValue(assumed.first ?? .yes) {
                    let literal = assumed.first ?? .yes
                    #expect(literal == .yes || Self.models(instance, [value ? -literal : literal]).isEmpty)
                }
                // One more variable, and a clause about it.
                let new = session.newVariable()
                let clause = [new, instance.variables[question % instance.variables.count]]
                session.add(clause)
                session.add([-new, clause[1]])
                instance.clauses.append([clause[1]])
            }
        }
    }

    /// The one that asks step by step finds what the one with an order of its own finds.
    @Test(arguments: Backend.allCases)
    func orderedModels(backend: Backend) throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            let instance = Instance(seed: seed, variables: 3 + Int(seed % 7))
            var random = SplitMix64(seed: seed)
            // What stands in no clause has no value of its own.
            let used = Set(instance.clauses.joined().map(\.variable))
            let order = instance.variables.filter { used.contains($0.variable) }.shuffled(using: &random).map
            {
                Bool.random(using: &random) ? $0 : -$0
            }
            if order.isEmpty { continue }
            let expected = CaDiCaLSolver(instance.formula, inOrder: order)
            let solver = StepwiseSolver(instance.formula, inOrder: order, engine: try backend.engine())
            let answer = expected.solve([])
            #expect(solver.solve([]) == answer)
            guard answer == .satisfiable else { continue }
            #expect(
                order.map { solver.isTrue($0) } == order.map { expected.isTrue($0) }, "\(backend) \(seed)")
            // Without that one: another one, by the same order, as if nothing had been asked before.
            let other = order.map { solver.isTrue($0) ? -$0.raw : $0.raw } + [0]
            other.withUnsafeBufferPointer { solver.add($0) }
            let anew = CaDiCaLSolver(instance.formula, inOrder: order)
            other.withUnsafeBufferPointer { anew.add($0) }
            let second = anew.solve([])
            #expect(solver.solve([]) == second)
            guard second == .satisfiable else { continue }
            #expect(order.map { solver.isTrue($0) } == order.map { anew.isTrue($0) }, "\(backend) \(seed)")
        }
    }
}
