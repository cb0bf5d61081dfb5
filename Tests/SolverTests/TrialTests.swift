// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

/// Wishes tried on tiny random Kconfigs: granted with the fewest other changes of all configurations, refused
/// exactly when there is none.
@Suite struct TrialTests {
    @Test(arguments: [Dialect.modern, .legacy])
    func theFewestVisibleValuesChange(dialect: Dialect) throws {
        var seed: UInt64 = 31_000_000
        var granted = 0
        var impossible = 0
        while granted < 150 || impossible < 20 {
            seed += 1
            var generator = KconfigGenerator(seed: seed, dialect: dialect)
            let text = generator.make()
            guard let model = try? parse(text, dialect) else { continue }
            let encoding = Encoder.encode(model)
            let bruteForce = BruteForce(model, encoding)
            guard bruteForce.assignments <= BruteForce.limit, !bruteForce.hasRangeCycle else { continue }
            let configs = bruteForce.fixpoints().configs
            let base = BaseConfiguration(model, nil, name: "base")
            guard configs.contains(base.config) else { continue }
            let all = configs.map { Self.evaluator(model, $0) }
            for symbol in model.named where model.symbols[symbol].type.isLogical && model.hasPrompt(symbol) {
                for value in ["n", "m", "y"] {
                    let context: Comment = "seed \(seed) \(model.name(symbol))=\(value)\n\(text)"
                    let query = try TrialQuery(base, bounds: [], engine: CaDiCaLEngine())
                    query.mostChanges = 1000
                    let least = all.filter { Self.text($0, symbol) == value }.map {
                        Self.cost($0, base, symbol)
                    }.min()
                    switch try query.attempt(TrialQuery.Wish(symbol, value)) {
                    case .holds: #expect(base.text(symbol) == value, context)
                    case .impossible:
                        impossible += 1
                        #expect(least == nil, context)
                    case .granted(_, let isProven):
                        granted += 1
                        let config = try query.config()
                        #expect(isProven && configs.contains(config), context)
                        #expect(Self.cost(Self.evaluator(model, config), base, symbol) == least, context)
                    case .tooMany, .stopped: Issue.record(context)
                    }
                }
            }
        }
    }

    /// LIB is seen and stays n; so SCTP, which is seen only now, must not have its default.
    @Test func whatStaysOffAgainstItsDefaultIsTold() throws {
        let model = try parse(
            """
            config ADVANCED
            	bool "advanced"
            config LIB
            	bool "lib"
            config SCTP
            	bool "sctp"
            	depends on ADVANCED
            	default y
            	select LIB
            config LIMIT
            	bool "limit"
            	depends on ADVANCED

            """, .modern)
        let query = try TrialQuery(
            BaseConfiguration(model, nil, name: "base"), bounds: [], engine: CaDiCaLEngine())
        let wish = TrialQuery.Wish(model.symbol(named: "LIMIT")!, "y")
        guard case .granted(let changes, _) = try query.attempt(wish) else {
            Issue.record("not granted")
            return
        }
        let told = changes.map { "\(model.name($0.symbol)) \($0.old) \($0.new) \($0.cause)" }
        #expect(told == ["ADVANCED n y needed", "SCTP no line n needed", "LIMIT n y wish"])
    }

    private static func evaluator(_ model: KconfigModel, _ config: [UInt8]) -> Evaluator {
        let evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: config), name: ".config")
        evaluator.settle()
        return evaluator
    }

    private static func text(_ evaluator: Evaluator, _ symbol: SymbolID) -> String {
        evaluator.strings.text(evaluator.text(symbol))
    }

    /// How many values that can be seen in the base are others; numbers and texts only while they can be seen.
    private static func cost(_ evaluator: Evaluator, _ base: BaseConfiguration, _ wish: SymbolID) -> Int {
        base.model.named.count { symbol in
            guard symbol != wish, base.evaluator.visibility(symbol) != .no else { return false }
            let isOther = text(evaluator, symbol) != base.text(symbol)
            return isOther
                && (base.model.symbols[symbol].type.isLogical || evaluator.visibility(symbol) != .no)
        }
    }
}

/// The smallest sets with a member of each of several.
@Suite struct HittingSetTests {
    private func literals(_ list: [Int32]) -> [Literal] { list.map { Literal(raw: $0) } }

    @Test(
        arguments: [
            ([[1]], 1), ([[1], [2]], 2), ([[1, 2], [2, 3]], 1), ([[1, 2], [3, 4], [2, 3]], 2),
            ([[1, 2], [1, 3], [1, 4], [2, 3, 4]], 2),
            ([[1, 4], [2, 4], [3, 5], [1, 5], [2, 5], [3, 4]], 2),
        ] as [([[Int32]], Int)])
    func sizes(_ sets: [[Int32]], _ size: Int) throws {
        let cores = sets.map { literals($0) }
        let found = try #require(HittingSet.smallest(cores, limit: 9))
        #expect(found.members.count == size && found.isProven)
        #expect(cores.allSatisfy { core in found.members.contains { core.contains($0) } })
        #expect(HittingSet.smallest(cores, limit: size - 1) == nil)
    }

    /// What is said to be proven costs no more than any other set, by trying all.
    @Test func weightedOnesAreTheCheapest() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<500 {
            let count = 2 + random.below(4)
            let weights = Dictionary(
                uniqueKeysWithValues: (1...count).map { (Literal(raw: Int32($0)), 1 + random.below(9)) })
            let sets = (0..<1 + random.below(4)).map { _ in
                (1...count).filter { _ in random.below(2) == 0 }.map { Literal(raw: Int32($0)) }
            }.filter { !$0.isEmpty }
            func cost(_ members: [Literal]) -> Int { members.reduce(0) { $0 + weights[$1]! } }
            let least = (0..<1 << count).map { bits in
                (1...count).filter { bits & 1 << ($0 - 1) != 0 }.map { Literal(raw: Int32($0)) }
            }.filter { chosen in sets.allSatisfy { $0.contains(where: chosen.contains) } }.map(cost).min()!
            let found = HittingSet.smallest(sets, limit: 9, weights: weights)
            #expect(found?.isProven == true && found.map { cost($0.members) } == least, "\(sets) \(weights)")
        }
    }

    /// Two cheap members, unless there may be only one.
    @Test func weights() {
        let cores = [[1, 2], [1, 3]].map { literals($0) }
        let weights = [Literal(raw: 1): 5]
        #expect(HittingSet.smallest(cores, limit: 9, weights: weights)?.members == literals([2, 3]))
        #expect(HittingSet.smallest(cores, limit: 1, weights: weights)?.members == literals([1]))
    }
}
