// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// Texts that are made smaller by chance: whatever comes of that can be compared.
@Suite struct ShrinkerTests {
    @Test(arguments: [Dialect.modern, .legacy, .newest, .old, .oldest])
    func anySmallerTextCanBeCompared(dialect: Dialect) {
        for seed in 5000..<5002 as Range<UInt64> {
            var generator = KconfigGenerator(seed: seed, dialect: dialect)
            let text = generator.make()
            var random = SplitMix64(seed: seed)
            var last = text
            let small = Shrinker.shrink(text, dialect) { candidate in
                guard let model = try? parse(candidate, dialect), Exactness.check(candidate, dialect) != nil,
                    Int.random(in: 0..<2, using: &random) == 0
                else { return false }
                Self.describeAll(model)
                last = candidate
                return true
            }
            #expect(small.split(separator: "\n") == last.split(separator: "\n"))
        }
    }

    /// What a report about a difference asks of a text.
    private static func describeAll(_ model: KconfigModel) {
        var bruteForce = BruteForce(model, Encoder.encode(model))
        bruteForce = bruteForce.withEmptyNumbers ?? bruteForce
        for config in bruteForce.fixpoints().configs.prefix(5) {
            _ = bruteForce.hasBackwardsRange(config)
            _ = setLines(config)
        }
        let solver = CaDiCaLSolver(bruteForce.encoding.formula)
        guard solver.solve([]) == .satisfiable else { return }
        _ = bruteForce.describe(Assignment(bruteForce.encoding) { solver.isTrue($0) })
    }
}
