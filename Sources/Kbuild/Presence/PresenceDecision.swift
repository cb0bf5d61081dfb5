// SPDX-License-Identifier: GPL-2.0-or-later

/// What one configuration does with a file or with lines of one.
public enum PresenceDecision: Hashable, Sendable {
    /// Compiled and linked into the kernel; it may be in a module as well.
    case builtIn
    /// Compiled for a module.
    case module
    /// Not compiled: the tests that fail, of the alternative that lacks the least. None of them when nothing at all
    /// compiles it.
    case no(failing: [BuildTest])
    /// Only a build can tell, because of these places.
    case unknown(places: [String])

    public var isCompiled: Bool { self == .builtIn || self == .module }
}

extension Presence {
    /// What a configuration makes of it.
    ///
    /// - Parameter value: a symbol's value as in `.config` without quotes, by its name without `CONFIG_`; nil when there
    ///   is no line or the line says that it is not set.
    public func decision(_ value: (String) -> String?) -> PresenceDecision {
        if alternatives.isEmpty { return Self.decision(ways, value) }
        var best: PresenceDecision?
        for ways in alternatives {
            let one = Self.decision(ways, value)
            if one == .builtIn { return one }
            best = best.map { Self.better($0, one) } ?? one
        }
        return best ?? .no(failing: [])
    }

    /// The one that is nearer to being compiled.
    private static func better(_ a: PresenceDecision, _ b: PresenceDecision) -> PresenceDecision {
        switch (a, b) {
        case (.builtIn, _), (.module, .no), (.module, .unknown), (.unknown, .no): a
        case (.unknown(let first), .unknown(let second)):
            .unknown(places: first.count <= second.count ? first : second)
        case (.no(let first), .no(let second)):
            second.isEmpty || !first.isEmpty && first.count <= second.count ? a : b
        default: b
        }
    }

    private static func decision(
        _ ways: BuildUnit.Ways, _ value: (String) -> String?
    ) -> PresenceDecision {
        let builtIn = ways.builtIn.outcome(value)
        if case .holds = builtIn { return .builtIn }
        let module = ways.module.outcome(value)
        switch (builtIn, module) {
        case (_, .holds): return .module
        case (.open(let a), .open(let b)): return .unknown(places: Set(a + b).sorted())
        case (.open(let places), _), (_, .open(let places)): return .unknown(places: places)
        case (.fails(let a), .fails(let b)):
            // `CONFIG_X` instead of one of `CONFIG_X=y` and `CONFIG_X=m`.
            if case .fails(let either) = ways.any.outcome(value) { return .no(failing: either) }
            return .no(failing: a.isEmpty || !b.isEmpty && b.count < a.count ? b : a)
        case (.holds, _): return .builtIn
        }
    }
}

extension BuildCondition {
    /// What a condition comes to in one configuration.
    public enum Outcome: Hashable, Sendable {
        case holds
        /// The tests that fail in the alternative that lacks the least.
        case fails([BuildTest])
        /// Places that leave it open.
        case open([String])
    }

    /// What the condition comes to.
    ///
    /// - Parameter value: as for `Presence.decision`.
    public func outcome(_ value: (String) -> String?) -> Outcome {
        var least: [BuildTest]?
        var open: Set<String> = []
        for conjunction in alternatives {
            let known = conjunction.filter { $0.subject != .unknown }
            let failing = known.filter { !$0.holds(value) }
            if !failing.isEmpty {
                if failing.count < least?.count ?? .max { least = failing }
            } else if known.count == conjunction.count {
                return .holds
            } else {
                open.formUnion(conjunction.filter { $0.subject == .unknown }.map(\.place))
            }
        }
        return open.isEmpty ? .fails(least ?? []) : .open(open.sorted())
    }
}

extension BuildTest {
    /// Whether it holds; not for what is unknown.
    func holds(_ value: (String) -> String?) -> Bool {
        switch subject {
        case .unknown: return true
        case .symbol:
            let text = value(name) ?? ""
            let own: Values = text == "m" && all.contains(.m) ? .m : text.isEmpty || text == "n" ? .off : .y
            return values.contains(own)
        case .text:
            let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let wanted = parts.count > 1 ? parts[1] : ""
            return (Self.unquoted(value(String(parts[0])) ?? "") == Self.unquoted(wanted)) == (values == .y)
        case .comparison: return compares(value) == (values == .y)
        }
    }

    private static func unquoted(_ text: some StringProtocol) -> String {
        let text = String(text)
        return text.utf8.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
            ? String(text.dropFirst().dropLast()) : text
    }

    /// `NAME defined`, `NAME>=64`. A name without value is 0 to the preprocessor.
    private func compares(_ value: (String) -> String?) -> Bool {
        let symbol = name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let rest = name.dropFirst(symbol.count)
        let own = value(String(symbol))
        if rest == " defined" { return own != nil }
        let sign = rest.prefix { "<>=!".contains($0) }
        let left = own.flatMap { PreprocessorNumber.value($0[...]) } ?? 0
        guard let right = PreprocessorNumber.value(rest.dropFirst(sign.count)) else { return false }
        return PreprocessorNumber.compare(left, String(sign), right) ?? false
    }
}

/// Numbers as `#if` has them.
enum PreprocessorNumber {
    /// Nil when it is none.
    static func value(_ text: Substring) -> Int64? {
        var digits = Substring(text.lowercased())
        var sign: Int64 = 1
        if digits.hasPrefix("-") {
            sign = -1
            digits = digits.dropFirst()
        }
        while let last = digits.last, last == "u" || last == "l" { digits.removeLast() }
        let radix = digits.hasPrefix("0x") ? 16 : digits.hasPrefix("0b") ? 2 : digits.hasPrefix("0") ? 8 : 10
        if radix == 16 || radix == 2 { digits = digits.dropFirst(2) }
        return UInt64(digits, radix: radix).map { sign &* Int64(bitPattern: $0) }
    }

    /// Nil for a sign that does not compare.
    static func compare(_ a: Int64, _ sign: String, _ b: Int64) -> Bool? {
        switch sign {
        case "==": a == b
        case "!=": a != b
        case "<": a < b
        case "<=": a <= b
        case ">": a > b
        case ">=": a >= b
        default: nil
        }
    }
}
