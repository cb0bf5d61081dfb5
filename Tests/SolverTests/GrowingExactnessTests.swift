// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// A formula that got values later has exactly the configurations that the evaluator leaves as they are.
@Suite struct GrowingExactnessTests {
    @Test(arguments: [Dialect.modern, .legacy, .newest, .old, .oldest])
    func everyConfigurationIsAModelAndNoOther(dialect: Dialect) {
        let base = UInt64(ProcessInfo.processInfo.environment["KCONFIG_SAT_TEST_SEED"] ?? "") ?? 1
        let wanted = Int(ProcessInfo.processInfo.environment["KCONFIG_SAT_TEST_COUNT"] ?? "") ?? 25
        var seed = base &* 1_000_000
        var (tried, failures) = (0, 0)
        while tried < wanted, failures < 5 {
            seed += 1
            var generator = KconfigGenerator(seed: seed, dialect: dialect, takesOver: true)
            let text = generator.make()
            guard let model = try? parse(text, dialect), let grown = Grown(model, seed: seed) else {
                continue
            }
            let bruteForce = BruteForce(model, grown.encoding)
            guard bruteForce.assignments <= BruteForce.limit, !bruteForce.hasRangeCycle else { continue }
            tried += 1
            guard let problem = Exactness.compare(bruteForce, dialect).0 else { continue }
            failures += 1
            Issue.record("seed \(seed), \(grown.values.joined(separator: ", ")): \(problem)\n\(text)")
        }
        print("grown \(dialect.major).\(dialect.minor): \(tried) Kconfigs, \(failures) differences")
    }
}

/// A formula with values that came later.
private struct Grown {
    private(set) var encoding: Encoding
    /// What came, for messages.
    private(set) var values: [String] = []

    private static let numbers = ["2", "4", "6", "8", "12", "99"]
    private static let texts = ["zz", "5", "4", "a", ""]

    /// - Returns: nil when no other symbol takes a new value over.
    init?(_ model: KconfigModel, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var options = EncodingOptions()
        options.growsTexts = true
        encoding = Encoder.encode(model, options)
        var formula = encoding.takeFormula()
        var isTakenOver = false
        let known = encoding.growing.keys.filter { model.hasPrompt($0) }.sorted { $0.raw < $1.raw }
        for symbol in known {
            for _ in 0..<(1 + random.below(2)) {
                let text = Self.text(model.symbols[symbol].type, &random)
                guard encoding.literal(symbol, text: text) == nil,
                    encoding.admit(text, for: symbol, model, in: &formula)
                else { continue }
                values.append("\(model.name(symbol))=\(text)")
                isTakenOver = isTakenOver || !encoding.growing[symbol]!.takers.isEmpty
            }
        }
        guard isTakenOver else { return nil }
        for literal in encoding.closedTexts { formula.define(literal) }
        encoding.formula = formula
    }

    private static func text(_ type: SymbolType, _ random: inout SplitMix64) -> String {
        if type == .string { return texts[random.below(texts.count)] }
        return (type == .hex ? "0x" : "") + numbers[random.below(numbers.count)]
    }
}
