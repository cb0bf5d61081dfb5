// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// Tiny Kconfigs with *all* assignments of their symbols, through the kernel's own `conf` and through ours.
///
/// Two things are compared. Each (Kconfig, assignment): the `.config` that `--olddefconfig` writes, what it
/// says on both streams and its exit status. And for each Kconfig, as sets: the configurations that `conf`
/// leaves as they are, with a complaint only about numbers that are none, and the models of the formula. The first set is made by `conf` alone:
/// its outputs for all assignments, and what it makes of these when it reads them back.
///
/// `KCONFIG_SAT_TEST_SEED` and `KCONFIG_SAT_TEST_COUNT` (Kconfigs per `conf`) widen the search, and
/// `KCONFIG_SAT_TEST_KEEP` names a folder that gets a fixture for each difference, as small as it goes.
@Suite struct ExhaustiveTests {
    static let environment = ProcessInfo.processInfo.environment

    @Test(.enabled(if: !ConfPair.all.isEmpty), arguments: ConfPair.all)
    func allAssignmentsGiveTheSame(conf: String) {
        let base = UInt64(Self.environment["KCONFIG_SAT_TEST_SEED"] ?? "") ?? 1
        let count = Int(Self.environment["KCONFIG_SAT_TEST_COUNT"] ?? "") ?? 60
        var check = ExhaustiveCheck(ConfPair(conf))
        for number in 0..<count where check.tally.differences < 10 {
            check.run(seed: base &* 3_000_000 &+ UInt64(number))
        }
        print(check.tally.report(check.pair.name))
        #expect(check.tally.pairs >= 40 * count, "the generator makes too little of its Kconfigs")
    }
}

/// Runs Kconfigs through both programs and counts.
struct ExhaustiveCheck {
    let pair: ConfPair
    private(set) var tally = Tally()

    /// A Kconfig with more assignments than these is replaced by a smaller one.
    static let limit = 200

    struct Tally {
        var kconfigs = 0
        var refused = 0
        var pairs = 0
        var readBack = 0
        var crashes = 0
        var configurations = 0
        var differences = 0
        /// What was written and not left alone when it was read back.
        var unstable: [String] = []

        func report(_ name: String) -> String {
            ([
                "exhaustive \(name): \(kconfigs) Kconfigs (\(refused) refused by both), \(pairs) pairs, "
                    + "\(readBack) read back, \(crashes) without an answer from conf, "
                    + "\(configurations) configurations, \(unstable.count) outputs that are no fixpoints, "
                    + "\(differences) differences"
            ]
                + unstable.map { "no fixpoint: \($0)" }).joined(separator: "\n")
        }
    }

    init(_ pair: ConfPair) { self.pair = pair }

    mutating func run(seed: UInt64) {
        let (text, model) = Self.make(seed, pair.dialect)
        tally.kconfigs += 1
        pair.use(text)
        guard let model else { return refuse(seed, text) }
        let encoding = Encoder.encode(model)
        let assignments = Assignments(model, encoding, withBeyond: true)
        guard let outputs = enumerate(seed, text, assignments),
            let stable = settle(seed, text, outputs, model)
        else { return }
        let bruteForce = BruteForce(model, encoding)
        let possible = stable.filter { assignments.isInDomain($0) }
        if let count = compare(seed, text, possible.filter { !bruteForce.hasEmptyNumber($0) }, bruteForce) {
            compareCount(seed, text, count, model)
        }
        if let wider = bruteForce.withEmptyNumbers { compare(seed, text, possible, wider) }
    }

    /// A text with few enough assignments and its model; no model when we refuse the text.
    private static func make(_ seed: UInt64, _ dialect: Dialect) -> (String, KconfigModel?) {
        // Where no smaller text can be read, another seed does.
        for attempt in 0..<100 as Range<UInt64> {
            for size in stride(from: 7, through: 2, by: -1) {
                var generator = KconfigGenerator(
                    seed: seed &+ attempt &* 1_000_003, dialect: dialect, size: size)
                let text = generator.make()
                guard let model = try? parse(text, dialect) else {
                    if size == 7 && attempt == 0 { return (text, nil) }
                    continue
                }
                if Assignments(model, Encoder.encode(model), withBeyond: true).count <= limit {
                    return (text, model)
                }
            }
        }
        preconditionFailure("no text is small enough")
    }

    private mutating func refuse(_ seed: UInt64, _ text: String) {
        tally.pairs += 1
        guard let outcome = outcome(of: nil, seed, text) else { return }
        if outcome.status == 0 {
            differ(seed, "conf reads what we refuse: \(outcome.description)", text, nil)
        } else {
            tally.refused += 1
        }
    }

    /// What both programs give; nil, and noted, when they differ.
    private mutating func outcome(
        of config: [UInt8]?, _ seed: UInt64, _ text: String
    ) -> ConfProgram.Outcome? {
        switch pair.compare(config) {
        case .same(let outcome): return outcome
        case .crash: tally.crashes += 1
        case .different(let detail): differ(seed, detail, text, config)
        }
        return nil
    }

    /// The configurations that `conf` writes for all assignments; nil after a difference.
    private mutating func enumerate(
        _ seed: UInt64, _ text: String, _ assignments: Assignments
    ) -> Set<[UInt8]>? {
        var outputs: Set<[UInt8]> = []
        let before = tally.differences
        assignments.visitAll { config in
            tally.pairs += 1
            if let outcome = outcome(of: config, seed, text), let written = outcome.config {
                outputs.insert(written)
            }
            return tally.differences == before
        }
        return tally.differences == before ? outputs : nil
    }

