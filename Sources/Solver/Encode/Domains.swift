// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Finite sets of values for ints, hexes and strings that lose nothing: every constant a symbol is compared
/// with, its defaults, its range's ends, what it can take over from other symbols, and one value between.
struct Domains {
    private(set) var values: [SymbolID: [StringID]] = [:]
    private(set) var strings: StringPool
    private let model: KconfigModel
    private var known: [SymbolID: Set<StringID>] = [:]
    /// Symbols whose values all go into the domain of another one.
    private var feeds: [SymbolID: Set<SymbolID>] = [:]
    /// Per symbol, those that its defaults and ranges name.
    private var sources: [SymbolID: [SymbolID]] = [:]
    /// Settable symbols that are compared with another int, hex or string.
    private var compared: [(SymbolID, SymbolID)] = []
    /// How often at least and at most values beside those of a symbol's counterpart are added, and up to which
    /// size of a domain. Each time a chain of comparisons such as A > B > C gets one link more.
    private static let rounds = 2...16
    private static let largest = 256

    private let free: Set<SymbolID>
    private let explains: Bool

    /// - Parameters:
    ///   - free: symbols that may have any value.
    ///   - explains: symbols that nobody can set have values beyond those that they can get, too: that they can't get
    ///     them is part of an explanation.
    init(
        _ model: KconfigModel, extra: [SymbolID: [String]], free: Set<SymbolID> = [], explains: Bool = false
    ) {
        self.model = model
        self.free = free
        self.explains = explains
        strings = model.strings
        for symbol in model.symbols.indices where isText(symbol) { seed(symbol) }
        collectComparisons()
        let chains = chainLengths()
        for (symbol, texts) in extra.sorted(by: { $0.key.raw < $1.key.raw }) {
            for text in texts { add(strings.intern(utf8: text), to: symbol) }
        }
        propagate()
        addWithinOddRanges()
        propagate()
        addRangeEnds()
        for round in 0..<Self.rounds.upperBound {
            let pairs = compared.filter { round < max(Self.rounds.lowerBound, chains[$0.0, default: 0] - 1) }
            if pairs.isEmpty { break }
            addBesideCounterparts(pairs)
            propagate()
            addRangeEnds()
        }
    }

    private func isText(_ symbol: SymbolID) -> Bool { model.symbols[symbol].type.isText }

    private func hasPrompt(_ symbol: SymbolID) -> Bool {
        explains || free.contains(symbol) || model.hasPrompt(symbol)
    }

    private mutating func add(_ text: StringID, to symbol: SymbolID) {
        if known[symbol, default: []].insert(text).inserted { values[symbol, default: []].append(text) }
    }

    /// The value without a default first: it is what many symbols have.
    private mutating func seed(_ symbol: SymbolID) {
        let type = model.symbols[symbol].type
        let empty = model.dialect.numbersDefaultToZero && type.isNumber ? (type == .hex ? "0x0" : "0") : ""
        add(strings.intern(utf8: empty), to: symbol)
        var isBounded = false
        for (_, property) in model.properties(of: symbol) {
            let node =
                property.kind == .default || property.kind == .range
                ? model.expressions[property.expression] : nil
            guard let node else { continue }
            if property.kind == .default && node.kind == .symbol { feed(symbol, from: node.leftSymbol) }
            if property.kind == .range {
                feed(symbol, from: node.leftSymbol)
                feed(symbol, from: node.rightSymbol)
                isBounded = true
            }
        }
        // Something a user can write, where "no default" is the empty text that nobody can write.
        if type.isNumber && empty.isEmpty && !isBounded && hasPrompt(symbol) {
            add(strings.intern(utf8: type == .hex ? "0x0" : "0"), to: symbol)
        }
    }

    private mutating func feed(_ symbol: SymbolID, from source: SymbolID) {
        let info = model.symbols[source]
        if isText(source) {
            feeds[source, default: []].insert(symbol)
            sources[symbol, default: []].append(source)
        } else if info.isProbe {
            return
        } else if info.type == .unknown || source.raw <= 2 {
            add(info.name, to: symbol)
        } else {
            add(SymbolID(raw: 0) == source ? info.name : strings.intern(utf8: "n"), to: symbol)
        }
    }

