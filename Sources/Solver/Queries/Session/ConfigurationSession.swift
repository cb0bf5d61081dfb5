// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A configuration that is changed by one wish after the other, and asked questions: what an interactive program needs.
///
/// One formula and one solver serve the whole session. What was required before, what must not change, and "this value
/// stays as it is" are assumptions. The fewest changes come from implicit hitting sets (P. Saikko, J. Berg,
/// M. Järvisalo, "LMHS: A SAT-IP Hybrid MaxSAT Solver", SAT 2016): a core is a set of values of which one has
/// to go; a smallest set that has a member of every core is given up; until a configuration is found. Nothing
/// is added to the formula that would not hold for the next wish.
public final class ConfigurationSession {
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
    public enum Constraint: Hashable, Sendable {
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
        /// It is one of the requirements now. `isProven`: no fewer values could have changed, or none at less cost.
        case granted(isProven: Bool)
        /// No configuration has the wish together with these.
        case impossible(constraints: [SymbolID], requirements: [Wish])
        /// More other values would have to change than allowed; some of them.
        case tooMany([SymbolID])
    }

    /// Where the session is, to tell later what has changed since.
    public struct State {
        let assignment: Assignment
        /// The numbers and texts that have a line in `.config`.
        let written: Set<SymbolID>
        /// Symbols and choices that are not as they are without a user.
        let offDefault: Set<SymbolID>
        /// The texts of the assignment.
        let strings: StringPool
        let requirements: [Wish]
    }

    public let base: BaseConfiguration
    public let model: KconfigModel
    public let constraints: [(symbol: SymbolID, constraint: Constraint)]
    /// The wishes that were granted and not withdrawn, the latest last. One for a symbol.
    public private(set) var requirements: [Wish] = []

    let engine: any SATEngine
    /// Which changes beside a wish are the best ones; without it, the fewest.
    let costs: (any EditCost)?
    let unmet: UnmetPolicy
    /// Sets of values of which no configuration has all.
    private(set) var excluded: [[Wish]] = []
    /// What else the formula has, and whether it grows. Its values are in `texts`.
    let options: EncodingOptions
    /// How often the formula was made anew: literals of an earlier one mean nothing.
    var generation = 0
    /// How often the present configuration became another one.
    private(set) var moves = 0
    var encoding: Encoding
    var session: SATSession
    private(set) var present: Assignment
    private var written: Set<SymbolID>
    private var offDefault: Set<SymbolID>
    /// The values beyond those of the Kconfig files that the formula knows.
    var texts: [SymbolID: [String]]
    /// Made anew with those.
    lazy var explainer = makeExplainer()

    /// The symbol whose value each literal of the last `keeps` keeps.
    var kept: [Literal: SymbolID] = [:]
    /// Per text value, "the symbol has it, or nobody sees the symbol".
    var textKept: [Literal: Literal] = [:]
    /// How large that was.
    var keptCount = 0
    /// `sortedDefaults`, for the formula of that generation.
    var defaultLiterals: (generation: Int, sorted: [(SymbolID, Literal)]) = (-1, [])
    /// What the solver was told to try first.
    private var preferred: (generation: Int, values: Table<SymbolID, Tristate>)?
    /// Per wish, its literal.
    var wishLiterals: [Wish: Literal] = [:]

    /// Conflicts after which a single question is given up: no known one needs a tenth of it.
    private static let conflictLimit = 100_000

    /// - Parameters:
    ///   - base: the configuration to start from; what it already violates is not held against wishes.
    ///   - constraints: what must not change, in the order in which conflicts name them.
    ///   - costs: which changes beside a wish are the best ones; without it, the fewest.
    ///   - options: what else the formula should have; not `explains`.
    ///   - unmet: which selects may override dependencies, beside those that do in the base.
    /// - Throws: `EncodingMismatch` when the base is no model of the formula, `SearchStopped`.
    public init(
        _ base: BaseConfiguration, constraints: [(symbol: SymbolID, constraint: Constraint)] = [],
        costs: (any EditCost)? = nil, encoding options: EncodingOptions = EncodingOptions(),
        unmet: UnmetPolicy = .forbidden, engine: any SATEngine
    ) throws {
        self.base = base
        self.engine = engine
        self.options = options
        self.costs = costs
        self.constraints = constraints
        model = base.model
        let unmet = unmet.extended(to: base)
        self.unmet = unmet
        texts = base.writtenTexts.mapValues { [$0] }.merging(options.extraValues) { $0 + $1 }
        let start = try Self.start(model, options.with(texts), unmet, engine) { base.text($0) }
        (encoding, session) = (start.encoding, start.session)
        present = Assignment(encoding, start.found)
        written = Self.written(encoding, start.found)
        offDefault = Self.offDefault(encoding, start.found)
        preferPresent()
    }

