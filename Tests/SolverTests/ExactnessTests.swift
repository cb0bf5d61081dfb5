// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// The formula has exactly the configurations that the evaluator leaves as they are.
@Suite struct ExactnessTests {
    @Test(arguments: [Dialect.modern, .legacy, .newest, .old, .oldest])
    func everyConfigurationIsAModelAndNoOther(dialect: Dialect) {
        let base = UInt64(ProcessInfo.processInfo.environment["KCONFIG_SAT_TEST_SEED"] ?? "") ?? 1
        let wanted = Int(ProcessInfo.processInfo.environment["KCONFIG_SAT_TEST_COUNT"] ?? "") ?? 200
        var seed = base &* 1_000_000
        var tried = 0
        var configs = 0
        var unstable = 0
        var failures = 0
        while tried < wanted {
            seed += 1
            var generator = KconfigGenerator(seed: seed, dialect: dialect)
            let text = generator.make()
            guard let (outcome, numbers) = Exactness.check(text, dialect) else { continue }
            tried += 1
            configs += numbers.configs
            unstable += numbers.unstable > 0 ? 1 : 0
            guard let outcome else { continue }
            failures += 1
            if failures > 40 { break }
            let (small, problem) = Exactness.shrink(text, dialect, outcome)
            Issue.record("seed \(seed), \(dialect.major).\(dialect.minor): \(problem)\n\(small)")
        }
        print(
            "exactness \(dialect.major).\(dialect.minor): \(tried) Kconfigs, \(configs) configurations, "
                + "\(unstable) Kconfigs with outputs that are no fixpoints, \(failures) differences")
    }
}

/// Compares both sides for one text.
enum Exactness {
    struct Problem: CustomStringConvertible {
        enum Kind { case mismatch, missing, extra }
        let kind: Kind
        let detail: String
        var description: String {
            switch kind {
            case .mismatch: "the formula has a model that is no configuration: \(detail)"
            case .missing: "the formula lacks the configuration \(detail)"
            case .extra: "a model decodes to a configuration that brute force does not find: \(detail)"
            }
        }
    }

    /// Nil when the text is no valid Kconfig or too large; the problem, if there is one, and sizes.
    static func check(_ text: String, _ dialect: Dialect) -> (Problem?, (configs: Int, unstable: Int))? {
        guard let model = try? parse(text, dialect) else { return nil }
        let encoding = Encoder.encode(model)
        let bruteForce = BruteForce(model, encoding)
        guard bruteForce.assignments <= BruteForce.limit, !bruteForce.hasRangeCycle else { return nil }
        let (problem, sizes) = compare(bruteForce, dialect)
        guard problem == nil, let wider = bruteForce.withEmptyNumbers else { return (problem, sizes) }
        return compare(wider, dialect)
    }

    static func compare(
        _ bruteForce: BruteForce, _ dialect: Dialect
    ) -> (Problem?, (configs: Int, unstable: Int)) {
        let models = bruteForce.models()
        let (configs, unstable) = bruteForce.fixpoints()
        let sizes = (configs.count, unstable)
        if let first = models.mismatches.first {
            return (Problem(kind: .mismatch, detail: "\(first.lines) (\(first.error))"), sizes)
        }
        let lost = configs.subtracting(models.configs).filter {
            dialect.clampsUserNumbers || !bruteForce.hasBackwardsRange($0)
        }
        if let lacking = lost.min(by: { $0.lexicographicallyPrecedes($1) }) {
            return (Problem(kind: .missing, detail: setLines(lacking)), sizes)
        }
        if let extra = models.configs.subtracting(configs).min(by: { $0.lexicographicallyPrecedes($1) }) {
            return (Problem(kind: .extra, detail: setLines(extra)), sizes)
        }
        return (nil, sizes)
    }

    /// The smallest text that still has the same kind of problem.
    static func shrink(_ text: String, _ dialect: Dialect, _ problem: Problem) -> (String, Problem) {
        var problem = problem
        let small = Shrinker.shrink(text, dialect) { candidate in
            guard let found = check(candidate, dialect)?.0, found.kind == problem.kind else { return false }
            problem = found
            return true
        }
        return (small, problem)
    }
}
