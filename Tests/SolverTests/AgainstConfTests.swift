// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

/// The parser and the evaluator against the kernel's own `conf`: random configurations, sensible or not, and
/// texts that `conf` may refuse. `ExhaustiveTests` has the sensible ones in full.
///
/// `KCONFIG_SAT_TEST_SEED` and `KCONFIG_SAT_TEST_COUNT` widen the search.
@Suite struct AgainstConfTests {
    static let environment = ProcessInfo.processInfo.environment
    static let base = UInt64(environment["KCONFIG_SAT_TEST_SEED"] ?? "") ?? 1
    /// Five for each Kconfig that is compared exhaustively.
    static let count = 5 * (Int(environment["KCONFIG_SAT_TEST_COUNT"] ?? "") ?? 60)

    @Test(.enabled(if: !ConfPair.all.isEmpty), arguments: ConfPair.all)
    func randomTextsGiveTheSameFilesAndMessages(conf: String) {
        run("against", conf, 2_000_000) { generator in
            let text = generator.make()
            return (text, [generator.makeConfig(), generator.makeConfig()])
        }
    }

    /// One line in the wrong place, or of another kernel's language.
    @Test(.enabled(if: !ConfPair.all.isEmpty), arguments: ConfPair.all)
    func theSameTextsAreRefused(conf: String) {
        run("refusals of", conf, 4_000_000) { generator in (generator.makeOdd(), [generator.makeConfig()]) }
    }

    private func run(
        _ title: String, _ conf: String, _ start: UInt64,
        _ make: (inout KconfigGenerator) -> (text: String, configs: [String])
    ) {
        let pair = ConfPair(conf)
        var runs = 0
        var refused = 0
        var crashed = 0
        var failures = 0
        for number in 0..<Self.count where failures < 20 {
            let seed = Self.base &* start &+ UInt64(number)
            var generator = KconfigGenerator(seed: seed, dialect: pair.dialect)
            let (text, configs) = make(&generator)
            pair.use(text)
            for config in configs {
                runs += 1
                switch pair.compare(Array(config.utf8)) {
                case .same(let outcome): refused += outcome.status == 0 ? 0 : 1
                case .crash: crashed += 1
                case .different(let detail):
                    failures += 1
                    Issue.record("seed \(seed) \(pair.name)\n\(text)--- .config\n\(config)\(detail)")
                }
            }
        }
        print(
            "\(title) conf \(pair.name): \(runs) runs, \(refused) refused, "
                + "\(crashed) without an answer from conf, \(failures) differences")
    }
}