    static func start(
        _ model: KconfigModel, _ options: EncodingOptions, _ unmet: UnmetPolicy, _ engine: any SATEngine,
        _ text: (SymbolID) -> String
    ) throws -> (encoding: Encoding, session: SATSession, found: TruthAssignment) {
        var encoding = Encoder.encode(model, options)
        encoding.apply(unmet)
        let session = SATSession(encoding.takeFormula(), engine: engine)
        session.standing = encoding.closedTexts
        _ = session.limitConflicts(conflictLimit)
        let exact = encoding.exact(model, text).filter { $0.literal != .yes }
        switch try session.solve(exact.map(\.literal)) {
        case .satisfiable(let found): return (encoding, session, found)
        case .unsatisfiable(let core):
            let failed = Set(exact.filter { core.contains($0.literal) }.map(\.symbol))
            throw EncodingMismatch(
                symbols: model.symbols.indices.filter { failed.contains($0) }.map { model.name($0) })
        }
    }

    private static func written(_ encoding: Encoding, _ found: TruthAssignment) -> Set<SymbolID> {
        Set(encoding.written.filter { $0.value == .yes || ($0.value != .no && found.isTrue($0.value)) }.keys)
    }

    private static func offDefault(_ encoding: Encoding, _ found: TruthAssignment) -> Set<SymbolID> {
        Set(encoding.atDefault.filter { $0.value != .yes && !found.isTrue($0.value) }.keys)
    }

