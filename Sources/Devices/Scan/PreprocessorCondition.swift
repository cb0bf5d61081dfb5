// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// Reads the conditions of `#if` as conditions of a build.
struct PreprocessorCondition {
    private let pool: CPool
    private let scope: NameScope
    private let kind: (String) -> SymbolKind
    private let place: String
    private var tokens: [CToken]
    private var index = 0

    init(
        _ tokens: [CToken], _ pool: CPool, _ scope: NameScope, place: String,
        kind: @escaping (String) -> SymbolKind
    ) {
        self.tokens = tokens
        self.pool = pool
        self.scope = scope
        self.place = place
        self.kind = kind
    }

    /// `#ifdef`.
    func defined() -> BuildCondition {
        guard let name = tokens.first?.text else { return .unknown(place) }
        return defined(name)
    }

    /// `#if`.
    mutating func value() -> BuildCondition {
        let condition = either()
        return index == tokens.count ? condition : .unknown(place)
    }

    private var sign: String? {
        index < tokens.count ? pool.text(tokens[index].text) : nil
    }

    private mutating func take(_ text: String) -> Bool {
        guard sign == text else { return false }
        index += 1
        return true
    }

    private mutating func either() -> BuildCondition {
        var condition = both()
        while take("||") { condition = condition.or(both()) }
        return condition
    }

    private mutating func both() -> BuildCondition {
        var condition = negated()
        while take("&&") { condition = condition.and(negated()) }
        return condition
    }

    private mutating func negated() -> BuildCondition {
        if take("!") { return !negated() }
        let start = index
        let condition = primary()
        // A comparison is computed as a whole.
        if let sign, !["&&", "||", ")"].contains(sign) { return compared(from: start) }
        return condition
    }

    private mutating func compared(from start: Int) -> BuildCondition {
        index = start
        var depth = 0
        while index < tokens.count {
            let text = pool.text(tokens[index].text)
            if text == "(" { depth += 1 }
            if text == ")" {
                depth -= 1
                if depth < 0 { break }
            }
            if depth == 0, text == "&&" || text == "||" { break }
            index += 1
        }
        let part = Array(tokens[start..<index])
        if part.contains(where: { pool.text($0.text).hasPrefix("CONFIG_") }) { return .unknown(place) }
        return scope.value(part).map { $0 != 0 ? .always : .never } ?? .unknown(place)
    }

    private mutating func primary() -> BuildCondition {
        guard index < tokens.count else { return .unknown(place) }
        if take("(") {
            let condition = either()
            return take(")") ? condition : .unknown(place)
        }
        let token = tokens[index]
        index += 1
        let text = pool.text(token.text)
        if text == "defined" {
            let hasParenthesis = take("(")
            guard index < tokens.count else { return .unknown(place) }
            let name = tokens[index].text
            index += 1
            if hasParenthesis { _ = take(")") }
            return defined(name)
        }
        if let values = Self.tests[text], take("("), index < tokens.count {
            let name = pool.text(tokens[index].text)
            index += 1
            guard take(")"), name.hasPrefix("CONFIG_") else { return .unknown(place) }
            return symbol(name, values)
        }
        if text.hasPrefix("CONFIG_") { return symbol(text, .y) }
        if token.kind == .number { return CExpression.number(text) == 0 ? .never : .always }
        guard token.kind == .name else { return .unknown(place) }
        if sign == "(" { return .unknown(place) }
        guard scope.isDefined(token.text) else { return .never }
        return scope.value([token]).map { $0 != 0 ? .always : .never } ?? .unknown(place)
    }

    private static let tests: [String: BuildTest.Values] = [
        "IS_ENABLED": [.m, .y], "IS_REACHABLE": [.m, .y], "IS_BUILTIN": .y, "IS_MODULE": .m,
    ]

    private func symbol(_ name: String, _ values: BuildTest.Values) -> BuildCondition {
        let name = String(name.dropFirst("CONFIG_".count))
        return .symbol(name, kind(name), values)
    }

    private func defined(_ name: StringID) -> BuildCondition {
        let text = pool.text(name)
        if text.hasPrefix("CONFIG_") {
            if text.hasSuffix("_MODULE") { return symbol(String(text.dropLast("_MODULE".count)), .m) }
            return symbol(text, .y)
        }
        if text == "MODULE" || text == "__KERNEL__" { return .always }
        return scope.isDefined(name) ? .always : .never
    }
}
