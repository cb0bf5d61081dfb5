// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

/// Random requirements on tiny Kconfigs: the answer is the best of all configurations, stage by stage, or an
/// explanation of which nothing can be left out.
@Suite struct MinimalityTests {
    struct Case {
        let text: String
        let requirements: String
        let satconfig: Satconfig
        let essentials: [Essential]
        /// All configurations, and those that meet the requirements.
        let all: [[UInt8]]
        let valid: [[UInt8]]
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func answersAreMinimalAndExplanationsToo(dialect: Dialect) throws {
        let base = ProcessInfo.processInfo.environment["KCONFIG_SAT_TEST_SEED"].flatMap { UInt64($0) } ?? 1
        var seed: UInt64 = 77_000_000 &* base
        var found = 0
        var impossible = 0
        while found < 150 || impossible < 60 {
            seed += 1
            guard let instance = Self.makeCase(seed, dialect) else { continue }
            let context: Comment = "seed \(seed)\n\(instance.text)---\n\(instance.requirements)"
            var options = SatconfigQuery.Options()
            options.essentials = instance.essentials
            let answer = try SatconfigQuery(instance.satconfig, options, engine: CaDiCaLEngine()).solve()
            switch answer {
            case .found(let solution):
                found += 1
                let judge = MinimalityJudge(instance.satconfig.model, instance.essentials)
                let costs = Dictionary(uniqueKeysWithValues: instance.valid.map { ($0, judge.cost($0)) })
                let least = costs.values.min()
                #expect(costs[solution.config] == least, context)
                let counts = solution.counts
                #expect(
                    [counts.decided, counts.options, counts.symbols]
                        == least.map { Array($0.all.dropFirst()) }, context)
                #expect(solution.isOptimal, context)
                #expect(instance.valid.contains(solution.config), context)
            case .impossible:
                impossible += 1
                #expect(instance.valid.isEmpty, context)
                let explanation = try #require(
                    try Explanation.explain(instance.satconfig, .forbidden, engine: CaDiCaLEngine()), context)
                ExplanationCheck(instance.satconfig, explanation).run(context)
                #expect(try explanation.isConfirmed(), context)
                let near = try #require(
                    try Explanation.explainNearby(
                        instance.satconfig, .forbidden, limit: 1 + Int(seed % 8), engine: CaDiCaLEngine()),
                    context)
                ExplanationCheck(instance.satconfig, near).run(context)
                #expect(try near.isConfirmed(), context)
            case .stopped: Issue.record("stopped: \(context)")
            }
        }
    }

    static func makeCase(_ seed: UInt64, _ dialect: Dialect) -> Case? {
        var generator = KconfigGenerator(seed: seed, dialect: dialect)
        let text = generator.make()
        guard let model = try? parse(text, dialect) else { return nil }
        let lines = generator.makeRequirements()
        guard let wanted = try? satconfig(lines, model), !wanted.requirements.isEmpty else { return nil }
        let encoding = wanted.constrainedEncoding(.forbidden).encoding
        let bruteForce = BruteForce(wanted.model, encoding)
        guard bruteForce.assignments <= BruteForce.limit, !bruteForce.hasRangeCycle else { return nil }
        let configs = bruteForce.fixpoints().configs
        if !dialect.clampsUserNumbers && configs.contains(where: { bruteForce.hasBackwardsRange($0) }) {
            return nil
        }
        let all = configs.sorted { $0.lexicographicallyPrecedes($1) }
        return Case(
            text: text, requirements: lines, satconfig: wanted,
            essentials: essentials(wanted.model, seed), all: all,
            valid: all.filter { meets($0, wanted) })
    }

    /// Whether a configuration has the lines that requirements ask for, and makes the assertions true.
    private static func meets(_ config: [UInt8], _ wanted: Satconfig) -> Bool {
        let evaluator = Evaluator(wanted.model)
        evaluator.load(SourceText(copying: config), name: ".config")
        evaluator.settle()
        let lines = Set(String(decoding: config, as: UTF8.self).split(separator: "\n").map(String.init))
        return wanted.requirements.allSatisfy { requirement in
            switch requirement.kind {
            case .expression(let expression): return evaluator.value(expression) != .no
            case .value(let symbol, let values):
                return values.contains { value in
                    let name = "CONFIG_\(wanted.model.name(symbol))"
                    if wanted.model.symbols[symbol].type.isLogical && value == "n" {
                        return !lines.contains("\(name)=y") && !lines.contains("\(name)=m")
                    }
                    guard wanted.model.symbols[symbol].type == .string else {
                        return lines.contains("\(name)=\(value)")
                    }
                    var quoted: [UInt8] = []
                    Array(value.utf8).withUnsafeBufferPointer { ConfigString.quote($0, into: &quoted) }
                    return lines.contains("\(name)=\(String(decoding: quoted, as: UTF8.self))")
                }
            }
        }
    }

    /// Some of the symbols, by chance.
    private static func essentials(_ model: KconfigModel, _ seed: UInt64) -> [Essential] {
        var random = SplitMix64(seed: seed)
        return model.named.filter { model.symbols[$0].type.isLogical }.compactMap { symbol in
            guard Int.random(in: 0..<3, using: &random) == 0 else { return nil }
            return Essential(symbol, not: Bool.random(using: &random) ? .off : .on)
        }
    }
}

/// Nothing in an explanation can be left out, and every line has a place.
struct ExplanationCheck {
    let satconfig: Satconfig
    let explanation: Explanation

    init(_ satconfig: Satconfig, _ explanation: Explanation) {
        self.satconfig = satconfig
        self.explanation = explanation
    }

    func run(_ context: Comment) {
        var compiler = RequirementCompiler(
            satconfig.model, Encoder.encode(satconfig.model, satconfig.encodingOptions(explains: true)))
        let wanted = satconfig.requirements.map { ($0, compiler.literal($0)) }
        compiler.encoding.apply(.forbidden)
        let selectors = Dictionary(uniqueKeysWithValues: compiler.encoding.facts.map { ($0.selector, $0) })
        var literals: [Literal] = []
        for step in explanation.steps {
            switch step {
            case .requirement(let requirement):
                literals.append(wanted.first { $0.0.origin == requirement.origin }!.1)
            case .fact(let fact):
                // The encoding is the same each time, selectors included.
                let same = selectors[fact.selector]
                #expect(same.map { Self.key($0) } == Self.key(fact), context)
                literals.append(fact.selector)
            case .setting: Issue.record("no setting was given: \(context)")
            }
        }
        let solver = CaDiCaLSolver(compiler.encoding.formula)
        #expect(solver.solve(literals) == .unsatisfiable, context)
        #expect(literals.count { $0 == .no } < 2, context)
        for index in literals.indices where literals[index] != .no {
            var rest = literals
            rest.remove(at: index)
            let shown = explanation.lines[index].rendered
            #expect(solver.solve(rest) == .satisfiable, "needless: \(shown)\n\(context)")
        }
        for line in explanation.lines.map(\.rendered) {
            #expect(
                line.firstMatch(of: /^(Kconfig|\.satconfig):[1-9][0-9]*: ./) != nil, "\(line)\n\(context)")
        }
    }

    private static func key(_ fact: Fact) -> String { "\(fact.kind) \(fact.symbol.raw) \(fact.location)" }
}
