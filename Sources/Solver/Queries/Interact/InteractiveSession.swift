// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A configuration that somebody changes by changing the requirements for it, and asks questions about: what a menu, a
/// GUI or a language server needs.
///
/// One formula and one solver serve the whole session; requirements are assumptions. An answer changes as little of what
/// can be seen as it can: it comes from the search of `ConfigurationSession`, within a budget of time, and what is
/// best by the objective is for `ObjectiveProof` to find in the background.
public final class InteractiveSession {
    public enum Answer {
        /// The configuration meets the requirements. `isProven`: no fewer values could have changed, or none at less
        /// cost.
        case met(isProven: Bool)
        /// No configuration meets these together; nothing has changed. None at all: the tree has no configuration.
        case conflict([Requirement])
    }

    /// Where the session is: to tell later what has changed since, and to go back.
    public struct State {
        let point: ConfigurationSession.State
        public let requirements: [Requirement]
    }

    public let model: KconfigModel
    /// The configuration that the session began with.
    public let base: BaseConfiguration
    /// What is required now.
    public internal(set) var requirements: [Requirement] = []
    /// What should hold where it can.
    public let preferences: [Preference]
    /// Has the present configuration: all that is shown or written comes from it.
    public internal(set) var evaluator: Evaluator
    /// Seconds of work after which an answer need not be the nearest any more.
    public var budget = 0.06

    let core: ConfigurationSession
    let engine: any SATEngine
    private let costs: (any EditCost)?
    private var literals: [RequirementKey: Literal] = [:]
    private var generation = 0

    /// The session is at the base's configuration and requires nothing; `adopt` what the file says next.
    ///
    /// - Parameters:
    ///   - satconfig: what will be required: its values and expressions are among those of the formula.
    ///   - base: made with the same model.
    ///   - costs: which changes beside a wish are the best ones; without it, the fewest.
    /// - Throws: `EncodingMismatch` when the base is no model of the formula, `SearchStopped`.
    public init(
        _ satconfig: Satconfig, _ base: BaseConfiguration, costs: (any EditCost)? = nil,
        engine: any SATEngine
    ) throws {
        self.base = base
        self.engine = engine
        self.costs = costs
        model = satconfig.model
        preferences = satconfig.preferences
        var options = satconfig.encodingOptions(explains: false)
        options.growsTexts = true
        core = try ConfigurationSession(
            base, costs: costs, encoding: options, unmet: UnmetPolicy.forbidden.waiving(satconfig),
            engine: engine)
        evaluator = try core.confirmed()
    }

    // MARK: - The present configuration

    public var state: State { State(point: core.state, requirements: requirements) }

    /// The present value as text, `n`, `m` or `y` for bool and tristate.
    public func text(_ symbol: SymbolID) -> String { evaluator.strings.text(evaluator.text(symbol)) }

    /// The bytes of the present configuration, as `conf --olddefconfig` writes it and leaves it.
    ///
    /// - Throws: `EncodingMismatch`.
    public func config() throws -> [UInt8] { try core.config() }

    /// What selects may override: what the base has overridden already.
    public var unmet: UnmetPolicy { core.unmet }

    /// The lines of `.config` that say something else than in the earlier state.
    public func changes(since old: State) -> [ConfigurationSession.Change] { changes(from: old, to: state) }

    func changes(from old: State, to new: State) -> [ConfigurationSession.Change] {
        let known = Set(old.requirements.map(\.key))
        let wished = Set(new.requirements.filter { !known.contains($0.key) }.compactMap(\.symbol))
        return core.changes(from: old.point, to: new.point).map { change in
            guard wished.contains(change.symbol) else { return change }
            return .init(symbol: change.symbol, old: change.old, new: change.new, cause: .wish)
        }
    }

    /// The way back to an earlier state: small, where a state is large.
    public struct Return {
        let difference: ConfigurationSession.Difference
    }

    /// - Parameter old: of this session.
    public func wayBack(to old: State) -> Return {
        Return(difference: core.state.difference(to: old.point))
    }

    /// A way that begins at an earlier state, from where the session is now.
    public func rebased(_ way: Return, from old: State) -> Return {
        Return(difference: core.state.difference(to: old.point.applying(way.difference)))
    }

