// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// A condition of make files as an expression of `.satconfig`.
struct ConditionText {
    private let model: KconfigModel

    init(_ model: KconfigModel) { self.model = model }

    /// True at least where the condition can be. Nil when that is everywhere; `n` when it is nowhere.
    func expression(_ condition: BuildCondition) -> String? {
        var alternatives: [String] = []
        for conjunction in condition.possibly.alternatives {
            guard let tests = tests(conjunction) else { continue }
            if tests.isEmpty { return nil }
            alternatives.append(tests.count == 1 ? tests[0] : "(" + tests.joined(separator: " && ") + ")")
        }
        return alternatives.isEmpty ? "n" : alternatives.joined(separator: " || ")
    }

    /// Nil when they can't hold together.
    private func tests(_ conjunction: BuildCondition.Conjunction) -> [String]? {
        var texts: [String] = []
        for test in conjunction where test.subject == .symbol || test.subject == .text {
            guard let symbol = symbol(test), model.symbols[symbol].isDefined else {
                // No configuration has it.
                if test.subject == .symbol ? test.values.contains(.off) : test.values != .y { continue }
                return nil
            }
            texts += test.subject == .symbol ? self.text(test).map { [$0] } ?? [] : []
        }
        return texts
    }

    private func symbol(_ test: BuildTest) -> SymbolID? {
        model.symbol(named: test.subject == .text ? String(test.name.prefix { $0 != "=" }) : test.name)
    }

    private func text(_ test: BuildTest) -> String? {
        switch test.values {
        case [.y]: "\(test.name)=y"
        case [.m]: "\(test.name)=m"
        case [.m, .y]: "\(test.name)!=n"
        case [.off]: "\(test.name)=n"
        case [.off, .m]: "\(test.name)!=y"
        case [.off, .y]: "\(test.name)!=m"
        default: nil
        }
    }
}
