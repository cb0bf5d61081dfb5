// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Other changes that make a wish possible, looked for one after the other: the first is the cheapest, and what was
/// learnt for it serves the next. Nothing is changed by asking.
public final class WaySearch {
    /// The ways so far, the cheapest first.
    public private(set) var found: [InteractiveSession.Way] = []
    /// Whether there are no more, or none that are looked for.
    public private(set) var isDone = false

    private let session: InteractiveSession
    private let wanted: [Requirement]
    private let free: Set<SymbolID>
    private let limit: Int
    private let start: InteractiveSession.State
    private var search: GiveUpSearch
    private let softs: [Literal]
    private let hard: [Literal]
    private let owners: [Literal: SymbolID]
    /// What rules out the sets that were found holds for this question only.
    private let isThisQuestion: Literal
    private let generation: Int
    private let moves: Int
    private var core: ConfigurationSession { session.core }

    init(_ session: InteractiveSession, _ wanted: [Requirement], about symbol: SymbolID, limit: Int) throws {
        try session.admit(wanted)
        (self.session, self.wanted, self.limit, start) = (session, wanted, limit, session.state)
        let core = session.core
        (generation, moves) = (core.generation, core.moves)
        free = Set(session.model.members(ofSetting: session.model.setting(of: symbol)) + [symbol])
        isThisQuestion = core.session.newVariable()
        hard = [isThisQuestion] + session.hardLiterals(wanted)
        softs = core.keeps(except: { [free] in free.contains($0) }, first: session.near(symbol))
        owners = core.kept
        search = GiveUpSearch(
            core.session, hard: hard, softs: softs, wishful: core.defaults(),
            weight: core.weights(for: .init(symbol, "y")))
        isDone = hard.contains(.no)
    }

    deinit { if generation == core.generation { core.session.add([-isThisQuestion]) } }

    /// Looks for one more way, no longer than the session's budget.
    ///
    /// - Returns: whether there is one.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    @discardableResult public func next() throws -> Bool {
        // From elsewhere the ways so far are still good, but there is nothing to ask any more.
        guard !isDone, found.count < limit, (generation, moves) == (core.generation, core.moves) else {
            isDone = true
            return false
        }
        guard
            case .found(let given, let assignment, _) = try search.next(
                session.limits(end: ThreadTime.seconds + session.budget))
        else {
            isDone = true
            return false
        }
        try note(given, assignment)
        // What needs nothing else can't be had for less, nor in another way.
        isDone = given.isEmpty || found.count >= limit
        if !given.isEmpty { core.session.add([-isThisQuestion] + given) }
        return true
    }

    private func note(_ given: [Literal], _ assignment: TruthAssignment) throws {
        let gone = Set(given)
        let (point, evaluator) = try session.settled(
            assignment, isAtDefault: !search.isWishfulCut,
            InteractiveSession.Question(
                wanted: wanted, hard: hard, left: softs.filter { !gone.contains($0) }, owners: owners,
                free: free)
        )
        found.append(
            InteractiveSession.Way(
                point: point, requirements: wanted, evaluator: evaluator,
                changes: session.changes(
                    from: start, to: InteractiveSession.State(point: point, requirements: wanted))))
    }
}

extension InteractiveSession {
    /// One way to meet requirements, and what it changes.
    public struct Way {
        let point: ConfigurationSession.State
        let requirements: [Requirement]
        let evaluator: Evaluator
        /// What changes beside the wish, or by it.
        public let changes: [ConfigurationSession.Change]

        /// What somebody who sees the menus would have to set, beside the wish itself.
        public var edits: [ConfigurationSession.Change] { changes.filter { $0.cause == .needed } }
    }

    /// The smallest sets of other changes by which the requirements can be met; the cheapest has been looked for.
    ///
    /// - Parameters:
    ///   - symbol: what the wish is about.
    ///   - limit: how many at most.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func ways(to wanted: [Requirement], about symbol: SymbolID, limit: Int) throws -> WaySearch {
        let search = try WaySearch(self, wanted, about: symbol, limit: limit)
        try search.next()
        return search
    }

    /// Goes a way that was found in this session.
    ///
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func take(_ way: Way) throws {
        try core.goBack(to: way.point)
        (requirements, evaluator) = (way.requirements, way.evaluator)
    }

    /// What the dependencies of a symbol name, and what those name: what has to change for a wish is mostly there.
    func near(_ symbol: SymbolID) -> Set<SymbolID> {
        var known: Set<SymbolID> = [symbol]
        var waiting = [symbol]
        var upcoming = 0
        while upcoming < waiting.count, known.count < Self.mostNear {
            for (_, property) in model.properties(of: waiting[upcoming]) {
                for other in model.symbols(in: property.condition) where known.insert(other).inserted {
                    waiting.append(other)
                }
            }
            upcoming += 1
        }
        return known
    }

    private static let mostNear = 300

    /// For searches that somebody waits for.
    func limits(end: Double) -> GiveUpSearch.Limits { .init(end: end, core: 40, steps: 2000) }
}