    // MARK: - Comparisons

    private mutating func collectComparisons() {
        for id in model.expressions.nodes.indices {
            let node = model.expressions[id]
            guard node.kind.isComparison else { continue }
            compareAll(node.leftSymbol, with: node.rightSymbol)
            compareAll(node.rightSymbol, with: node.leftSymbol)
        }
        if explains { collectRanges() }
    }

    /// Also what the symbol may take its value over from: there somebody may be able to set what the comparison needs.
    private mutating func compareAll(_ symbol: SymbolID, with other: SymbolID) {
        var known: Set<SymbolID> = [symbol]
        var open = [symbol]
        while let next = open.popLast() {
            compare(next, with: other)
            open += (sources[next] ?? []).filter { known.insert($0).inserted }
        }
    }

    /// The ends of a range could be anything, too.
    private mutating func collectRanges() {
        for symbol in model.symbols.indices where isText(symbol) {
            for (_, property) in model.properties(of: symbol) where property.kind == .range {
                let ends = model.expressions[property.expression]
                compare(ends.leftSymbol, with: symbol)
                compare(ends.rightSymbol, with: symbol)
            }
        }
    }

    /// Only what a user can set needs values beyond those that the text gives it.
    private mutating func compare(_ symbol: SymbolID, with other: SymbolID) {
        guard isText(symbol), hasPrompt(symbol) else { return }
        if isText(other) {
            compared.append((symbol, other))
            feeds[other, default: []].insert(symbol)
            return
        }
        let type = model.symbols[symbol].type
        if model.symbols[other].type.isLogical && other.raw > 2 {
            for text in ["n", "m", "y"] { addIfValid(text, to: symbol, type) }
            return
        }
        let text = strings.text(model.symbols[other].name)
        addIfValid(text, to: symbol, type)
        if type.isNumber {
            addNeighbours(of: model.symbols[other].name, .unknown, to: symbol, type)
        } else {
            add(strings.intern(utf8: text.isEmpty ? "unspecified" : text + "-other"), to: symbol)
        }
    }

    /// Per compared symbol, the number of symbols that comparisons connect it with, itself included.
    private func chainLengths() -> [SymbolID: Int] {
        var others: [SymbolID: [SymbolID]] = [:]
        for (symbol, other) in compared {
            others[symbol, default: []].append(other)
            others[other, default: []].append(symbol)
        }
        var lengths: [SymbolID: Int] = [:]
        for start in others.keys where lengths[start] == nil {
            var found: Set<SymbolID> = [start]
            var open = [start]
            while let symbol = open.popLast() {
                open += others[symbol]!.filter { found.insert($0).inserted }
            }
            for symbol in found { lengths[symbol] = found.count }
        }
        return lengths
    }

    /// Something less and something greater than each value of the other symbol, or something else.
    private mutating func addBesideCounterparts(_ pairs: [(SymbolID, SymbolID)]) {
        let snapshot = values
        for (symbol, other) in pairs where snapshot[symbol]?.count ?? 0 < Self.largest {
            let type = model.symbols[symbol].type
            for text in snapshot[other] ?? [] {
                if type.isNumber {
                    addNeighbours(of: text, model.symbols[other].type, to: symbol, type)
                } else {
                    add(strings.intern(utf8: strings.text(text) + "-other"), to: symbol)
                }
            }
        }
    }

    private mutating func addIfValid(_ text: String, to symbol: SymbolID, _ type: SymbolType) {
        if ValueSyntax.isValid(text, for: type) { add(strings.intern(utf8: text), to: symbol) }
    }

    /// Numbers less than, greater than and equal to a text of another type, in the order in which they compare.
    private mutating func addNeighbours(
        of text: StringID, _ textType: SymbolType, to symbol: SymbolID, _ type: SymbolType
    ) {
        switch strings.withBytes(text, { Number.operand($0, type: textType) }) {
        case .text: addAround(text, to: symbol, type)
        case .signed(let value): addNear(value, text, to: symbol, type)
        case .unsigned(let value): addNear(Int64(clamping: value), text, to: symbol, type)
        }
    }

