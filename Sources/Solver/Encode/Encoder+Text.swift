// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Ints, hexes and strings over their finite domains.
extension Encoder {
    /// A range with the literal that says it is the one in force.
    private struct LiveRange {
        let live: Literal
        let low: [Encoding.TextValue]
        let high: [Encoding.TextValue]
        let lowBase: Int32
        let highBase: Int32
    }

    func encodeText(_ symbol: SymbolID) {
        guard let values = texts[symbol] else { return }
        if options.free.contains(symbol) {
            written[symbol] = .yes
            return
        }
        let seen = visibility(symbol).on
        visible[symbol] = seen
        let defaults = model.properties(of: symbol).filter {
            $0.property.kind == .default && model.expressions[$0.property.expression].kind == .symbol
        }
        let conditions = defaults.map { literals($0.property.condition).on }
        encodeWritten(symbol, formula.or([seen] + conditions))
        let ranges = liveRanges(symbol)
        let followsDefault = seen == .no || values.count == 1 ? Literal.yes : formula.newVariable()
        encodeValidity(symbol, values, seen, conditions, followsDefault)
        guard values.count > 1 else { return }
        if seen != .no {
            atDefault[symbol] = followsDefault
            formula.define(seen, followsDefault)
            encodeUserValue(symbol, values, seen, ranges, followsDefault)
            encodeFollowsUser(symbol, seen, ranges, followsDefault)
        }
        fact(.value, symbol, at: model.location(of: symbol)) {
            for candidate in defaultTexts(symbol) {
                encodeClamped(symbol, candidate, ranges) { conditions, result, _ in
                    formula.require(
                        [-followsDefault] + conditions.map { -$0 } + [self.literal(symbol, result)])
                }
            }
        }
    }

    /// Whether the symbol has a line. For explanations that is a fact: a requirement of a value asks for one.
    private func encodeWritten(_ symbol: SymbolID, _ possible: Literal) {
        guard options.explains, possible != .yes else {
            written[symbol] = possible
            return
        }
        let line = formula.newVariable()
        written[symbol] = line
        fact(.bounds, symbol, at: model.location(of: symbol)) { formula.imply(line, possible) }
    }

    /// The literal of one value; n for a value outside the domain.
    func literal(_ symbol: SymbolID, _ text: StringID) -> Literal {
        texts[symbol]?.first { $0.text == text }?.literal ?? .no
    }

    // MARK: - Defaults

    /// The values that the defaults can give, with the literal that says they do.
    private func defaultTexts(_ symbol: SymbolID) -> [Encoding.TextValue] {
        var list: [Encoding.TextValue] = []
        var earlier = Literal.no
        let empty = emptyText(symbol)
        for (_, property) in model.properties(of: symbol) where property.kind == .default {
            let condition = literals(property.condition).on
            let live = formula.and(-earlier, condition)
            earlier = formula.or(earlier, condition)
            let node = model.expressions[property.expression]
            guard node.kind == .symbol else {
                list.append(Encoding.TextValue(text: empty, literal: live))
                continue
            }
            for value in sourceTexts(node.leftSymbol) {
                list.append(Encoding.TextValue(text: value.text, literal: formula.and(live, value.literal)))
            }
        }
        list.append(Encoding.TextValue(text: empty, literal: -earlier))
        return list.filter { $0.literal != .no }
    }

    private func emptyText(_ symbol: SymbolID) -> StringID {
        let type = model.symbols[symbol].type
        guard model.dialect.numbersDefaultToZero, type.isNumber else { return StringPool.empty }
        return domains.strings.find(utf8: type == .hex ? "0x0" : "0") ?? StringPool.empty
    }

    /// The texts a default takes over from another symbol: a bool or tristate always reads `n` here.
    private func sourceTexts(_ symbol: SymbolID) -> [Encoding.TextValue] {
        if let values = texts[symbol] { return values }
        let info = model.symbols[symbol]
        let name = info.type.isLogical && symbol.raw > 2 ? model.symbols[SymbolTable.no].name : info.name
        return [Encoding.TextValue(text: name, literal: .yes)]
    }

    // MARK: - Ranges

    private func liveRanges(_ symbol: SymbolID) -> [LiveRange] {
        let type = model.symbols[symbol].type
        guard type.isNumber else { return [] }
        let own: Int32 = type == .hex ? 16 : 10
        var list: [LiveRange] = []
        var earlier = Literal.no
        for (_, property) in model.properties(of: symbol) where property.kind == .range {
            let condition = literals(property.condition).on
            let ends = model.expressions[property.expression]
            let live = formula.and(-earlier, condition)
            earlier = formula.or(earlier, condition)
            if live == .no { continue }
            list.append(
                LiveRange(
                    live: live, low: sourceTexts(ends.leftSymbol), high: sourceTexts(ends.rightSymbol),
                    lowBase: base(ends.leftSymbol, own), highBase: base(ends.rightSymbol, own)))
        }
        return list
    }

    private func base(_ symbol: SymbolID, _ fallback: Int32) -> Int32 {
        switch model.symbols[symbol].type {
        case .int: 10
        case .hex: 16
        default: fallback
        }
    }

    private func number(_ text: StringID, _ base: Int32) -> Int64 {
        domains.strings.withBytes(text) { Number.value($0, base: base) }
    }

