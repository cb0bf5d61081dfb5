// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A range of a number, with the literal that says it is the one in force.
struct TextRange: Sendable {
    let live: Literal
    /// The symbols or constants that are its ends.
    let ends: (low: SymbolID, high: SymbolID)
    var low: [Encoding.TextValue]
    var high: [Encoding.TextValue]
    let lowBase: Int32
    let highBase: Int32
}

/// A default of a text, with the literal that says it is the one in force.
struct TextDefault: Sendable {
    let live: Literal
    /// The symbol or constant that its value comes from; none for the value without a default.
    let source: SymbolID
    let values: [Encoding.TextValue]
}

/// What numbers become in the ranges that they may be in.
struct TextClamp {
    let ranges: [TextRange]
    let strings: StringPool
    /// Of the number itself.
    let type: SymbolType
    /// Whether a number beyond an end gets the end's text: old dialects write its value.
    let copiesEnds: Bool

    private func number(_ text: StringID, _ base: Int32) -> Int64 {
        strings.withBytes(text) { Number.value($0, base: base) }
    }

    /// Tells what a candidate becomes in each range and for each value of the range's ends, and whether it is within
    /// the range. (What is beyond an end may have the same text: 10 is 16 in a hex, and 10 in an int that bounds it.)
    func forEach(
        _ candidate: Encoding.TextValue,
        _ body: (_ conditions: [Literal], _ result: StringID, _ isWithin: Bool) -> Void
    ) {
        let value = number(candidate.text, type.radix)
        for range in ranges {
            for low in range.low {
                if value < number(low.text, range.lowBase) {
                    body([candidate.literal, range.live, low.literal], end(low.text, range.lowBase), false)
                    continue
                }
                for high in range.high {
                    let fits = value <= number(high.text, range.highBase)
                    body(
                        [candidate.literal, range.live, low.literal, high.literal],
                        fits ? candidate.text : end(high.text, range.highBase), fits)
                }
            }
        }
        body([candidate.literal] + ranges.map { -$0.live }, candidate.text, true)
    }

    /// What a number gets that is beyond an end. `Domains` has added the values of ends.
    private func end(_ text: StringID, _ base: Int32) -> StringID {
        if copiesEnds { return text }
        return strings.find(utf8: Number.rangeEnd(number(text, base), type)) ?? text
    }
}
