// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import Testing

@testable import Solver

/// The formula has exactly the configurations that the evaluator leaves as they are.
@Suite struct ExactnessTests {
    @Test(arguments: [Dialect.modern, .legacy])
    func everyConfigurationIsAModelAndNoOther(dialect: Dialect) {
        let base = UInt64(ProcessInfo.processInfo.environment["KCONFIG_SAT_TEST_SEED"] ?? "") ?? 1
        let wanted = Int(ProcessInfo.processInfo.environment["KCONFIG_SAT_TEST_COUNT"] ?? "") ?? 500
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

    /// Removes lines and runs of lines as long as the same kind of problem remains, and as long as the text
    /// gives no warning and names no undefined symbol that it did not before.
    static func shrink(_ text: String, _ dialect: Dialect, _ problem: Problem) -> (String, Problem) {
        var shrinker = Shrinker(text, dialect, problem)
        shrinker.run()
        return (shrinker.text, shrinker.problem)
    }
}

private struct Shrinker {
    private var lines: [String]
    private let dialect: Dialect
    private(set) var problem: Exactness.Problem
    private let oddities: Set<String>
    var text: String { lines.joined(separator: "\n") + "\n" }

    init(_ text: String, _ dialect: Dialect, _ problem: Exactness.Problem) {
        lines = text.split(separator: "\n").map(String.init)
        self.dialect = dialect
        self.problem = problem
        oddities = Self.oddities(text, dialect) ?? []
    }

    mutating func run() {
        var length = 8
        while length > 0 {
            if !removeRuns(length) && !removeParts() { length -= 1 }
        }
    }

    private mutating func removeRuns(_ length: Int) -> Bool {
        var start = 0
        var changed = false
        while start + length <= lines.count {
            var fewer = lines
            fewer.removeSubrange(start..<(start + length))
            if accept(fewer) { changed = true } else { start += 1 }
        }
        return changed
    }

    /// Takes off conditions and operands, and the frame of an `if` or menu.
    private mutating func removeParts() -> Bool {
        var changed = false
        for index in lines.indices.reversed() where index < lines.count {
            for variant in Self.simpler(lines[index]) {
                var other = lines
                other[index] = variant
                if accept(other) { changed = true }
            }
            guard lines[index].hasPrefix("if ") || lines[index].hasPrefix("menu ") else { continue }
            let close = lines[index].hasPrefix("if ") ? "endif" : "endmenu"
            for end in lines.indices where end > index && end < lines.count && lines[end] == close {
                var other = lines
                other.remove(at: end)
                other.remove(at: index)
                if accept(other) {
                    changed = true
                    break
                }
            }
        }
        return changed
    }

    private static func simpler(_ line: String) -> [String] {
        var list: [String] = []
        if let cut = line.range(of: " if "), !line.contains("visible") {
            list.append(String(line[..<cut.lowerBound]))
        }
        for sign in [" && ", " || "] {
            guard let cut = line.range(of: sign) else { continue }
            let head = line[..<cut.lowerBound]
            for word in ["if ", "on ", "default "] {
                guard let start = head.range(of: word, options: .backwards) else { continue }
                list.append(
                    line[..<start.upperBound] + line[cut.upperBound...].filter { $0 != "(" && $0 != ")" })
            }
            list.append(String(head.filter { $0 != "(" && $0 != ")" }))
        }
        return list
    }

    private mutating func accept(_ candidate: [String]) -> Bool {
        let text = candidate.joined(separator: "\n") + "\n"
        guard let odd = Self.oddities(text, dialect), odd.isSubset(of: oddities),
            let found = Exactness.check(text, dialect)?.0, found.kind == problem.kind
        else { return false }
        lines = candidate
        problem = found
        return true
    }

    private static func oddities(_ text: String, _ dialect: Dialect) -> Set<String>? {
        guard let model = try? parse(text, dialect) else { return nil }
        var odd = Set(model.diagnostics.map { $0.message.filter { !$0.isUppercase } })
        for symbol in model.symbols.indices where symbol.raw > 2 {
            let info = model.symbols[symbol]
            if !info.isDefined && !info.isConstant
                && !model.name(symbol).allSatisfy({ $0.isHexDigit || $0 == "x" })
            {
                odd.insert(model.name(symbol))
            }
            if info.isDefined && !info.isChoice, "ABCDEFG".contains(model.name(symbol)), info.type == .unknown
            {
                odd.insert("untyped")
            }
        }
        for name in "ABCDEFG" {
            let defined = model.symbol(named: String(name)) != nil
            if !defined && text.contains(where: { $0 == name }) { odd.insert("undefined \(name)") }
        }
        if model.symbols.indices.contains(where: { model.symbols[$0].isChoice && !text.contains("config") }) {
            odd.insert("empty")
        }
        return odd
    }
}
