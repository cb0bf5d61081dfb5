// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Ways out: other changes that make a wish possible, and requirements that stand against it.
extension InteractiveSession {
    /// One way to meet requirements, and what it changes.
    public struct Way {
        let point: ConfigurationSession.State
        let requirements: [Requirement]
        /// What changes beside the wish, or by it.
        public let changes: [ConfigurationSession.Change]

        /// What somebody who sees the menus would have to set, beside the wish itself.
        public var edits: [ConfigurationSession.Change] { changes.filter { $0.cause == .needed } }
    }

    /// Something to do about requirements that exclude each other.
    public enum Alternative {
        /// Without these, the rest can be met.
        case drop([Requirement])
        /// With this value of the wish's symbol, all the others can.
        case value(String)
    }

    /// The smallest sets of other changes by which the requirements can be met, the cheapest first. Nothing is changed by
    /// asking.
    ///
    /// - Parameters:
    ///   - symbol: what the wish is about.
    ///   - limit: how many at most; fewer when the budget is used up.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func ways(to wanted: [Requirement], about symbol: SymbolID, limit: Int) throws -> [Way] {
        try admit(wanted)
        let (start, old) = (core.state, state)
        let hard = hardLiterals(wanted)
        guard !hard.contains(.no) else { return [] }
        let free = Set(model.members(ofSetting: model.setting(of: symbol)) + [symbol])
        let keeps = core.keeps { free.contains($0) }
        let weights = core.weights(for: .init(symbol, "y"))
        // What rules out the sets that were found holds for this question only.
        let isThisQuestion = core.session.newVariable()
        defer { core.session.add([-isThisQuestion]) }
        let end = ThreadTime.seconds + budget
        var ways: [Way] = []
        while ways.count < limit, ways.isEmpty || ThreadTime.seconds < end {
            guard
                case .found(let given, _) = try core.fewestGivenUp(
                    keeps, hard: [isThisQuestion] + hard, limit: 60, weights: weights)
            else { break }
            let gone = Set(given)
            let left = keeps.filter { !gone.contains($0) }
            let found = try settled(wanted, [isThisQuestion] + hard, left, free: free)
            guard let found else { break }
            core.take(found)
            requirements = wanted
            ways.append(Way(point: core.state, requirements: wanted, changes: changes(since: old)))
            try core.goBack(to: start)
            requirements = old.requirements
            if given.isEmpty { break }
            core.session.add([-isThisQuestion] + given)
        }
        return ways
    }

    /// Goes a way that was found.
    ///
    /// - Precondition: the session is as it was when the way was asked for.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func take(_ way: Way) throws {
        try goBack(to: State(point: way.point, requirements: way.requirements))
    }

    /// What can be done about requirements that exclude each other, the smallest sets first.
    ///
    /// - Parameters:
    ///   - wanted: all that is required together.
    ///   - wish: the one that is not to be dropped; nil when none is.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public func alternatives(
        to wanted: [Requirement], for wish: Requirement?, limit: Int
    ) throws -> [Alternative] {
        try admit(wanted)
        let others = wanted.filter { $0.key != wish?.key }
        let fixed = wish.map { [literal($0)] } ?? []
        var found: [Alternative] = try lesserValue(wish, others).map { [.value($0)] } ?? []
        guard !fixed.contains(.no) else { return found }
        let softs = hardLiterals(others).filter { $0 != .no }
        let isThisQuestion = core.session.newVariable()
        defer { core.session.add([-isThisQuestion]) }
        while found.count < limit {
            guard
                case .found(let given, _) = try core.fewestGivenUp(
                    softs, hard: [isThisQuestion] + fixed, limit: softs.count)
            else { break }
            let dropped = Set(given)
            found.append(.drop(others.filter { dropped.contains(literal($0)) || literal($0) == .no }))
            if given.isEmpty { break }
            core.session.add([-isThisQuestion] + given)
        }
        return found
    }

    /// m for y, where m goes with everything else.
    private func lesserValue(_ wish: Requirement?, _ others: [Requirement]) throws -> String? {
        guard let wish, case .value(let symbol, ["y"]) = wish.kind, model.symbols[symbol].type == .tristate
        else { return nil }
        let literals = hardLiterals(others) + core.encoding.literals(symbol, .module)
        if literals.contains(.no) { return nil }
        return try core.session.assignment(literals) == nil ? nil : "m"
    }

    // MARK: - Reasons

    /// Why requirements exclude each other, or the tree excludes them: facts with places, of which none can be left out.
    ///
    /// That takes a formula of its own, so it is looked for in the background.
    ///
    /// - Parameter conflict: as `adopt` gave it.
    /// - Returns: the lines of the explanation; none when they can be met.
    public func explain(_ conflict: [Requirement]) -> Background<[String]> {
        let (question, unmet, engine) = (
            Satconfig(model: model, requirements: conflict), core.unmet, engine
        )
        return Background { _ in
            let found = try? Explanation.explain(question, unmet, engine: engine)
            return found?.lines.map(\.rendered) ?? []
        }
    }

    /// Why a symbol has its present value.
    ///
    /// - Parameter name: what to call the present configuration.
    /// - Throws: `EncodingMismatch`.
    public func reason(_ symbol: SymbolID, name: String) throws -> ValueReason {
        let present = BaseConfiguration(model, SourceText(copying: try config()), name: name)
        return ReasonFinder(present).reason(symbol)
    }
}
