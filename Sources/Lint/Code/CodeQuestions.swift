// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Conditions of code as literals of one architecture's formula.
///
/// What is unknown may be true or false. Along a path of nested blocks each condition occurs once, so two bounds are
/// exact: a condition holds in some build if its upper bound can be true, and fails in some if its lower one can be
/// false.
struct CodeQuestions {
    struct Bounds {
        let lower: Literal
        let upper: Literal

        static let unknown = Bounds(lower: .no, upper: .yes)
        init(_ literal: Literal) { self.init(lower: literal, upper: literal) }
        init(lower: Literal, upper: Literal) {
            self.lower = lower
            self.upper = upper
        }
    }

    private let formula: TreeFormula
    private let isOpaque: (String) -> Bool
    private var known: [SymbolTest: Bounds] = [:]

    /// - Parameter isOpaque: whether nothing is known of a name's value.
    init(_ formula: TreeFormula, isOpaque: @escaping (String) -> Bool) {
        self.formula = formula
        self.isOpaque = isOpaque
    }

    private var model: KconfigModel { formula.model }

    mutating func bounds(_ condition: CodeCondition) -> Bounds {
        switch condition {
        case .unknown: return .unknown
        case .test(let test): return bounds(test)
        case .not(let inner):
            let bounds = bounds(inner)
            return Bounds(lower: -bounds.upper, upper: -bounds.lower)
        case .all(let list):
            return list.reduce(Bounds(.yes)) { whole, part in
                let part = bounds(part)
                return Bounds(
                    lower: formula.and(whole.lower, part.lower), upper: formula.and(whole.upper, part.upper))
            }
        case .any(let list):
            return list.reduce(Bounds(.no)) { whole, part in
                let part = bounds(part)
                return Bounds(
                    lower: formula.or(whole.lower, part.lower), upper: formula.or(whole.upper, part.upper))
            }
        }
    }

    mutating func bounds(_ test: SymbolTest) -> Bounds {
        if let found = known[test] { return found }
        let bounds = find(test)
        known[test] = bounds
        return bounds
    }

    private func find(_ test: SymbolTest) -> Bounds {
        // `CONFIG_X_MODULE` is defined when X is m.
        if test.name.hasSuffix("_MODULE"), model.symbol(named: test.name) == nil {
            let name = String(test.name.dropLast("_MODULE".count))
            if model.symbol(named: name) != nil { return find(SymbolTest(name: name, kind: .module)) }
        }
        if isOpaque(test.name) { return .unknown }
        guard let symbol = model.symbol(named: test.name) else { return undefined(test.kind) }
        return model.symbols[symbol].type.isLogical ? logical(symbol, test.kind) : number(symbol, test.kind)
    }

    /// A name that this architecture does not have: n, and 0 where a number is wanted.
    private func undefined(_ kind: SymbolTest.Kind) -> Bounds {
        switch kind {
        case .text(let text): Bounds(text.isEmpty ? .yes : .no)
        case .number(let comparison, let number): Bounds(comparison.holds(0, number) ? .yes : .no)
        default: Bounds(.no)
        }
    }

    private func logical(_ symbol: SymbolID, _ kind: SymbolTest.Kind) -> Bounds {
        let value = formula.literals(symbol)
        switch kind {
        case .builtIn, .value, .text("y"): return Bounds(value.yes)
        case .enabled: return Bounds(value.on)
        case .module, .text("m"): return Bounds(formula.and(value.on, -value.yes))
        case .reachable: return Bounds(lower: value.yes, upper: value.on)
        case .text(""): return Bounds(-value.on)
        case .text: return Bounds(.no)
        case .number(let comparison, let number):
            // `#if CONFIG_X == 1`: 1 when y, else 0.
            let (whenYes, otherwise) = (comparison.holds(1, number), comparison.holds(0, number))
            if whenYes == otherwise { return Bounds(whenYes ? .yes : .no) }
            return Bounds(whenYes ? value.yes : -value.yes)
        }
    }

    /// An int, hex or string.
    private func number(_ symbol: SymbolID, _ kind: SymbolTest.Kind) -> Bounds {
        let isWritten = formula.on(symbol)
        switch kind {
        case .builtIn, .enabled: return Bounds(isWritten)
        case .module, .reachable: return Bounds(.no)
        case .text: return .unknown
        case .value: return self.number(symbol, .number(.unequal, 0))
        case .number(let comparison, let number):
            guard let values = formula.encoding.texts[symbol] else { return .unknown }
            var holds = comparison.holds(0, number) ? -isWritten : .no
            for value in values {
                let text = formula.encoding.strings.text(value.text)
                guard let mine = Self.number(text) else { return .unknown }
                if comparison.holds(mine, number) {
                    holds = formula.or(holds, formula.and(isWritten, value.literal))
                }
            }
            return Bounds(holds)
        }
    }

    static func number(_ text: String) -> Int64? {
        let text = text.lowercased()
        return text.hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : Int64(text)
    }
}
