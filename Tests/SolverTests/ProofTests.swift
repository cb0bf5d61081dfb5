// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// That there is a proof exactly of what is so. Whether the proofs are right, a program of its own says (Tests/oracle/proofs.py).
@Suite struct ProofTests {
    private let scratch = Scratch()

    private func proof(_ instance: OptimizerTests.Instance, cost: Int) throws -> ProofFiles? {
        let model = try parse("config A\n\tbool \"a\"\n")
        var encoding = model.encoded()
        encoding.formula = instance.formula
        var best = BestProof(model, encoding)
        let stage = ProvableStage(name: "test", softs: instance.softs, cost: cost)
        return try best.prove(stage, to: "\(scratch.path)/proof", stopAfter: nil)
    }

    @Test func theLeastCostAndNoOther() throws {
        var proved = 0
        for seed in 1...120 as ClosedRange<UInt64> {
            let instance = OptimizerTests.Instance(seed: seed, variables: 2 + Int(seed % 8))
            guard let least = instance.leastCost else { continue }
            if try proof(instance, cost: least) != nil { proved += 1 }
            #expect(throws: ProofFiles.Failure.self, "\(seed)") {
                _ = try proof(instance, cost: least + 1)
            }
        }
        #expect(proved > 20)
    }

    @Test func sums() {
        // 2 + 3 + 3: what it can be, and what each assignment forces.
        for bits in 0..<8 {
            let inputs = (2...4).map { Literal(raw: Int32($0)) }
            let weights = [2, 3, 3]
            let whole = WeightSum.of(zip(inputs, weights).map { WeightSum(SoftLiteral(-$0, weight: $1)) })!
            #expect(whole.values == [2, 3, 5, 6, 8])
            var formula = Formula()
            for _ in inputs { _ = formula.newVariable() }
            var clauses: [[Literal]] = []
            let literals = whole.values.map { value in
                whole.literal(atLeast: value) {
                    formula.newVariable()
                } _: {
                    clauses.append($0)
                }
            }
            for clause in clauses { formula.define(clause) }
            let assumed = inputs.enumerated().map { bits >> $0.offset & 1 == 1 ? $0.element : -$0.element }
            let sum = weights.enumerated().reduce(0) { $0 + (bits >> $1.offset & 1) * $1.element }
            let session = SATSession(formula, engine: CaDiCaLEngine())
            for (value, literal) in zip(whole.values, literals) {
                let canBeFalse = (try? session.assignment(assumed + [-literal])) != nil
                #expect(canBeFalse == (sum < value), "\(bits) \(value)")
                #expect((try? session.assignment(assumed + [literal])) != nil)
            }
        }
    }
}
