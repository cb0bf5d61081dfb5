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
        guard let values = encoding.texts[symbol], values.count > 1,
            let same = encoding.literal(symbol, text: text)
        else { return nil }
        if let known = textKept[same] { return known }
        let literal = session.newVariable()
        session.add([-literal, -encoding.visible[symbol], same])
        textKept[same] = literal
        return literal
    }

    // MARK: - What stays

    func keeps(except symbol: SymbolID) -> [Literal] { keeps { $0 == symbol } }

    /// "This value stays as it is", for all that the user sees now.
    func keeps(except isFree: (SymbolID) -> Bool) -> [Literal] {
        kept = [:]
        var list: [Literal] = []
        func keep(_ literal: Literal, _ symbol: SymbolID) {
            guard literal != .yes, literal != .no, kept.updateValue(symbol, forKey: literal) == nil else {
                return
            }
            list.append(literal)
        }
        for symbol in model.symbols.indices where present.visible[symbol] && !isFree(symbol) {
            let info = model.symbols[symbol]
            if info.isChoice { continue }
            if info.type.isLogical {
                for literal in encoding.literals(symbol, present.values[symbol]) { keep(literal, symbol) }
            } else if let literal = present.texts[symbol].flatMap({ keptText(symbol, $0) }) {
                keep(literal, symbol)
            }
        }
        return list
    }

    /// "At its default", for all that nobody sees now.
    func defaults() -> [Literal] {
        model.symbols.indices.compactMap { symbol in
            isSeen(symbol) ? nil : encoding.atDefault[symbol].flatMap { $0 == .yes ? nil : $0 }
        }
    }

    private func isSeen(_ symbol: SymbolID) -> Bool {
        model.members(ofSetting: symbol).contains { present.visible[$0] }
    }

    // MARK: - Searching

    enum Outcome {
        case found([Literal], isProven: Bool)
        case impossible(Set<Literal>)
        case tooMany([Literal])
    }

    /// The fewest of the soft literals that must go for the hard ones, or, with weights, the cheapest.
    func fewestGivenUp(
        _ softs: [Literal], hard: [Literal], limit: Int, weights: (Literal) -> Int = { _ in 1 }
    ) throws(SearchStopped) -> Outcome {
        var cores: [[Literal]] = []
        var given: [Literal] = []
        var known: [Literal: Int] = [:]
        var isProven = true
        while true {
            let left = given.isEmpty ? softs : softs.filter { !given.contains($0) }
            switch try session.solve(hard + left) {
            case .satisfiable: return .found(given, isProven: isProven)
            case .unsatisfiable(let found):
                let core = left.filter { found.contains($0) }
                if core.isEmpty { return .impossible(Set(hard.filter { found.contains($0) })) }
                cores.append(core)
                // What stands alone goes whatever it costs.
                for literal in core where core.count > 1 { known[literal] = weights(literal) }
                guard let next = HittingSet.smallest(cores, limit: limit, weights: known) else {
                    return .tooMany(given + core)
                }
                given = next.members
                isProven = isProven && next.isProven
            }
        }
    }

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
