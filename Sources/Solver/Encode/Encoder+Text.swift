// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Ints, hexes and strings over their finite domains.
extension Encoder {
    mutating func encodeText(_ symbol: SymbolID) {
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
        let isOpen = values.count > 1 || grows(symbol)
        let followsDefault = seen == .no || !isOpen ? Literal.yes : formula.newVariable()
        encodeValidity(symbol, values, seen, conditions, followsDefault)
        guard isOpen else { return }
        if seen != .no {
            atDefault[symbol] = followsDefault
            formula.define(seen, followsDefault)
            encodeUserValue(symbol, values, seen, ranges, followsDefault)
            encodeFollowsUser(symbol, seen, ranges, followsDefault)
        }
        let clamp = clamp(symbol, ranges)
        var defaultTexts: [TextDefault] = []
        fact(.value, symbol, at: model.location(of: symbol)) { encoder in
            let candidates: [Encoding.TextValue]
            (candidates, defaultTexts) = encoder.defaultTexts(symbol)
            for candidate in candidates {
                clamp.forEach(candidate) { conditions, result, _ in
                    encoder.formula.require(
                        [-followsDefault] + conditions.map { -$0 } + [encoder.literal(symbol, result)])
                }
            }
        }
        noteGrowth(symbol, seen, ranges, defaultTexts, followsDefault)
    }

    /// Whether the symbol has a line. For explanations that is a fact: a requirement of a value asks for one.
    private mutating func encodeWritten(_ symbol: SymbolID, _ possible: Literal) {
        guard options.explains, possible != .yes else {
            written[symbol] = possible
            return
        }
        let line = formula.newVariable()
        written[symbol] = line
        fact(.bounds, symbol, at: model.location(of: symbol)) { $0.formula.imply(line, possible) }
    }

    /// The literal of one value; n for a value outside the domain.
    func literal(_ symbol: SymbolID, _ text: StringID) -> Literal {
        texts[symbol]?.first { $0.text == text }?.literal ?? .no
    }

    // MARK: - Defaults

    /// The values that the defaults can give, with the literal that says they do, and the defaults themselves.
    private mutating func defaultTexts(_ symbol: SymbolID) -> (
        list: [Encoding.TextValue], defaults: [TextDefault]
    ) {
        var list: [Encoding.TextValue] = []
        var defaults: [TextDefault] = []
        var earlier = Literal.no
        let empty = emptyText(symbol)
        for (_, property) in model.properties(of: symbol) where property.kind == .default {
            let condition = literals(property.condition).on
            let live = formula.and(-earlier, condition)
            earlier = formula.or(earlier, condition)
            let node = model.expressions[property.expression]
            let isTaken = node.kind == .symbol
            let values =
                isTaken
                ? sourceTexts(node.leftSymbol) : [Encoding.TextValue(text: empty, literal: .yes)]
            defaults.append(
                TextDefault(live: live, source: isTaken ? node.leftSymbol : .none, values: values))
            for value in values {
                list.append(Encoding.TextValue(text: value.text, literal: formula.and(live, value.literal)))
            }
        }
        list.append(Encoding.TextValue(text: empty, literal: -earlier))
        let none = Encoding.TextValue(text: empty, literal: .yes)
        defaults.append(TextDefault(live: -earlier, source: .none, values: [none]))
        return (list.filter { $0.literal != .no }, defaults.filter { $0.live != .no })
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

    private mutating func liveRanges(_ symbol: SymbolID) -> [TextRange] {
        let type = model.symbols[symbol].type
        guard type.isNumber else { return [] }
        let own = type.radix
        var list: [TextRange] = []
        var earlier = Literal.no
        for (_, property) in model.properties(of: symbol) where property.kind == .range {
            let condition = literals(property.condition).on
            let ends = model.expressions[property.expression]
            let live = formula.and(-earlier, condition)
            earlier = formula.or(earlier, condition)
            if live == .no { continue }
            list.append(
                TextRange(
                    live: live, ends: (ends.leftSymbol, ends.rightSymbol),
                    low: sourceTexts(ends.leftSymbol), high: sourceTexts(ends.rightSymbol),
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

    private func clamp(_ symbol: SymbolID, _ ranges: [TextRange]) -> TextClamp {
        TextClamp(
            ranges: ranges, strings: domains.strings, type: model.symbols[symbol].type,
            copiesEnds: model.dialect.copiesRangeEnds)
    }

    // MARK: - The user's value

    /// A text that is not of the type's form is a default, or the end of a range that the default is beyond: no
    /// user can set it. Where there is no default but a prompt, a user can write something better than an empty
    /// number.
    private mutating func encodeValidity(
        _ symbol: SymbolID, _ values: [Encoding.TextValue], _ seen: Literal, _ defaults: [Literal],
        _ followsDefault: Literal
    ) {
        guard model.symbols[symbol].type.isNumber, seen != .no else { return }
        let mayLack = options.allowsEmptyNumbers || model.dialect.numbersDefaultToZero
        fact(.range, symbol, at: rangeLocation(symbol)) { encoder in
            for value in values where !encoder.isValid(value, for: symbol) {
                encoder.formula.require(-seen, -value.literal, followsDefault)
                if value.text == StringPool.empty && !mayLack {
                    encoder.formula.require([-seen, -value.literal] + defaults)
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
    private mutating func encodeUserValue(
        _ symbol: SymbolID, _ values: [Encoding.TextValue], _ seen: Literal, _ ranges: [TextRange],
        _ followsDefault: Literal
    ) {
        let clamps = model.dialect.clampsUserNumbers
        let escape = escape(symbol, followsDefault)
        let clamp = clamp(symbol, ranges)
        fact(.range, symbol, at: rangeLocation(symbol)) { encoder in
            // What no user can write is a default, whatever the range says (`encodeValidity`).
            for value in values where encoder.isValid(value, for: symbol) {
                clamp.forEach(value) { conditions, result, isWithin in
                    guard clamps ? result != value.text : !isWithin else { return }
                    encoder.formula.require([-seen, escape] + conditions.map { -$0 })
                }
            }
        }
    }

    /// What may be instead of a number within the range.
    func escape(_ symbol: SymbolID, _ followsDefault: Literal) -> Literal {
        let isForgotten = !model.dialect.clampsUserNumbers && !readTexts.contains(symbol)
        return isForgotten ? followsDefault : .no
    }

    /// Out of range, the user's number is clamped or, in old dialects, forgotten.
    private mutating func encodeFollowsUser(
        _ symbol: SymbolID, _ seen: Literal, _ ranges: [TextRange], _ followsDefault: Literal
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
        clamp(symbol, ranges).forEach(user) { conditions, result, isWithin in
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
