// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Values that the formula does not know yet.
extension ConfigurationSession {
    /// Makes values possible that the formula does not know yet, but for those of what nobody can ever see. Where it
    /// can't grow it is made anew, with all values asked for: so this is worth calling once for several wishes.
    ///
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func admit(_ wishes: [Wish]) throws {
        var added = false
        var left: [Wish] = []
        for wish in wishes where !isKnown(wish) {
            if !options.growsTexts || !grow(wish) { left.append(wish) }
            added = true
        }
        guard added else { return }
        if left.isEmpty {
            session.standing = encoding.closedTexts
        } else {
            try makeAnew(with: left)
        }
        explainer = makeExplainer()
    }

    private func isKnown(_ wish: Wish) -> Bool {
        model.symbols[wish.symbol].type.isLogical || encoding.literal(wish.symbol, text: wish.value) != nil
            || encoding.visible[wish.symbol] == .no
    }

    private func grow(_ wish: Wish) -> Bool {
        let isKnown = session.extend { encoding.admit(wish.value, for: wish.symbol, model, in: &$0) }
        if isKnown { texts[wish.symbol, default: []].append(wish.value) }
        return isKnown
    }

    private func makeAnew(with wishes: [Wish]) throws {
        let earlier = texts
        for wish in wishes { texts[wish.symbol, default: []].append(wish.value) }
        do { try restart() } catch {
            texts = earlier
            try restart()
            throw error
        }
    }

    /// The present configuration in a new formula.
    private func restart() throws {
        // Two solvers at a time would take too much memory.
        session = SATSession(.empty, engine: engine)
        let start = try Self.start(model, options.with(texts), unmet, engine) { text($0) }
        generation += 1
        (encoding, session) = (start.encoding, start.session)
        (kept, textKept, wishLiterals) = ([:], [:], [:])
        for set in excluded { addExclusion(set) }
        take(start.found)
    }
}

extension EncodingOptions {
    /// The same with these values.
    func with(_ texts: [SymbolID: [String]]) -> EncodingOptions {
        var options = self
        options.extraValues = texts
        return options
    }
}