    /// The solver tries first what is there, and defaults.
    private func preferPresent() {
        let (encoding, present) = (encoding, present)
        let known = preferred.flatMap { $0.generation == generation ? $0.values : nil }
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            if let known, known[symbol] == present.values[symbol] { continue }
            for literal in encoding.both(symbol, present.values[symbol]) { session.prefer(literal) }
        }
        if known == nil { for (_, literal) in sortedDefaults() { session.prefer(literal) } }
        preferred = (generation, present.values)
    }

    // MARK: - The present configuration

    public var state: State {
        State(
            assignment: present, written: written, offDefault: offDefault, strings: encoding.strings,
            requirements: requirements)
    }

    /// The present value as text, `n`, `m` or `y` for bool and tristate.
    public func text(_ symbol: SymbolID) -> String {
        if model.symbols[symbol].type.isLogical { return present.values[symbol].letter }
        return present.texts[symbol].map { encoding.strings.text($0) } ?? ""
    }

    /// Whether the configuration has the wish. Off counts as written.
    public func holds(_ wish: Wish) -> Bool {
        let isWritten = model.symbols[wish.symbol].type.isLogical || present.visible[wish.symbol]
        return text(wish.symbol) == wish.value && isWritten
    }

    /// The bytes of the present configuration, as `conf --olddefconfig` writes it.
    ///
    /// - Throws: `EncodingMismatch` when the evaluator does not confirm what the solver found.
    public func config() throws -> [UInt8] { try Decoder(model, encoding).dotConfig(present, unmet) }

    /// The same without reading it back: an evaluator that has the present configuration.
    ///
    /// - Throws: `EncodingMismatch` when the evaluator does not confirm what the solver found.
    func confirmed() throws -> Evaluator { try confirmed(state) }

    /// The same of another state of this formula.
    func confirmed(_ state: State, like other: Evaluator? = nil) throws -> Evaluator {
        try Decoder(model, encoding).evaluator(state.assignment, unmet, like: other)
    }

    /// An evaluator with the present configuration, for reading menus.
    public func evaluator() -> Evaluator {
        let evaluator = Evaluator(model)
        evaluator.assign(Decoder(model, encoding).values(present))
        evaluator.calculate(model.modules)
        return evaluator
    }

    /// Goes back to an earlier configuration; the requirements stay.
    ///
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    func goBack(to old: State) throws {
        let named = old.assignment.texts.mapValues { old.strings.text($0) }
        try admit(named.filter { old.written.contains($0.key) }.map { Wish($0.key, $0.value) })
        present = Assignment(
            values: old.assignment.values, visible: old.assignment.visible,
            texts: named.compactMapValues { encoding.strings.find(utf8: $0) })
        (written, offDefault) = (old.written, old.offDefault)
        moves += 1
        preferPresent()
    }

    // MARK: - Wishes

    /// Makes the wish a requirement, with as few other changes as will do, or with the cheapest. When that can't be nothing changes.
    ///
    /// - Precondition: the symbol is defined and the value one of its type.
    /// - Parameter limit: the most values that may change beside it.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func require(_ wish: Wish, limit: Int = .max) throws -> Answer {
        try admit([wish])
        let hard = hardAssumptions(wish)
        let keeps = keeps(except: wish.symbol)
        if hard.contains(.no) { return impossible([.no], wish) }
        // Most wishes change nothing else that anybody sees: one question instead of several. When it is given up, the
        // longer way decides.
        if let found = try? session.assignment(hard + keeps + defaults()) {
            return grant(wish, found, isProven: true)
        }
        var search = GiveUpSearch(session, hard: hard, softs: keeps, weight: weights(for: wish))
        switch try search.next(.init(count: limit)) {
        case .found(let given, _, let isProven):
            let rest = Set(given)
            guard let found = try settledDefaults(hard + keeps.filter { !rest.contains($0) }) else {
                preconditionFailure("what was found before the defaults can't be found with them")
            }
            return grant(wish, found, isProven: isProven)
        case .impossible(let failed): return impossible(failed, wish)
        case .tooMany(let literals): return .tooMany(literals.compactMap { kept[$0] })
        }
    }

    private func grant(_ wish: Wish, _ found: TruthAssignment, isProven: Bool) -> Answer {
        requirements.removeAll { $0.symbol == wish.symbol }
        requirements.append(wish)
        take(found)
        return .granted(isProven: isProven)
    }

    /// Makes what was found the present configuration.
    func take(_ found: TruthAssignment) { take(state(of: found)) }

    /// - Parameter state: of this formula.
    func take(_ state: State) {
        (present, written, offDefault) = (state.assignment, state.written, state.offDefault)
        moves += 1
        preferPresent()
    }

    /// What was found, without making it the present configuration.
    func state(of found: TruthAssignment) -> State {
        let encoding = encoding
        return State(
            assignment: Assignment(encoding, found), written: Self.written(encoding, found),
            offDefault: Self.offDefault(encoding, found), strings: encoding.strings,
            requirements: requirements)
    }

    private func impossible(_ failed: Set<Literal>, _ wish: Wish) -> Answer {
        let blocking = constraints.filter { entry in
            literal(entry.symbol, entry.constraint).map { failed.contains($0) } ?? false
        }
        let earlier = others(than: wish).filter { failed.contains(literal($0)) }
        return .impossible(constraints: blocking.map(\.symbol), requirements: earlier)
    }

    /// Takes a requirement back. The symbol goes to its default, or its choice does, when all else that can be seen can
    /// stay as it is; else nothing changes.
    ///
    /// - Throws: `SearchStopped`.
    public func withdraw(_ symbol: SymbolID) throws {
        let left = requirements.filter { $0.symbol != symbol }
        guard left.count < requirements.count else { return }
        let setting = model.setting(of: symbol)
        let members = Set(model.members(ofSetting: setting))
        let hard = hardLiterals + left.map { literal($0) } + [encoding.atDefault[setting] ?? .yes]
        let found = try session.assignment(hard + keeps { members.contains($0) } + defaults())
        requirements = left
        if let found { take(found) }
    }

    /// The smallest sets of requirements that make way for a wish when they are withdrawn, smallest first; none when the
    /// tree or a constraint stands against it.
    ///
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func alternatives(to wish: Wish, limit: Int) throws -> [[Wish]] {
        try admit([wish])
        let earlier = others(than: wish)
        let softs = earlier.map { literal($0) }
        // What rules out the sets that were found holds for this question only.
        let isThisQuestion = session.newVariable()
        defer { session.add([-isThisQuestion]) }
        let hard = [isThisQuestion, literal(wish)] + hardLiterals
        var sets: [[Wish]] = []
        var search = GiveUpSearch(session, hard: hard, softs: softs)
        while sets.count < limit, !hard.contains(.no) {
            guard case .found(let given, _, _) = try search.next(), !given.isEmpty else { break }
            let dropped = Set(given)
            sets.append(zip(earlier, softs).filter { dropped.contains($1) }.map(\.0))
            session.add([-isThisQuestion] + given)
        }
        return sets
    }

    /// Whether any configuration at all has the wish while the symbol's prompt can be seen.
    ///
    /// - Throws: `SearchStopped`.
    public func isPossible(_ wish: Wish) throws(SearchStopped) -> Bool {
        try session.assignment([literal(wish), encoding.visible[wish.symbol]]) != nil
    }

    /// From now on no configuration has all of some values.
    ///
    /// - Precondition: the present one does not have them, nor does the base.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func exclude(_ set: [Wish]) throws {
        precondition(set.contains { !holds($0) }, "the present configuration has all of what is excluded")
        try admit(set)
        excluded.append(set)
        addExclusion(set)
    }

    func addExclusion(_ set: [Wish]) { session.add(set.map { -literal($0) }) }

    // MARK: - Refusals

    /// Why a wish can't be had: facts with file and line, of which none can be left out.
    ///
    /// - Parameters:
    ///   - own: what to call the wish.
    ///   - constraint: what to call a constraint.
    ///   - requirement: what to call an earlier requirement.
    /// - Throws: `SearchStopped`.
    public func explain(
        _ wish: Wish, as own: String, constraint name: (SymbolID) -> String, requirement: String
    ) throws(SearchStopped) -> [String] {
        let held = constraints.filter { $0.symbol != wish.symbol }.compactMap { entry -> (Wish, String)? in
            guard let value = heldValue(entry.symbol, entry.constraint) else { return nil }
            return (Wish(entry.symbol, value), name(entry.symbol))
        }
        return try explainer.lines((wish, own), held + others(than: wish).map { ($0, requirement) })
    }

    /// The base's value, where the constraint holds to it. A number or text that nobody sees is not held.
    private func heldValue(_ symbol: SymbolID, _ constraint: Constraint) -> String? {
        if case .never = constraint { return nil }
        let isLogical = model.symbols[symbol].type.isLogical
        return isLogical || base.evaluator.visibility(symbol) != .no ? base.text(symbol) : nil
    }

    func makeExplainer() -> RefusalExplainer { RefusalExplainer(model, texts, unmet, engine) }
}
