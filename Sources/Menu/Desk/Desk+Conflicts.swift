// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What can be done about requirements that exclude each other.
extension Desk {
    /// - Parameter wish: the one that is not to be dropped; nil when none is.
    func conflict(_ failed: [Requirement], _ wish: Requirement?) throws -> Conflict {
        let wanted = effective(pending?.satconfig.requirements ?? satconfig.requirements)
        let all = wish == nil ? satconfig.requirements : wanted
        let found = try session.alternatives(to: all, for: wish, limit: 6)
        // Each has a formula of its own: both at a time would take too much memory.
        pauseProof()
        let (searches, earlier) = (stale, explanation)
        earlier?.cancel()
        let explanation = session.explain(failed) { [weak earlier] in
            searches.allSatisfy(\.isDone) && earlier?.isDone ?? true
        }
        self.explanation = explanation
        return Conflict(
            explanation: explanation, alternatives: found.list, isComplete: found.isComplete)
    }

    /// What an alternative would do, in words.
    public func describe(_ alternative: InteractiveSession.Alternative) -> String {
        switch alternative {
        case .value(let value): "take \(value) instead"
        case .drop(let dropped):
            "drop "
                + dropped.map { "\($0.text) (\($0.origin.place))" }.joined(separator: " and ")
        }
    }

    /// Whether a line of an included file is in the way that nothing in the edited file can override.
    public func isApplicable(_ alternative: InteractiveSession.Alternative) -> Bool {
        guard case .drop(let dropped) = alternative else { return true }
        return dropped.allSatisfy { $0.symbol != nil || $0.origin.file == around.satconfigName }
    }

    /// Does what an alternative says, and what was wished.
    ///
    /// - Throws: `EncodingMismatch`, `SearchStopped`, `SatconfigError`.
    public func apply(_ alternative: InteractiveSession.Alternative) throws -> Outcome {
        let (wanted, symbol) = (pending?.document ?? document, pending?.symbol)
        switch alternative {
        case .value(let value):
            guard let symbol else { return .done }
            return try wish(symbol, value)
        case .drop(let dropped):
            let edited = without(dropped, wanted)
            let read = try around.read(edited.bytes)
            let old = unmet
            // What was given up for the one that goes now may hold.
            unmet = []
            guard let failed = try change(to: edited, read, about: symbol) else { return .done }
            unmet = old
            return .conflict(try conflict(failed, symbol.flatMap { read.requirement(of: $0) }))
        }
    }

    /// Own lines are taken out; what a pattern or another file says of a symbol is overridden by a line that lets it have
    /// any value.
    private func without(_ dropped: [Requirement], _ wanted: SatconfigDocument) -> SatconfigDocument {
        var edited = wanted
        var numbers: Set<Int> = []
        var overridden: [SymbolID] = []
        for requirement in dropped {
            let isOwn = requirement.origin.file == around.satconfigName
            guard let symbol = requirement.symbol else {
                if isOwn { numbers.insert(requirement.origin.line) }
                continue
            }
            if isOwn, wanted.lines(setting: model.name(symbol)).contains(requirement.origin.line) {
                numbers.insert(requirement.origin.line)
            } else {
                overridden.append(symbol)
            }
        }
        edited.remove(lines: numbers)
        for symbol in overridden {
            guard let line = anyValue(symbol) else { continue }
            edited.set(model.name(symbol), to: line, atEnd: true)
        }
        return edited
    }

    private func anyValue(_ symbol: SymbolID) -> String? {
        let type = model.symbols[symbol].type
        guard type.isLogical else { return ConfigEdit(model).requirementText(symbol, session.text(symbol)) }
        return ConfigEnvironment.prefix + model.name(symbol) + (type == .tristate ? "=n|m|y" : "=n|y")
    }
}
