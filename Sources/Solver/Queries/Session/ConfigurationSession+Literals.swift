// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Wishes, constraints and "it stays as it is" as assumptions, and the search under them.
extension ConfigurationSession {
    /// The requirements about other symbols.
    func others(than wish: Wish) -> [Wish] { requirements.filter { $0.symbol != wish.symbol } }

    func hardAssumptions(_ wish: Wish) -> [Literal] {
        let own = literal(wish)
        return [own] + hardLiterals + others(than: wish).map { literal($0) }
    }

    /// The constraints.
    var hardLiterals: [Literal] { constraints.compactMap { literal($0.symbol, $0.constraint) } }

    /// A literal that implies the value.
    func literal(_ wish: Wish) -> Literal {
        if let known = wishLiterals[wish] { return known }
        let literal = implying(literals(wish.symbol, wish.value))
        wishLiterals[wish] = literal
        return literal
    }

    private func implying(_ parts: [Literal]) -> Literal {
        if parts.count == 1 { return parts[0] }
        let literal = session.newVariable()
        for part in parts { session.add([-literal, part]) }
        return literal
    }

    private func literals(_ symbol: SymbolID, _ value: String) -> [Literal] {
        if model.symbols[symbol].type.isLogical {
            return Tristate(letter: value).map { encoding.literals(symbol, $0) } ?? [.no]
        }
        return encoding.literal(symbol, text: value).map { [$0, encoding.visible[symbol]] } ?? [.no]
    }

    /// The literal of a constraint; nil where there is nothing to hold.
    func literal(_ symbol: SymbolID, _ constraint: Constraint) -> Literal? {
        let value = encoding.logical[symbol]
        switch constraint {
        case .atLeast(.no): return nil
        case .atLeast(.module): return value.on
        case .atLeast(.yes): return value.yes
        case .off: return -value.on
        case .asItIs where model.symbols[symbol].type.isLogical:
            return literal(Wish(symbol, base.text(symbol)))
        case .asItIs:
            return encoding.strings.find(utf8: base.text(symbol)).flatMap { keptText(symbol, $0) }
        case .never(let text):
            let parts = literals(symbol, text)
            if parts == [.no] { return nil }
            return parts.count == 1 ? -parts[0] : -literal(Wish(symbol, text))
        }
    }

    /// The symbol has the value, or nobody sees it.
    private func keptText(_ symbol: SymbolID, _ text: StringID) -> Literal? {
        guard let same = encoding.literal(symbol, text: text), same != .yes else { return nil }
        if let known = textKept[same] { return known }
        let literal = session.newVariable()
        session.add([-literal, -encoding.visible[symbol], same])
        textKept[same] = literal
        return literal
    }

    // MARK: - What stays

    func keeps(except symbol: SymbolID) -> [Literal] { keeps { $0 == symbol } }

    /// "This value stays as it is", for all that the user sees now.
    ///
    /// - Parameter near: what is about these comes first: what can't stay is found out the sooner.
    func keeps(except isFree: (SymbolID) -> Bool, first near: Set<SymbolID> = []) -> [Literal] {
        let (encoding, present) = (encoding, present)
        var owners: [Literal: SymbolID] = [:]
        owners.reserveCapacity(keptCount + 64)
        var (list, front): ([Literal], [Literal]) = ([], [])
        list.reserveCapacity(keptCount + 64)
        func keep(_ literal: Literal, _ symbol: SymbolID) {
            guard literal != .yes, literal != .no, owners.updateValue(symbol, forKey: literal) == nil else {
                return
            }
            if near.contains(symbol) { front.append(literal) } else { list.append(literal) }
        }
        for symbol in model.symbols.indices where present.visible[symbol] && !isFree(symbol) {
            let info = model.symbols[symbol]
            if info.isChoice { continue }
            if info.type.isLogical {
                let pair = encoding.logical[symbol]
                switch present.values[symbol] {
                case .no: keep(-pair.on, symbol)
                case .module:
                    keep(pair.on, symbol)
                    keep(-pair.yes, symbol)
                case .yes: keep(pair.yes, symbol)
                }
            } else if let literal = present.texts[symbol].flatMap({ keptText(symbol, $0) }) {
                keep(literal, symbol)
            }
        }
        (kept, keptCount) = (owners, owners.count)
        return front + list
    }

    /// "At its default", for all that nobody sees now.
    func defaults() -> [Literal] {
        let literals = sortedDefaults()
        let visible = present.visible
        return literals.compactMap { symbol, literal in
            model.members(ofSetting: symbol).contains { visible[$0] } ? nil : literal
        }
    }

    /// "At its default" of all symbols and choices that can be off it, in their order.
    func sortedDefaults() -> [(SymbolID, Literal)] {
        if defaultLiterals.generation != generation {
            let all = encoding.atDefault.filter { $0.value != .yes }
            defaultLiterals = (generation, all.sorted { $0.key.raw < $1.key.raw }.map { ($0.key, $0.value) })
        }
        return defaultLiterals.sorted
    }

    // MARK: - Searching

    /// Brings what nobody saw before to its default where it can be; nil when the hard literals exclude each other.
    func settledDefaults(_ hard: [Literal]) throws(SearchStopped) -> TruthAssignment? {
        var softs = defaults()
        // Each round gives up a whole core: that is the fewest only where cores have one member.
        while true {
            switch try session.solve(hard + softs) {
            case .satisfiable(let found): return found
            case .unsatisfiable(let found):
                let core = Set(softs.filter { found.contains($0) })
                if core.isEmpty { return nil }
                softs.removeAll { core.contains($0) }
            }
        }
    }
}