    /// Back to where the session was. Only from the very state that the way begins at.
    ///
    /// - Parameter requirements: what was required there.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func goBack(_ way: Return, requirements: [Requirement]) throws {
        try goBack(to: State(point: core.state.applying(way.difference), requirements: requirements))
    }

    /// Back to an earlier state.
    ///
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func goBack(to old: State) throws {
        try core.goBack(to: old.point)
        requirements = old.requirements
        evaluator = try core.confirmed(core.state, like: evaluator)
    }

    // MARK: - Changing the requirements

    /// Makes these the requirements. The configuration changes as little as it can, or not at all when they exclude each
    /// other.
    ///
    /// - Parameter symbol: what the change is about: it need not stay as it is.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func adopt(_ wanted: [Requirement], about symbol: SymbolID? = nil) throws -> Answer {
        try admit(wanted)
        let earlier = symbol.map { goal(of: $0, wanted) } ?? []
        switch try nearest(wanted, goal: earlier, about: symbol) {
        case .found(let point, let evaluator, let isProven):
            core.take(point)
            (requirements, self.evaluator) = (wanted, evaluator)
            return .met(isProven: isProven)
        case .conflict(let failed): return .conflict(wanted.filter { failed.contains(literal($0)) })
        }
    }

    /// Makes a configuration that was found elsewhere the present one, if it meets the requirements.
    ///
    /// - Parameter other: has that configuration.
    /// - Returns: false when it does not meet them, or is not valid: nothing has changed then.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func move(to other: Evaluator) throws -> Bool {
        var texts: [ConfigurationSession.Wish] = []
        for symbol in model.symbols.indices
        where !model.symbols[symbol].type.isLogical && other.isWritten(symbol) {
            texts.append(.init(symbol, other.strings.text(other.text(symbol))))
        }
        try core.admit(texts)
        let exact = core.encoding.exact(model) { other.strings.text(other.text($0)) }.map(\.literal)
        let hard = hardLiterals(requirements)
        guard !hard.contains(.no), !exact.contains(.no),
            let found = try core.session.assignment(hard + exact.filter { $0 != .yes })
        else { return false }
        let point = core.state(of: found)
        evaluator = try core.confirmed(point, like: evaluator)
        core.take(point)
        return true
    }

    // MARK: - Literals

    func hardLiterals(_ wanted: [Requirement]) -> [Literal] { wanted.map { literal($0) } }

    /// True exactly when the requirement holds.
    func literal(_ requirement: Requirement) -> Literal {
        if generation != core.generation { (literals, generation) = ([:], core.generation) }
        if let known = literals[requirement.key] { return known }
        let literal = core.session.extend { core.encoding.literal(requirement, model, in: &$0) }
        literals[requirement.key] = literal
        return literal
    }

    /// Makes values possible that the formula does not know yet.
    func admit(_ wanted: [Requirement]) throws {
        let wishes = wanted.flatMap { requirement -> [ConfigurationSession.Wish] in
            guard case .value(let symbol, let values) = requirement.kind,
                !model.symbols[symbol].type.isLogical
            else { return [] }
            return values.map { .init(symbol, $0) }
        }
        try core.admit(wishes)
    }

    /// Where a symbol should go that no requirement is about any more: to what the base has.
    private func goal(of symbol: SymbolID, _ wanted: [Requirement]) -> [Literal] {
        guard !wanted.contains(where: { $0.symbol == symbol }) else { return [] }
        return model.members(ofSetting: model.setting(of: symbol)).flatMap { member -> [Literal] in
            guard model.symbols[member].type.isLogical else {
                return core.encoding.literal(member, text: base.text(member)).map { [$0] } ?? []
            }
            return core.encoding.literals(member, Tristate(letter: base.text(member)) ?? .no)
        }.filter { $0 != .yes && $0 != .no }
    }

    // MARK: - Searching

    enum Nearest {
        case found(ConfigurationSession.State, Evaluator, isProven: Bool)
        case conflict(Set<Literal>)
    }

    /// - Parameter goal: what should come out if all else can stay.
    private func nearest(_ wanted: [Requirement], goal: [Literal], about symbol: SymbolID?) throws -> Nearest
    {
        let hard = hardLiterals(wanted)
        if hard.contains(.no) { return .conflict([.no]) }
        let end = ThreadTime.seconds + budget
        let free = symbol.map { Set(model.members(ofSetting: model.setting(of: $0)) + [$0]) } ?? []
        let keeps = core.keeps(except: { free.contains($0) }, first: symbol.map { near($0) } ?? [])
        let defaults = core.defaults()
        if !goal.isEmpty, let found = try core.session.assignment(hard + goal + keeps + defaults) {
            return try there(found)
        }
        // Most wishes change nothing else that anybody sees: one question instead of several.
        if let found = try core.session.assignment(hard + keeps + defaults) { return try there(found) }
        if case .unsatisfiable(let failed) = try core.session.solve(hard) {
            return .conflict(Set(hard.filter { failed.contains($0) }))
        }
        let owners = core.kept
        let weight = symbol.map { core.weights(for: .init($0, "y")) } ?? { _ in 1 }
        var search = GiveUpSearch(
            core.session, hard: hard, softs: keeps, wishful: defaults, weight: weight)
        guard case .found(let given, let found, let isProven) = try search.next(limits(end: end)) else {
            preconditionFailure("requirements that could be met can't be met any more")
        }
        let gone = Set(given)
        let question = Question(
            wanted: wanted, hard: hard, left: keeps.filter { !gone.contains($0) }, owners: owners, free: free)
        let (point, evaluator) = try settled(found, isAtDefault: !search.isWishfulCut, question)
        return .found(point, evaluator, isProven: isProven)
    }

    private func there(_ found: TruthAssignment) throws -> Nearest {
        let point = core.state(of: found)
        return .found(point, try core.confirmed(point, like: evaluator), isProven: true)
    }
}

/// What a requirement says, wherever it stands.
struct RequirementKey: Hashable {
    private let symbol: SymbolID
    private let values: [String]
    private let expression: ExpressionID

    init(_ kind: Requirement.Kind) {
        switch kind {
        case .value(let symbol, let values):
            (self.symbol, self.values, expression) = (symbol, values, .none)
        case .expression(let expression): (symbol, values, self.expression) = (.none, [], expression)
        }
    }
}

extension Requirement {
    var key: RequirementKey { RequirementKey(kind) }

    /// The symbol that it gives a value to; nil for an expression.
    public var symbol: SymbolID? {
        if case .value(let symbol, _) = kind { symbol } else { nil }
    }
}
