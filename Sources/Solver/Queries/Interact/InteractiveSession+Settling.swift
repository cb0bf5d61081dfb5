// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What nobody saw before goes to its default, as far as it can.
extension InteractiveSession {
    /// What was looked for.
    struct Question {
        let wanted: [Requirement]
        /// Their literals, and what else the solver has to be told.
        let hard: [Literal]
        /// What stays.
        let left: [Literal]
        /// What "it stays" is about, for `left` and what does not stay.
        let owners: [Literal: SymbolID]
        /// What need not stay.
        let free: Set<SymbolID>
    }

    /// - Parameters:
    ///   - found: what the question has led to.
    ///   - isAtDefault: whether all that nobody saw before is at its default there.
    /// - Returns: the configuration, and an evaluator that has it.
    func settled(
        _ found: TruthAssignment, isAtDefault: Bool, _ question: Question
    ) throws -> (point: ConfigurationSession.State, evaluator: Evaluator) {
        if !isAtDefault, let settled = try evaluated(found, question) { return settled }
        var found = found
        if !isAtDefault {
            // Something that nobody saw must not have its default.
            guard let nearest = try core.settledDefaults(question.hard + question.left) else {
                preconditionFailure("what was found before the defaults can't be found with them")
            }
            found = nearest
        }
        let point = core.state(of: found)
        return (point, try core.confirmed(point, like: evaluator))
    }

    /// What the evaluator makes of it when somebody sets what has to be set; nil when that is not what was asked for.
    private func evaluated(
        _ found: TruthAssignment, _ question: Question
    ) throws -> (point: ConfigurationSession.State, evaluator: Evaluator)? {
        let values = values(found, question)
        let evaluator = Evaluator(like: evaluator)
        evaluator.assign(values)
        evaluator.settle()
        guard question.wanted.allSatisfy({ $0.holds(in: evaluator) }), hasNoNewUnmet(evaluator) else {
            return nil
        }
        let exact = core.encoding.exact(model) { evaluator.strings.text(evaluator.text($0)) }.map(\.literal)
        if exact.contains(.no) { return nil }
        let hard = question.hard + question.left + exact.filter { $0 != .yes }
        guard let same = try core.session.assignment(hard) else { return nil }
        return (core.state(of: same), evaluator)
    }

    private func hasNoNewUnmet(_ evaluator: Evaluator) -> Bool {
        evaluator.unmetDependencies.allSatisfy { core.unmet.allows($0) }
    }

    /// What a user would have set: what was visible keeps its value, or takes that which was found; what the requirements
    /// name has the value that was found.
    private func values(_ found: TruthAssignment, _ question: Question) -> UserValues {
        let left = Set(question.left)
        var changed = question.free
        for (literal, symbol) in question.owners where !left.contains(literal) { changed.insert(symbol) }
        let required = Set(question.wanted.compactMap(\.symbol))
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
