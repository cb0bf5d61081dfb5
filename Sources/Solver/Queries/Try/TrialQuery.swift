// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Changes a configuration step by step: each wish is kept with the fewest other changes, or refused.
///
/// One formula and one solver serve all wishes: what was granted before, what must not change, and "this value
/// stays as it is" are assumptions. The fewest changes come from implicit hitting sets (P. Saikko, J. Berg,
/// M. Järvisalo, "LMHS: A SAT-IP Hybrid MaxSAT Solver", SAT 2016): a core is a set of values of which one has
/// to go; a smallest set that has a member of every core is given up; until a configuration is found. Nothing
/// is added to the formula that would not hold for the next wish.
public final class TrialQuery {
    /// A value that somebody wants a symbol to have.
    public struct Wish: Hashable, Sendable {
        public let symbol: SymbolID
        /// `n`, `m`, `y`, a number, or a text without quotes.
        public let value: String

        public init(_ symbol: SymbolID, _ value: String) {
            self.symbol = symbol
            self.value = value
        }
    }

    /// What no wish and no consequence of one may change.
    public enum Bound: Hashable, Sendable {
        /// A bool or tristate stays at least so.
        case atLeast(Tristate)
        /// A bool or tristate stays off.
        case off
        /// The symbol keeps its value.
        case asItIs
        /// The symbol must not have this value.
        case never(String)
    }

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

    public struct Change: Sendable {
        public enum Cause: String, Sendable {
            /// The wish itself.
            case wish
            /// A value that the user could see and that can't stay, or one of a symbol that can be seen only now
            /// and must not have its default, though it may be the value that it had unseen (`no line` before).
            case needed
            /// A value that no user can set, or the default of what nobody saw before: it follows by the Kconfig
            /// files.
            case automatic
        }

        public let symbol: SymbolID
        public let old: String
        public let new: String
        public let cause: Cause
    }

    public let base: BaseConfiguration
    public let model: KconfigModel
    /// The most values that may change for one wish beside it.
    public var mostChanges = 25

    var state: TrialState
    private let bounds: [(symbol: SymbolID, bound: Bound)]
    public private(set) var granted: [Wish] = []
    private var texts: [SymbolID: [String]]
    private lazy var explainer = TrialExplainer(self)

    /// Conflicts after which a single question is given up: no known one needs a tenth of it.
    private static let conflictLimit = 100_000

    /// - Parameters:
    ///   - base: the configuration to start from; what it already violates is not held against wishes.
    ///   - bounds: what must not change, in the order in which conflicts name them.
    public init(_ base: BaseConfiguration, bounds: [(symbol: SymbolID, bound: Bound)]) throws {
        self.base = base
        model = base.model
        self.bounds = bounds
        texts = base.writtenTexts.mapValues { [$0] }
        state = try TrialState(base, extraValues: texts)
        state.solver.limitConflicts(Self.conflictLimit)
    }

    /// The present value as text, `n`, `m` or `y` for bool and tristate.
    public func text(_ symbol: SymbolID) -> String { state.text(symbol) }

    /// The symbols that are selected against their dependencies in the base.
    var excepted: Set<SymbolID> { Set(base.evaluator.unmetDependencies) }

    /// The bytes of the present configuration, as `conf --olddefconfig` writes it.
    ///
    /// - Throws: `EncodingMismatch` when the evaluator does not confirm what the solver found.
    public func config() throws -> [UInt8] {
        try Decoder(model, state.encoding).dotConfig(state.present, allowedUnmet: excepted)
    }

    /// An evaluator with the present configuration, for reading menus.
    public func evaluator() -> Evaluator {
        let evaluator = Evaluator(model)
        evaluator.assign(Decoder(model, state.encoding).values(state.present))
        evaluator.calculate(model.modules)
        return evaluator
    }

    // MARK: - Trying

