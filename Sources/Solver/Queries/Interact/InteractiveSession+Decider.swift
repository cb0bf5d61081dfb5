// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Who decided a value.
extension InteractiveSession {
    public enum Decider {
        /// A requirement about the symbol.
        case required(Requirement)
        /// A preference that is met.
        case preferred(Preference)
        /// Other symbols leave nothing else, or it gave way to a requirement.
        case follows
        /// The configuration that the session began with, against the default.
        case base
        /// Nobody: it is as it is without a user.
        case byDefault
        /// A default that a command of the Kconfig files gave: what the compiler can do.
        case toolchain
    }

    /// Who decided the value of a symbol that is defined.
    public func decider(of symbol: SymbolID) -> Decider {
        if let own = requirements.last(where: { $0.symbol == symbol }) { return .required(own) }
        if let preference = preferences.last(where: { $0.requirement.symbol == symbol }),
            preference.requirement.holds(in: evaluator)
        {
            return .preferred(preference)
        }
        guard evaluator.visibility(symbol) != .no else { return unseen(symbol) }
        let info = model.symbols[symbol]
        if info.type.isLogical, evaluator.dependencies(symbol).reverse == evaluator.tristate(symbol),
            evaluator.tristate(symbol) != .no
        {
            return .follows
        }
        if isAtDefault(symbol) { return .byDefault }
        return text(symbol) == base.text(symbol) ? .base : .follows
    }

    private func isAtDefault(_ symbol: SymbolID) -> Bool {
        let choice = model.symbols[symbol].choice
        if choice.isNone { return evaluator.text(symbol) == evaluator.defaultText(symbol) }
        return evaluator.chosen(choice) == evaluator.defaultMember(choice)
    }

    private func unseen(_ symbol: SymbolID) -> Decider {
        if evaluator.dependencies(symbol).reverse != .no { return .follows }
        guard let (id, _) = evaluator.liveProperty(symbol, .default) else { return .byDefault }
        guard let line = model.line(of: model.properties[id]) else { return .byDefault }
        return model.macroUses(in: model.body(of: line)).isEmpty ? .byDefault : .toolchain
    }
}

/// What keeps options out of sight, and what hangs on them.
extension InteractiveSession {
    /// What the first prompt of a symbol needs and does not have, with present values; none when it is visible or has
    /// none.
    public func missing(for symbol: SymbolID) -> [Blocker] {
        guard evaluator.visibility(symbol) == .no else { return [] }
        let prompt = model.properties(of: symbol).first { $0.property.hasText }
        return prompt.map { BlockerFinder(evaluator).blockers(of: $0.property, below: .module) } ?? []
    }

    /// What else would change if a symbol that is on were off; nil when it can't be off.
    ///
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func losses(without symbol: SymbolID) throws -> [ConfigurationSession.Change]? {
        let off = Requirement(
            kind: .value(symbol, ["n"]), origin: RequirementOrigin(file: "", line: 0, column: 0), text: "")
        let others = requirements.filter { $0.symbol != symbol }
        return try ways(to: others + [off], about: symbol, limit: 1).found.first?.changes.filter {
            $0.symbol != symbol
        }
    }
}
