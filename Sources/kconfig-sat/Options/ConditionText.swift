// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// A condition of make files and of `#if` as an expression of `.satconfig`.
struct ConditionText {
    private let model: KconfigModel

    init(_ model: KconfigModel) { self.model = model }

    /// True at least where the condition can be. Nil when that is everywhere; `n` when it is nowhere.
    func possibly(_ condition: BuildCondition) -> String? {
        expression(condition.possibly) { conjunction in tests(conjunction, readsAll: false) }
    }

    /// True only where the condition surely is. Nil when that is everywhere; `n` when it is nowhere.
    func surely(_ condition: BuildCondition) -> String? {
        expression(condition.surely) { conjunction in tests(conjunction, readsAll: true) }
    }

    private func expression(_ condition: BuildCondition, _ tests: (BuildCondition.Conjunction) -> [String]?)
        -> String?
    {
        var alternatives: [String] = []
        for conjunction in condition.alternatives {
            guard let tests = tests(conjunction) else { continue }
            if tests.isEmpty { return nil }
            alternatives.append(tests.count == 1 ? tests[0] : "(" + tests.joined(separator: " && ") + ")")
        }
        return alternatives.isEmpty ? "n" : alternatives.joined(separator: " || ")
    }

    /// Nil when they can't hold together.
    ///
    /// - Parameter readsAll: nil as well where the language has no words for a test; else it is left out.
    private func tests(_ conjunction: BuildCondition.Conjunction, readsAll: Bool) -> [String]? {
        var texts: [String] = []
        for test in conjunction {
            switch reading(test) {
            case .text(let text): texts.append(text)
            case .always: continue
            case .never: return nil
            case .none: if readsAll { return nil }
            }
        }
        return texts
    }

    private enum Reading {
        case always, never
        case text(String)
    }

    /// Nil when the language has no words for it.
    private func reading(_ test: BuildTest) -> Reading? {
        let name = test.name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let rest = test.name.dropFirst(name.count)
        guard let symbol = model.symbol(named: String(name)), model.symbols[symbol].isDefined else {
            // No configuration has it.
            guard test.subject == .symbol else { return nil }
            return test.values.contains(.off) ? .always : .never
        }
        let isLogical = model.symbols[symbol].type.isLogical
        switch test.subject {
        case .symbol: return isLogical ? logical(test).map { .text($0) } : nil
        case .text:
            guard !isLogical, rest.first == "=", !rest.contains("\""), !rest.contains("\\") else {
                return nil
            }
            return .text("\(name)\(test.values == .y ? "=" : "!=")\"\(rest.dropFirst())\"")
        case .comparison: return comparison(test, name, rest, isLogical).map { .text($0) }
        case .unknown: return nil
        }
    }

    private func logical(_ test: BuildTest) -> String? {
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

    /// `NAME>=64`: of a number, which the preprocessor compares as Kconfig does.
    private func comparison(_ test: BuildTest, _ name: Substring, _ rest: Substring, _ isLogical: Bool)
        -> String?
    {
        let sign = rest.prefix { "<>=!".contains($0) }
        let number = rest.dropFirst(sign.count)
        guard !isLogical, !number.isEmpty, number.allSatisfy(\.isNumber) else { return nil }
        let own = sign == "==" ? "=" : String(sign)
        guard ["=", "!=", "<", "<=", ">", ">="].contains(own) else { return nil }
        let text = "\(name) \(own) \(number)"
        return test.values == .y ? text : "!(\(text))"
    }
}