    /// Those outputs, or what becomes of them, that `conf` leaves as they are, having nothing to say about them
    /// that it would not say about any, but for numbers that are none; nil after a difference.
    private mutating func settle(
        _ seed: UInt64, _ text: String, _ outputs: Set<[UInt8]>, _ model: KconfigModel
    ) -> Set<[UInt8]>? {
        let printer = DiagnosticPrinter(sources: model.sources)
        let usual = model.diagnostics.filter { !$0.isOutput }.map { printer.renderAsConf($0) }.joined()
        var stable: Set<[UInt8]> = []
        var seen = outputs
        var open = outputs.sorted { $0.lexicographicallyPrecedes($1) }
        while let config = open.popLast() {
            tally.readBack += 1
            let before = tally.differences
            guard let outcome = outcome(of: config, seed, text), let again = outcome.config else {
                if tally.differences > before { return nil }
                continue
            }
            if again == config {
                let said = outcome.err.split(separator: "\n", omittingEmptySubsequences: false)
                    .filter { !$0.contains("warning: symbol value '") || !$0.contains("' invalid for ") }
                    .joined(separator: "\n")
                if said == usual { stable.insert(config) }
                continue
            }
            tally.unstable.append("seed \(seed): \(setLines(config)) → \(setLines(again))\n\(text)")
            if seen.insert(again).inserted { open.append(again) }
        }
        return stable
    }

    /// - Returns: how many configurations there are; nil when that is not known.
    @discardableResult
    private mutating func compare(
        _ seed: UInt64, _ text: String, _ stable: Set<[UInt8]>, _ bruteForce: BruteForce
    ) -> Int? {
        guard !bruteForce.hasRangeCycle else { return nil }
        tally.configurations += stable.count
        let models = bruteForce.models()
        let missing = stable.subtracting(models.configs).filter {
            pair.dialect.clampsUserNumbers || !bruteForce.hasBackwardsRange($0)
        }
        if let first = models.mismatches.first {
            differ(seed, "the formula has a model that is no configuration: \(first.lines)", text, nil)
        } else if let first = missing.first {
            differ(seed, "the formula lacks what conf leaves as it is: \(setLines(first))", text, nil)
        } else if let first = models.configs.subtracting(stable).first {
            differ(seed, "conf changes a model of the formula: \(setLines(first))", text, nil)
        } else {
            return models.configs.count
        }
        return nil
    }

    /// A count of the prepared formula is the number of configurations. For model counters, the formulas go to
    /// `KCONFIG_SAT_TEST_FORMULAS` with their numbers (Tests/oracle/count.py).
    private mutating func compareCount(_ seed: UInt64, _ text: String, _ expected: Int, _ model: KconfigModel)
    {
        do {
            let satconfig = try SatconfigReader(model, ignoresUnknown: false).read([])
            let formula = CountableFormula(satconfig, .forbidden)
            let prepared = formula.prepared()
            if let folder = ExhaustiveTests.environment["KCONFIG_SAT_TEST_FORMULAS"] {
                let name = "\(folder)/\(pair.name)-\(seed)"
                try Data(Dimacs(formula).text).write(to: URL(fileURLWithPath: name + ".cnf"))
                try Data(Dimacs.text(prepared)).write(to: URL(fileURLWithPath: name + ".prepared.cnf"))
                try Data("\(expected)\n".utf8).write(to: URL(fileURLWithPath: name + ".count"))
            }
            let count = try prepared.enumeratedCount(limit: 100_000, engine: CaDiCaLEngine())
            guard count != expected else { return }
            differ(seed, "\(expected) configurations, and \(count ?? -1) are counted", text, nil)
        } catch { differ(seed, "no count: \(error)", text, nil) }
    }

    // MARK: - Differences

    private mutating func differ(_ seed: UInt64, _ detail: String, _ text: String, _ config: [UInt8]?) {
        tally.differences += 1
        let (small, input) = shrink(text, config)
        keep("found-\(pair.name)-\(seed)", small, input)
        let shown = input.map { String(decoding: $0, as: UTF8.self) } ?? "none\n"
        Issue.record("seed \(seed), \(pair.name)\n\(detail)\n--- smaller\n\(small)--- .config\n\(shown)")
        pair.use(text)
    }

    /// Makes text and configuration smaller as long as the programs differ.
    private func shrink(_ text: String, _ config: [UInt8]?) -> (String, [UInt8]?) {
        func isDifferent(_ text: String, _ config: [UInt8]?) -> Bool {
            pair.use(text)
            if case .different = pair.compare(config) { return true }
            return false
        }
        guard isDifferent(text, config) else { return (text, config) }
        let small = Shrinker.shrink(text, pair.dialect) { isDifferent($0, config) }
        var lines = (config ?? []).split(separator: 0x0A).map { Array($0) + [0x0A] }
        for index in lines.indices.reversed() {
            var fewer = lines
            fewer.remove(at: index)
            if isDifferent(small, Array(fewer.joined())) { lines = fewer }
        }
        return (small, config == nil ? nil : Array(lines.joined()))
    }

    /// Leaves a fixture without its expected files, which `Tests/Fixtures/regenerate` makes.
    private func keep(_ name: String, _ text: String, _ config: [UInt8]?) {
        guard let folder = ExhaustiveTests.environment["KCONFIG_SAT_TEST_KEEP"] else { return }
        let path = "\(folder)/\(name)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        put(Array(text.utf8), at: "\(path)/Kconfig")
        put(Array("\(pair.name)\n".utf8), at: "\(path)/only")
        if let config { put(config, at: "\(path)/input.config") }
    }
}
