// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What nobody saw before goes to its default, as far as it can.
extension InteractiveSession {
    /// - Parameters:
    ///   - wanted: the requirements, and `hard` their literals.
    ///   - left: what stays, of `core.keeps`.
    ///   - free: what need not stay.
    /// - Returns: nil when they exclude each other.
    func settled(
        _ wanted: [Requirement], _ hard: [Literal], _ left: [Literal], free: Set<SymbolID>
    ) throws(SearchStopped) -> TruthAssignment? {
        guard let found = try core.session.assignment(hard + left) else { return nil }
        let values = values(found, wanted, Set(left), free)
        let evaluator = Evaluator(model)
        evaluator.assign(values)
        evaluator.settle()
        if wanted.allSatisfy({ $0.holds(in: evaluator) }), hasNoNewUnmet(evaluator) {
            let exact = core.encoding.exact(model) { evaluator.strings.text(evaluator.text($0)) }.map(
                \.literal)
            if !exact.contains(.no),
                let found = try core.session.assignment(hard + left + exact.filter { $0 != .yes })
            {
                return found
            }
        }
        // Something that nobody saw must not have its default.
        return try core.settledDefaults(hard + left)
    }

    private func hasNoNewUnmet(_ evaluator: Evaluator) -> Bool {
        evaluator.unmetDependencies.allSatisfy { core.unmet.allows($0) }
    }

    /// What a user would have set: what was visible keeps its value, or takes that which was found; what the requirements
    /// name has the value that was found.
    private func values(
        _ found: TruthAssignment, _ wanted: [Requirement], _ left: Set<Literal>, _ free: Set<SymbolID>
    ) -> UserValues {
        var changed = free
        for (literal, symbol) in core.kept where !left.contains(literal) { changed.insert(symbol) }
        let required = Set(wanted.compactMap(\.symbol))
        var values = UserValues()
        for symbol in model.symbols.indices where !model.symbols[symbol].isChoice {
            let isSeen = core.present.visible[symbol]
            guard isSeen || required.contains(symbol) || changed.contains(symbol) else { continue }
            let isOpen = changed.contains(symbol) || !isSeen
            guard let value = isOpen ? value(symbol, found) : presentValue(symbol) else { continue }
            values.set(symbol, to: value)
        }
        return values
    }

    private func value(_ symbol: SymbolID, _ found: TruthAssignment) -> UserValues.Value? {
        func holds(_ literal: Literal) -> Bool {
            literal == .yes || (literal != .no && found.isTrue(literal))
        }
        guard model.symbols[symbol].type.isLogical else {
            let text = core.encoding.texts[symbol]?.first { holds($0.literal) }
            return text.map { .text(Array(core.encoding.strings.bytes($0.text))) }
        }
        let pair = core.encoding.logical[symbol]
        return .logical(holds(pair.yes) ? .yes : holds(pair.on) ? .module : .no)
    }

    private func presentValue(_ symbol: SymbolID) -> UserValues.Value? {
        guard model.symbols[symbol].type.isLogical else {
            return core.present.texts[symbol].map { .text(Array(core.encoding.strings.bytes($0))) }
        }
        return .logical(core.present.values[symbol])
    }
}
