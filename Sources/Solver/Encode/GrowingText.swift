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
    let defaults: [TextDefault]
    /// "The value is what the defaults make it."
    let followsDefault: Literal
    /// Whether a number beyond the range is clamped.
    let clamps: Bool
    /// What may be instead of a number within the range.
    let escape: Literal
    /// The symbols whose defaults or ranges name it: they get each of its values, too.
    let takers: [SymbolID]
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

    /// Makes a text one of the values of a symbol, and of those that take its value over, where that only takes more
    /// clauses.
    ///
    /// - Parameter formula: what the clauses are added to; nothing is when the answer is false.
    /// - Returns: whether the text is a value now; `closedTexts` has changed then.
    mutating func admit(
        _ text: String, for symbol: SymbolID, _ model: KconfigModel, in formula: inout Formula
    ) -> Bool {
        guard let additions = additions(strings.intern(utf8: text), to: symbol, model) else { return false }
        var new: Set<Literal> = []
        var bound: Set<SymbolID> = []
        for (symbol, text) in additions {
            new.insert(add(text, to: symbol, model.symbols[symbol].type, in: &formula))
            bound.formUnion([symbol] + growing[symbol]!.takers)
        }
        for symbol in bound.sorted(by: { $0.raw < $1.raw }) { bind(symbol, new, model, in: &formula) }
        return true
    }

    /// The text for the symbol, and what those that take it over have to know then; nil when one of them can't grow so.
    private mutating func additions(
        _ text: StringID, to symbol: SymbolID, _ model: KconfigModel
    ) -> [(SymbolID, StringID)]? {
        var found: [(SymbolID, StringID)] = []
        var open = [(symbol, text)]
        while let (symbol, text) = open.popLast() {
            let type = model.symbols[symbol].type
            guard let growing = growing[symbol], isValid(text, type) else { return nil }
            if literal(symbol, text: text) != nil || found.contains(where: { $0 == (symbol, text) }) {
                continue
            }
            found.append((symbol, text))
            for taker in growing.takers {
                open.append((taker, text))
                if let end = ownText(ofEnd: text, type, model) { open.append((taker, end)) }
            }
        }
        return found
    }

    /// What old dialects make of the end of a range: its value.
    private mutating func ownText(
        ofEnd text: StringID, _ type: SymbolType, _ model: KconfigModel
    ) -> StringID? {
        guard type.isNumber, !model.dialect.copiesRangeEnds else { return nil }
        let value = strings.withBytes(text) { Number.value($0, base: type.radix) }
        return strings.intern(utf8: Number.rangeEnd(value, type))
    }

    /// - Returns: the literal of the new value.
    private mutating func add(
        _ text: StringID, to symbol: SymbolID, _ type: SymbolType, in formula: inout Formula
    ) -> Literal {
        let old = growing[symbol]!
        let value = TextValue(text: text, literal: formula.newVariable())
        let more = formula.newVariable()
        formula.define(-old.more, value.literal, more)
        formula.define(-value.literal, old.more)
        formula.define(-more, old.more)
        formula.define(-value.literal, -more)
        for comparison in old.comparisons {
            let holds = comparison.holds(text, type, strings)
            formula.define(-value.literal, holds ? comparison.holds : -comparison.holds)
        }
        texts[symbol]!.append(value)
        growing[symbol]!.more = more
        return value.literal
    }

    /// Says again what ranges and defaults mean for a symbol (`Encoder.encodeText`), as far as it is about new values.
    private func bind(
        _ symbol: SymbolID, _ new: Set<Literal>, _ model: KconfigModel, in formula: inout Formula
    ) {
        let rules = growing[symbol]!
        let type = model.symbols[symbol].type
        let clamp = TextClamp(
            ranges: rules.ranges.map(known), strings: strings, type: type,
            copiesEnds: model.dialect.copiesRangeEnds)
        func forEach(
            _ value: TextValue, _ body: ([Literal], _ result: StringID, _ isWithin: Bool) -> Void
        ) {
            clamp.forEach(value) { conditions, result, isWithin in
                if conditions.contains(where: { new.contains($0) }) {
                    body(conditions.map { -$0 }, result, isWithin)
                }
            }
        }
        // What no user can write is a default, whatever the range says.
        for value in texts[symbol]! where isValid(value.text, type) {
            forEach(value) { unless, result, isWithin in
                guard rules.clamps ? result != value.text : !isWithin else { return }
                formula.define([-rules.seen, rules.escape] + unless)
            }
        }
        for rule in rules.defaults {
            for value in texts[rule.source] ?? rule.values {
                forEach(value) { unless, result, _ in
                    let own = literal(symbol, text: result) ?? .no
                    formula.define([-rules.followsDefault, -rule.live] + unless + [own])
                }
            }
        }
    }

    /// With the values that the ends have got.
    private func known(_ range: TextRange) -> TextRange {
        var range = range
        range.low = texts[range.ends.low] ?? range.low
        range.high = texts[range.ends.high] ?? range.high
        return range
    }

    private func isValid(_ text: StringID, _ type: SymbolType) -> Bool {
        !type.isNumber || strings.withBytes(text) { ValueSyntax.isValid($0, for: type) }
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
