// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Optimizer
import Solver

/// Wishes from an adviser, and the solver's word on each set of them.
public final class AdvisedTuner: Tuner {
    private let maker: CandidateMaker
    private let own: [Proposal]
    private let advise: (_ turn: Int, _ history: [String]) throws -> [Proposal]

    /// - Parameters:
    ///   - own: proposals that the user has made; they come first.
    ///   - advise: asks somebody: what was proposed, and the solver has allowed.
    public init(
        _ maker: CandidateMaker, own: [Proposal],
        advise: @escaping (_ turn: Int, _ history: [String]) throws -> [Proposal]
    ) {
        self.maker = maker
        self.own = own
        self.advise = advise
    }

    private var model: KconfigModel { maker.base.model }

    public var base: [UInt8] { maker.base.config }

    public func propose(turn: Int, history: [String]) throws -> [Wish] {
        let advice = try advise(turn, history)
        return ((turn == 0 ? own : []) + advice).map { wish($0.name, $0.value, $0.reason) }
    }

    public func candidate(_ wishes: [Wish], without culprits: [[Wish]]) throws -> Candidate {
        let made = try maker.candidate(
            wishes.map(Self.proposal), without: culprits.map { $0.map(Self.proposal) })
        let refused = made.verdicts.refused.compactMap { refusal in
            wishes.first { $0.symbol == refusal.proposal.name && $0.value == refusal.proposal.value }.map {
                (wish: $0, why: refusal.message)
            }
        }
        return Candidate(config: made.config, refused: refused)
    }

    private static func proposal(_ wish: Wish) -> Proposal {
        Proposal(wish.symbol, wish.value, reason: wish.reason)
    }

    public func alternatives(to wish: Wish) -> [Wish] {
        guard wish.value == "y", let symbol = model.symbol(named: wish.symbol) else { return [] }
        let members = model.members(ofSetting: model.setting(of: symbol))
        // What the base has was beaten already.
        return members.filter { $0 != symbol && maker.base.text($0) != "y" }.map {
            self.wish(model.name($0), "y", "instead of \(wish.symbol)")
        }
    }

    private func wish(_ symbol: String, _ value: String, _ reason: String) -> Wish {
        Wish(symbol: symbol, value: value, reason: reason, parameter: parameter(symbol, value))
    }

    /// What the base's kernel reads and what has an effect there.
    private func parameter(_ symbol: String, _ value: String) -> String? {
        guard let parameter = Handbook.parameter(for: symbol, value) else { return nil }
        let isThere =
            parameter.needs.map { needed in model.symbol(named: needed).map { maker.base.text($0) } == "y" }
            ?? true
        return isThere ? parameter.text : nil
    }
}