    /// Tries the wish on top of what was granted before.
    ///
    /// - Precondition: the symbol is defined and the value one of its type.
    public func attempt(_ wish: Wish) throws -> Answer {
        if text(wish.symbol) == wish.value && state.isWritten(wish.symbol) { return .holds }
        try admit([wish])
        let hard = hardAssumptions(wish)
        let keeps = state.keeps(except: wish)
        if hard.contains(.no) { return impossible([.no], wish) }
        // Most wishes change nothing else that anybody sees: one question instead of several.
        if state.solver.solve(hard + keeps + state.defaults()) == .satisfiable {
            return grant(wish, isProven: true)
        }
        switch state.fewestGivenUp(keeps, hard: hard, limit: mostChanges) {
        case .found(let given, let isProven):
            let rest = Set(given)
            guard state.settleDefaults(hard + keeps.filter { !rest.contains($0) }) else { return .stopped }
            return grant(wish, isProven: isProven)
        case .impossible(let failed): return impossible(failed, wish)
        case .tooMany(let literals): return .tooMany(state.symbols(of: literals))
        case .stopped: return .stopped
        }
    }

    private func grant(_ wish: Wish, isProven: Bool) -> Answer {
        granted.removeAll { $0.symbol == wish.symbol }
        granted.append(wish)
        return .granted(state.take(wish), isProven: isProven)
    }

    /// Makes values possible that the formula does not know yet: it is made anew, with all values asked for.
    /// Worth calling once for several wishes.
    public func admit(_ wishes: [Wish]) throws {
        let missing = wishes.filter { wish in
            !model.symbols[wish.symbol].type.isLogical && !state.knows(wish)
        }
        guard !missing.isEmpty else { return }
        for wish in missing { texts[wish.symbol, default: []].append(wish.value) }
        state = try TrialState(base, extraValues: texts, present: state)
        state.solver.limitConflicts(Self.conflictLimit)
        explainer = TrialExplainer(self)
    }

    /// The values beyond those of the Kconfig files that the formula knows.
    var extraValues: [SymbolID: [String]] { texts }

    /// Whether any configuration at all has the wish while the symbol's prompt can be seen.
    public func isPossible(_ wish: Wish) -> Bool {
        state.solver.solve([state.literal(wish), state.encoding.visible[wish.symbol]]) == .satisfiable
    }

    private func hardAssumptions(_ wish: Wish) -> [Literal] {
        [state.literal(wish)] + bounds.compactMap { state.literal($0.symbol, $0.bound, base) }
            + granted.filter { $0.symbol != wish.symbol }.map { state.literal($0) }
    }

    private func impossible(_ failed: Set<Literal>, _ wish: Wish) -> Answer {
        let blocking = bounds.filter { entry in
            state.literal(entry.symbol, entry.bound, base).map { failed.contains($0) } ?? false
        }
        let earlier = granted.filter { $0.symbol != wish.symbol && failed.contains(state.literal($0)) }
        return .impossible(bounds: blocking.map(\.symbol), wishes: earlier)
    }

    /// Why a wish can't be had: facts with file and line, of which none can be left out.
    ///
    /// - Parameter name: what to call a bound.
    public func explain(_ wish: Wish, bound name: (SymbolID) -> String) -> [String] {
        let held = bounds.filter { $0.symbol != wish.symbol }.compactMap { entry -> (Wish, String)? in
            guard let value = heldValue(entry.symbol, entry.bound) else { return nil }
            return (Wish(entry.symbol, value), name(entry.symbol))
        }
        let earlier = granted.filter { $0.symbol != wish.symbol }.map { ($0, "accepted before") }
        return explainer.lines(wish, held + earlier)
    }

    /// The base's value, where the bound holds to it. A number or text that nobody sees is not held.
    private func heldValue(_ symbol: SymbolID, _ bound: Bound) -> String? {
        if case .never = bound { return nil }
        let isLogical = model.symbols[symbol].type.isLogical
        return isLogical || base.evaluator.visibility(symbol) != .no ? base.text(symbol) : nil
    }
}