    /// Tells what a candidate becomes in each range and for each value of the range's ends, and whether it is within
    /// the range. (What is beyond an end may have the same text: 10 is 16 in a hex, and 10 in an int that bounds it.)
    private func encodeClamped(
        _ symbol: SymbolID, _ candidate: Encoding.TextValue, _ ranges: [LiveRange],
        _ body: (_ conditions: [Literal], _ result: StringID, _ isWithin: Bool) -> Void
    ) {
        let type = model.symbols[symbol].type
        let value = number(candidate.text, type == .hex ? 16 : 10)
        for range in ranges {
            for low in range.low {
                if value < number(low.text, range.lowBase) {
                    let result = rangeEnd(low.text, range.lowBase, type)
                    body([candidate.literal, range.live, low.literal], result, false)
                    continue
                }
                for high in range.high {
                    let fits = value <= number(high.text, range.highBase)
                    body(
                        [candidate.literal, range.live, low.literal, high.literal],
                        fits ? candidate.text : rangeEnd(high.text, range.highBase, type), fits)
                }
            }
        }
        body([candidate.literal] + ranges.map { -$0.live }, candidate.text, true)
    }

    /// What a number gets that is beyond an end: the end's text or, in old dialects, its value (which `Domains` added).
    private func rangeEnd(_ text: StringID, _ base: Int32, _ type: SymbolType) -> StringID {
        if model.dialect.copiesRangeEnds { return text }
        return domains.strings.find(utf8: Number.rangeEnd(number(text, base), type)) ?? text
    }

    // MARK: - The user's value

    /// A text that is not of the type's form is a default, or the end of a range that the default is beyond: no
    /// user can set it. Where there is no default but a prompt, a user can write something better than an empty
    /// number.
    private func encodeValidity(
        _ symbol: SymbolID, _ values: [Encoding.TextValue], _ seen: Literal, _ defaults: [Literal],
        _ followsDefault: Literal
    ) {
        guard model.symbols[symbol].type.isNumber, seen != .no else { return }
        let mayLack = options.allowsEmptyNumbers || model.dialect.numbersDefaultToZero
        fact(.range, symbol, at: rangeLocation(symbol)) {
            for value in values where !isValid(value, for: symbol) {
                formula.require(-seen, -value.literal, followsDefault)
                if value.text == StringPool.empty && !mayLack {
                    formula.require([-seen, -value.literal] + defaults)
                }
            }
        }
    }

    private func isValid(_ value: Encoding.TextValue, for symbol: SymbolID) -> Bool {
        let type = model.symbols[symbol].type
        return !type.isNumber || domains.strings.withBytes(value.text) { ValueSyntax.isValid($0, for: type) }
    }

    /// A value that a user can write: within the range.
    ///
    /// Where numbers from the user are not clamped but forgotten, the default may be out of range, if the
    /// range's ends are the wrong way round. (What reads the symbol then sees a value that is not written;
    /// that is not encoded: there are no such models.)
    private func encodeUserValue(
        _ symbol: SymbolID, _ values: [Encoding.TextValue], _ seen: Literal, _ ranges: [LiveRange],
        _ followsDefault: Literal
    ) {
        let clamps = model.dialect.clampsUserNumbers
        let isForgotten = !clamps && !readTexts.contains(symbol)
        let escape = isForgotten ? followsDefault : .no
        fact(.range, symbol, at: rangeLocation(symbol)) {
            // What no user can write is a default, whatever the range says (`encodeValidity`).
            for value in values where isValid(value, for: symbol) {
                encodeClamped(symbol, value, ranges) { conditions, result, isWithin in
                    guard clamps ? result != value.text : !isWithin else { return }
                    formula.require([-seen, escape] + conditions.map { -$0 })
                }
            }
        }
    }

    /// Out of range, the user's number is clamped or, in old dialects, forgotten.
    private func encodeFollowsUser(
        _ symbol: SymbolID, _ seen: Literal, _ ranges: [LiveRange], _ followsDefault: Literal
    ) {
        guard let text = options.userTexts[symbol], let id = domains.strings.find(utf8: text) else { return }
        let follows = formula.newVariable()
        followsUser[symbol] = follows
        let clamps = model.dialect.clampsUserNumbers
        let user = Encoding.TextValue(text: id, literal: .yes)
        // Nobody can have set a number that is none: the default it came from counts.
        guard isValid(user, for: symbol) else {
            formula.define(-follows, -seen, followsDefault)
            return
        }
        encodeClamped(symbol, user, ranges) { conditions, result, isWithin in
            let value = isWithin || clamps ? literal(symbol, result) : followsDefault
            formula.define([-follows, -seen] + conditions.map { -$0 } + [value])
        }
    }

    /// Ints, hexes and strings that an expression reads.
    static func collectRead(_ model: KconfigModel) -> Set<SymbolID> {
        var read: Set<SymbolID> = []
        for id in model.expressions.nodes.indices {
            let node = model.expressions[id]
            if node.kind == .symbol || node.kind == .range || node.kind.isComparison {
                read.insert(node.leftSymbol)
            }
            if node.kind == .range || node.kind.isComparison { read.insert(node.rightSymbol) }
        }
        return read
    }

    private func rangeLocation(_ symbol: SymbolID) -> Location {
        let range = model.properties(of: symbol).first { $0.property.kind == .range }
        return range?.property.location ?? model.location(of: symbol)
    }
}
