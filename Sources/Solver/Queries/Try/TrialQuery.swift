// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Changes a configuration step by step: each wish is kept with the fewest other changes, or the likeliest,
/// or refused.
public final class TrialQuery {
    public typealias Wish = ConfigurationSession.Wish
    public typealias Change = ConfigurationSession.Change
    public typealias Bound = ConfigurationSession.Constraint

    public enum Answer {
        /// The configuration has the wish now.
        case granted([Change], isProven: Bool)
        /// It had it before.
        case holds
        /// No configuration has the wish together with the named bounds and earlier wishes.
        case impossible(bounds: [SymbolID], wishes: [Wish])
        /// More other values would have to change than allowed; some of them.
        case tooMany([SymbolID])
        /// The limit on time or conflicts was met.
        case stopped
    }

    public let session: ConfigurationSession
    public var base: BaseConfiguration { session.base }
    public var model: KconfigModel { session.model }
    public var granted: [Wish] { session.requirements }
    /// The most values that may change for one wish beside it.
    public var mostChanges = 25

    /// - Parameters:
    ///   - base: the configuration to start from; what it already violates is not held against wishes.
    ///   - bounds: what must not change, in the order in which conflicts name them.
    ///   - costs: which other changes are the best ones; without it, the fewest.
    public init(
        _ base: BaseConfiguration, bounds: [(symbol: SymbolID, bound: Bound)],
        costs: (any EditCost)? = nil, engine: any SATEngine
    ) throws {
        session = try ConfigurationSession(
            base, constraints: bounds.map { ($0.symbol, $0.bound) }, costs: costs, engine: engine)
    }

    /// The present value as text, `n`, `m` or `y` for bool and tristate.
    public func text(_ symbol: SymbolID) -> String { session.text(symbol) }

    /// The bytes of the present configuration, as `conf --olddefconfig` writes it.
    ///
    /// - Throws: `EncodingMismatch` when the evaluator does not confirm what the solver found.
    public func config() throws -> [UInt8] { try session.config() }

    /// An evaluator with the present configuration, for reading menus.
    public func evaluator() -> Evaluator { session.evaluator() }

    /// Makes values possible that the formula does not know yet; worth calling once for several wishes.
    public func admit(_ wishes: [Wish]) throws { try session.admit(wishes) }

    /// Tries the wish on top of what was granted before.
    ///
    /// - Precondition: the symbol is defined and the value one of its type.
    public func attempt(_ wish: Wish) throws -> Answer {
        if session.holds(wish) { return .holds }
        let before = session.state
        do {
            switch try session.require(wish, limit: mostChanges) {
            case .granted(let isProven): return .granted(session.changes(since: before), isProven: isProven)
            case .impossible(let constraints, let requirements):
                return .impossible(bounds: constraints, wishes: requirements)
            case .tooMany(let symbols): return .tooMany(symbols)
            }
        } catch is SearchStopped { return .stopped }
    }

    /// Whether any configuration at all has the wish while the symbol's prompt can be seen.
    ///
    /// - Throws: `SearchStopped`.
    public func isPossible(_ wish: Wish) throws(SearchStopped) -> Bool { try session.isPossible(wish) }

    /// Why a wish can't be had: facts with file and line, of which none can be left out.
    ///
    /// - Parameter name: what to call a bound.
    /// - Throws: `SearchStopped`.
    public func explain(_ wish: Wish, bound name: (SymbolID) -> String) throws(SearchStopped) -> [String] {
        try session.explain(wish, as: "the proposal", constraint: name, requirement: "accepted before")
    }
}