    private mutating func addNear(_ value: Int64, _ text: StringID, to symbol: SymbolID, _ type: SymbolType) {
        add(value &- 1, to: symbol, type)
        add(value &+ 1, to: symbol, type)
        if !isValid(text, type) || number(text, type) != value { add(value, to: symbol, type) }
    }

    /// A text that is no number is compared as a text, also with numbers.
    private mutating func addAround(_ text: StringID, to symbol: SymbolID, _ type: SymbolType) {
        let value = number(text, type)
        for near in [value, value &- 1, value &+ 1, 0, 9] { add(near, to: symbol, type) }
        addIfValid(strings.text(text) + "0", to: symbol, type)
    }

    private mutating func add(_ value: Int64, to symbol: SymbolID, _ type: SymbolType) {
        if type == .int { return add(strings.intern(utf8: String(value)), to: symbol) }
        if value >= 0 { add(strings.intern(utf8: "0x" + String(value, radix: 16)), to: symbol) }
    }

    private func isValid(_ text: StringID, _ type: SymbolType) -> Bool {
        strings.withBytes(text) { ValueSyntax.isValid($0, for: type) }
    }

    private func number(_ text: StringID, _ type: SymbolType) -> Int64 {
        strings.withBytes(text) { Number.value($0, base: type.radix) }
    }

    // MARK: - Ranges

    /// A number that a user can write for an end of a range that nobody can.
    private mutating func addWithinOddRanges() {
        for symbol in model.symbols.indices where model.symbols[symbol].type.isNumber && hasPrompt(symbol) {
            for (_, property) in model.properties(of: symbol) where property.kind == .range {
                let ends = model.expressions[property.expression]
                let low = endTexts(ends.leftSymbol)
                let high = endTexts(ends.rightSymbol)
                // An end that may be empty needs nothing as long as the other end can be written.
                let canBeEmpty = low.contains(StringPool.empty) && high.contains(StringPool.empty)
                let type = model.symbols[symbol].type
                for text in low + high where !isValid(text, type) && (text != StringPool.empty || canBeEmpty)
                {
                    add(number(text, type), to: symbol, type)
                }
            }
        }
    }

    /// Old dialects write the value of a range's end: `0xff` for `0xFF`, `5` for `" 5"`.
    private mutating func addRangeEnds() {
        guard !model.dialect.copiesRangeEnds else { return }
        var before = -1
        while before != known.values.reduce(0, { $0 + $1.count }) {
            before = known.values.reduce(0) { $0 + $1.count }
            for symbol in model.symbols.indices where model.symbols[symbol].type.isNumber {
                for (_, property) in model.properties(of: symbol) where property.kind == .range {
                    let ends = model.expressions[property.expression]
                    addEnd(ends.leftSymbol, to: symbol)
                    addEnd(ends.rightSymbol, to: symbol)
                }
            }
            propagate()
        }
    }

    /// Read in the end's own base or, where it has none, in that of the symbol.
    private mutating func addEnd(_ end: SymbolID, to symbol: SymbolID) {
        let type = model.symbols[symbol].type
        let own = model.symbols[end].type
        // What is no number, `n` of a bool say, counts as 0.
        for text in own.isLogical ? [strings.intern(utf8: "n")] : endTexts(end) {
            let value = number(text, own.isNumber ? own : type)
            add(strings.intern(utf8: Number.rangeEnd(value, type)), to: symbol)
        }
    }

    private func endTexts(_ end: SymbolID) -> [StringID] {
        if isText(end) { return values[end] ?? [] }
        return model.symbols[end].type == .unknown ? [model.symbols[end].name] : []
    }

    // MARK: - Taking over

    /// Follows the feeds in a fixed order: the order of values decides the numbers of variables, and these
    /// which of several equally good configurations is found.
    private mutating func propagate() {
        var open = feeds.keys.sorted { $0.raw > $1.raw }
        while let source = open.popLast() {
            for target in (feeds[source] ?? []).sorted(by: { $0.raw < $1.raw }) {
                let before = values[target]?.count ?? 0
                for text in values[source] ?? [] { add(text, to: target) }
                if values[target]?.count ?? 0 > before { open.append(target) }
            }
        }
    }
}
