// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// An int, hex or string that gets more values while a session goes on (`EncodingOptions.growsTexts`).
///
/// "One of the values" has one more literal, `more`: one of those to come. As long as there are none it has to be
/// assumed false. A new value takes its place, beside a new `more`.
struct GrowingText: Sendable {
    fileprivate(set) var more: Literal
    /// Whether the prompt is visible.
    let seen: Literal
    let ranges: [TextRange]
    /// Whether a number beyond the range is clamped.
    let clamps: Bool
    /// What may be instead of a number within the range.
    let escape: Literal
    var comparisons: [Comparison] = []

    /// With a text that is no symbol.
    struct Comparison: Sendable {
        let kind: ExpressionKind
        let text: StringID
        let isOnTheLeft: Bool
        /// "It holds by one of the values to come."
        let holds: Literal
    }
}

extension Encoding {
    /// What has to be assumed in every question, so that symbols have values that are known.
    var closedTexts: [Literal] { growing.values.map { -$0.more }.sorted { $0.raw > $1.raw } }

    /// Makes a text one of the values of a symbol, where that only takes more clauses.
    ///
    /// - Parameter formula: what the clauses are added to; nothing is when the answer is false.
    /// - Returns: whether the text is a value now; `closedTexts` has changed then.
    mutating func admit(
        _ text: String, for symbol: SymbolID, _ model: KconfigModel, in formula: inout Formula
    ) -> Bool {
        let type = model.symbols[symbol].type
        guard let old = growing[symbol], !type.isNumber || ValueSyntax.isValid(text, for: type) else {
            return false
        }
        let value = TextValue(text: strings.intern(utf8: text), literal: formula.newVariable())
        let more = formula.newVariable()
        formula.define(-old.more, value.literal, more)
        formula.define(-value.literal, old.more)
        formula.define(-more, old.more)
        formula.define(-value.literal, -more)
        for comparison in old.comparisons {
            let holds = comparison.holds(value.text, type, strings)
            formula.define(-value.literal, holds ? comparison.holds : -comparison.holds)
        }
        let clamp = TextClamp(
            ranges: old.ranges, strings: strings, type: type, copiesEnds: model.dialect.copiesRangeEnds)
        clamp.forEach(value) { conditions, result, isWithin in
            guard old.clamps ? result != value.text : !isWithin else { return }
            formula.define([-old.seen, old.escape] + conditions.map { -$0 })
        }
        texts[symbol]!.append(value)
        growing[symbol]!.more = more
        return true
    }
}

extension GrowingText.Comparison {
    func holds(_ value: StringID, _ type: SymbolType, _ strings: StringPool) -> Bool {
        let order =
            isOnTheLeft
            ? ValueOrder.compare(strings, value, type, text, .unknown)
            : ValueOrder.compare(strings, text, .unknown, value, type)
        return Evaluator.holds(kind, order)
    }
}
