// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// A proposal that was taken, and all that changed with it.
public struct Accepted: Sendable {
    public let proposal: Proposal
    public let symbol: SymbolID
    public let old: String
    public let new: String
    /// Without the proposal's own.
    public let consequences: [TrialQuery.Change]
    /// Nothing smaller would have done.
    public let isProven: Bool
}

/// What became of the proposals of one reply.
public struct Verdicts: Sendable {
    public var accepted: [Accepted] = []
    public var refused: [Refusal] = []
    /// How many asked for what is already so.
    public var unchanged = 0

    public init() {}
}

/// Decides about proposals: through the guard and then through the solver, never straight into the file.
public final class Judge {
    public let query: TrialQuery
    public let guards: GuardSet
    private var reader: WishReader
    private let model: KconfigModel

    public init(_ query: TrialQuery, _ guards: GuardSet, allowsStrings: Bool) {
        self.query = query
        self.guards = guards
        model = query.model
        reader = WishReader(query.model, allowsStrings: allowsStrings)
    }

    /// Decides about the proposals of one reply, in their order.
    ///
    /// - Throws: `EncodingMismatch`, which must not happen.
    public func judge(_ proposals: [Proposal]) throws -> Verdicts {
        var verdicts = Verdicts()
        var wishes: [(proposal: Proposal, wish: TrialQuery.Wish)] = []
        for proposal in proposals {
            switch reader.read(proposal) {
            case .failure(let error): note(error.refusal, &verdicts)
            case .success(let wish):
                // The same again adds nothing.
                if !wishes.contains(where: { $0.wish == wish }) { wishes.append((proposal, wish)) }
            }
        }
        let consistent = withoutContradictions(wishes, &verdicts)
        try query.admit(consistent.map(\.wish))
        for (proposal, wish) in consistent { try decide(proposal, wish, &verdicts) }
        return verdicts
    }

    private func note(_ refusal: Refusal, _ verdicts: inout Verdicts) {
        if !verdicts.refused.contains(refusal) { verdicts.refused.append(refusal) }
    }

    /// Two values for one symbol, or two members of one choice: neither is taken.
    private func withoutContradictions(
        _ wishes: [(proposal: Proposal, wish: TrialQuery.Wish)], _ verdicts: inout Verdicts
    ) -> [(proposal: Proposal, wish: TrialQuery.Wish)] {
        func subject(_ wish: TrialQuery.Wish) -> SymbolID {
            wish.value == "y" ? model.setting(of: wish.symbol) : wish.symbol
        }
        var counts: [SymbolID: Int] = [:]
        for (_, wish) in wishes { counts[subject(wish), default: 0] += 1 }
        return wishes.filter { proposal, wish in
            if counts[subject(wish)] == 1 { return true }
            note(
                Refusal(proposal, .contradiction, "the same reply asks for something else at the same place"),
                &verdicts)
            return false
        }
    }

    private func decide(_ proposal: Proposal, _ wish: TrialQuery.Wish, _ verdicts: inout Verdicts) throws {
        let name = model.name(wish.symbol)
        if let why = guards.refusal(of: wish.symbol, wish.value, base: query.base.text(wish.symbol)) {
            return note(Refusal(proposal, .guarded, "\(name) is guarded: \(why)"), &verdicts)
        }
        if let before = query.granted.first(where: { $0.symbol == wish.symbol }), before.value != wish.value {
            return note(Refusal(proposal, .decided, "\(name)=\(before.value) was accepted before"), &verdicts)
        }
        switch try query.attempt(wish) {
        case .holds: verdicts.unchanged += 1
        case .granted(let changes, let isProven):
            verdicts.accepted.append(accepted(proposal, wish, changes, isProven))
        case .impossible(let bounds, let wishes):
            note(try impossible(proposal, wish, bounds, wishes), &verdicts)
        case .tooMany(let symbols):
            let some = symbols.prefix(4).map { model.name($0) }.joined(separator: ", ")
            let message = "more than \(query.mostChanges) other options would have to change, such as \(some)"
            note(Refusal(proposal, .tooMany, message), &verdicts)
        case .stopped: note(Refusal(proposal, .undecided, "the solver gave up"), &verdicts)
        }
    }

    private func accepted(
        _ proposal: Proposal, _ wish: TrialQuery.Wish, _ changes: [TrialQuery.Change], _ isProven: Bool
    ) -> Accepted {
        let own = changes.first { $0.symbol == wish.symbol }
        return Accepted(
            proposal: proposal, symbol: wish.symbol, old: own?.old ?? query.text(wish.symbol),
            new: wish.value,
            consequences: changes.filter { $0.symbol != wish.symbol }, isProven: isProven)
    }

    private func impossible(
        _ proposal: Proposal, _ wish: TrialQuery.Wish, _ bounds: [SymbolID], _ wishes: [TrialQuery.Wish]
    ) throws -> Refusal {
        let facts = try query.explain(wish) { [guards] in guards.entries(of: $0).first?.why ?? "guarded" }
        let name = model.name(wish.symbol)
        var causes = bounds.map { "\(model.name($0)) (\(guards.entries(of: $0).first?.why ?? "guarded"))" }
        causes += wishes.map { "\(model.name($0.symbol))=\($0.value) (accepted before)" }
        let message =
            causes.isEmpty
            ? "no configuration of this kernel has \(name)=\(wish.value)"
            : "\(name)=\(wish.value) would change \(causes.prefix(4).joined(separator: ", "))"
        return Refusal(proposal, .impossible, message, facts: facts)
    }
}
