// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// A condition of a build as an expression of Kconfig.
struct ConditionWish {
    /// Nil when it asks for nothing, or for what no configuration has.
    let text: String?
    /// Each alternative needs a symbol that the tree does not define for this architecture: one of them.
    let undefined: String?

    /// - Parameter condition: without tests of what is unknown.
    init(_ condition: BuildCondition, _ model: KconfigModel) {
        let alternatives = condition.alternatives.compactMap { Self.all($0, model) }
        let names = condition.tests.filter { test in
            test.subject == .symbol && !test.values.contains(.off)
                && !(model.symbol(named: test.name).map { model.symbols[$0].isDefined } ?? false)
        }
        undefined = alternatives.isEmpty ? names.first?.name : nil
        text =
            alternatives.isEmpty || alternatives.contains("") ? nil : alternatives.joined(separator: " || ")
    }

    /// Nil when a symbol is needed that the tree does not define.
    private static func all(_ tests: [BuildTest], _ model: KconfigModel) -> String? {
        var parts: [String] = []
        for test in tests {
            let isKnown =
                test.subject != .symbol
                || model.symbol(named: test.name).map { model.symbols[$0].isDefined } ?? false
            if isKnown {
                guard let part = part(test) else { return nil }
                parts.append(part)
            } else if !test.values.contains(.off) {
                return nil
            }
        }
        return parts.joined(separator: " && ")
    }

    private static func part(_ test: BuildTest) -> String? {
        switch test.subject {
        case .unknown: return nil
        case .symbol:
            switch test.values {
            case [.y]: return "\(test.name) = y"
            case [.m]: return "\(test.name) = m"
            case [.m, .y]: return "\(test.name) != n"
            case [.off]: return "\(test.name) = n"
            case [.off, .m]: return "\(test.name) != y"
            default: return "\(test.name) != m"
            }
        case .text, .comparison: return comparison(test)
        }
    }

    /// `NAME=text`, `NAME>=64`; nothing for what a name says that is defined.
    private static func comparison(_ test: BuildTest) -> String? {
        let name = test.name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let rest = test.name.dropFirst(name.count)
        let sign = rest.prefix { "<>=!".contains($0) }
        guard !sign.isEmpty else { return nil }
        var value = String(rest.dropFirst(sign.count))
        if !value.hasPrefix("\"") { value = "\"\(value)\"" }
        let plain = sign == "==" ? "=" : String(sign)
        let text = "\(name) \(plain) \(value)"
        return test.values.contains(.y) ? text : "!(\(text))"
    }
}
