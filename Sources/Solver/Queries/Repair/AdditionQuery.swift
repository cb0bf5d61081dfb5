// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Finds the likeliest addition to a file, or the smallest, after which lines of it that were lost are kept, and beside
/// it all others that are wanted. One formula answers for all lines.
public final class AdditionQuery {
    public enum Verdict {
        /// The edits that this line needs. Those of several lines go together.
        case needs([FixQuery.Change])
        /// No configuration has the line together with these others; with none, it has no chance at all.
        case conflict([SymbolID])
        /// Time ran out.
        case unknown
    }

    public struct Answer {
        /// For each wanted symbol whose line is lost.
        public var verdicts: [SymbolID: Verdict] = [:]
        /// The edits that keep all lines that can be kept.
        public var edits: [FixQuery.Change] = []
        /// Time ran out: there may be smaller additions, or some for lines without a verdict.
        public var isStopped = false
    }

    private struct Wish {
        let symbol: SymbolID
        let requirement: Requirement
        let literal: Literal
    }

    private let base: BaseConfiguration
    private let text: SourceText
    private let model: KconfigModel
    private let engine: any SATEngine
    private let deadline: ContinuousClock.Instant?
    private let costs: (any EditCost)?
    private let unmet: UnmetPolicy
    private let encoding: Encoding
    private let formula: Formula
    private let settings: Settings
    /// Lines that do what they say, and those that don't.
    private let kept: [Wish]
    private let lost: [Wish]

    /// - Parameters:
    ///   - text: the file that the base was made from.
    ///   - wanted: symbols that have a line in it with a value that they could have.
    ///   - costs: which addition is the best one; without it, the one with the fewest lines.
    ///   - deadline: when to end with what was found; nil for no limit.
    public init(
        _ base: BaseConfiguration, _ text: SourceText, wanted: [SymbolID], costs: (any EditCost)? = nil,
        deadline: ContinuousClock.Instant?, engine: any SATEngine
    ) {
        self.base = base
        self.text = text
        self.engine = engine
        self.deadline = deadline
        self.costs = costs
        model = base.model
        unmet = UnmetPolicy.forbidden.extended(to: base)
        let said = wanted.compactMap { symbol in base.requirement(symbol).map { (symbol, $0) } }
        let wishes = Satconfig(model: model, requirements: said.map(\.1))
        var options = wishes.encodingOptions(explains: false)
        options.userTexts = base.writtenTexts
        var compiler = RequirementCompiler(model, Encoder.encode(model, options))
        let all = said.map { Wish(symbol: $0, requirement: $1, literal: compiler.literal($1)) }
        compiler.encoding.apply(unmet)
        settings = Settings(base, &compiler.encoding)
        formula = compiler.encoding.takeFormula()
        encoding = compiler.encoding
        kept = all.filter { $0.requirement.holds(in: base.evaluator) }
        lost = all.filter { !$0.requirement.holds(in: base.evaluator) }
    }

    /// - Throws: `EncodingMismatch` when the evaluator does not confirm what the solver found.
    public func solve() throws -> Answer {
        var answer = Answer()
        guard !lost.isEmpty else { return answer }
        let session = SATSession(formula, engine: engine)
        session.stop(after: secondsLeft)
        do {
            let possible = try withoutConflicts(session, &answer)
            try addEdits(possible, session, &answer)
        } catch is SearchStopped {
            answer.isStopped = true
        }
        for wish in lost where answer.verdicts[wish.symbol] == nil { answer.verdicts[wish.symbol] = .unknown }
        return answer
    }

    private var secondsLeft: Double? {
        deadline.map { max(0.001, ContinuousClock.now.duration(to: $0) / .seconds(1)) }
    }

    // MARK: - Lines that can't be kept

    /// The lost lines that can be kept together with each other and with what is kept now.
    private func withoutConflicts(_ session: SATSession, _ answer: inout Answer) throws(SearchStopped)
        -> [Wish]
    {
        let hard = kept.map(\.literal)
        var open: [Wish] = []
        for wish in lost {
            if wish.literal == .no { answer.verdicts[wish.symbol] = .conflict([]) } else { open.append(wish) }
        }
        while !open.isEmpty {
            guard case .unsatisfiable(let found) = try session.solve(hard + open.map(\.literal)) else {
                break
            }
            let core = (kept + open).filter { found.contains($0.literal) }
            let needed = try CoreMinimizer(session).minimize([core.map(\.literal)]) ?? []
            let parts = core.filter { needed.contains($0.literal) }
            // The last line is the one that the others stand against.
            guard let given = open.last(where: { needed.contains($0.literal) }) else {
                throw SearchStopped()
            }
            answer.verdicts[given.symbol] = .conflict(parts.map(\.symbol).filter { $0 != given.symbol })
            open.removeAll { $0.symbol == given.symbol }
        }
        return open
    }

    // MARK: - Edits

    /// What the settings that a model gives up become.
    private struct Found {
        let given: [Settings.Setting]
        let assignment: Assignment
    }

    private func addEdits(_ wishes: [Wish], _ session: SATSession, _ answer: inout Answer) throws {
        guard !wishes.isEmpty else { return }
        for wish in kept + wishes { session.add([wish.literal]) }
        guard let found = try cheapest(wishes, session, &answer.isStopped) else { throw SearchStopped() }
        let satconfig = Satconfig(model: model, requirements: (kept + wishes).map(\.requirement))
        let builder = FixBuilder(satconfig, base, encoding, found.assignment, unmet)
        let moved = Self.unique(wishes.map { model.setting(of: $0.symbol) }).filter { !hasDormantLine($0) }
        let fix = try builder.build(found.given.map(\.symbol), wished: moved, takesAll: true)
        answer.edits = fix.fix.edits
        try share(fix.fix.edits, among: wishes, fix.given, &answer)
        confirm(wishes, &answer)
    }

    /// The fix was tried on what `conf` made of the file. What counts is what it makes of the file with the edits.
    private func confirm(_ wishes: [Wish], _ answer: inout Answer) {
        var broken = broken(kept + wishes, answer.edits)
        guard !broken.isEmpty else { return }
        // Said once more, at the end.
        answer.edits += broken.compactMap { wish in
            guard case .value(let symbol, let values) = wish.requirement.kind,
                !answer.edits.contains(where: { $0.symbol == symbol })
            else { return nil }
            return FixQuery.Change(symbol: symbol, old: base.text(symbol), new: values[0])
        }
        broken = self.broken(kept + wishes, answer.edits)
        for wish in broken where wishes.contains(where: { $0.symbol == wish.symbol }) {
            answer.verdicts[wish.symbol] = .unknown
        }
    }

    /// The lines that should be kept with the edits and are not.
    private func broken(_ wishes: [Wish], _ edits: [FixQuery.Change]) -> [Wish] {
        let evaluator = Evaluator(model)
        let lines = edits.map { ($0.symbol, Array($0.new.utf8)) }
        evaluator.load(
            SourceText(copying: ConfigEdit(model).apply(lines, to: Array(text.bytes))), name: base.name)
        base.finish(evaluator)
        return wishes.filter { !$0.requirement.holds(in: evaluator) }
    }

    private static func unique(_ list: [SymbolID]) -> [SymbolID] {
        var seen: Set<SymbolID> = []
        return list.filter { seen.insert($0).inserted }
    }

    /// The line is there and counts as soon as the symbol can be seen.
    private func hasDormantLine(_ setting: SymbolID) -> Bool {
        !model.symbols[setting].isChoice && base.dormant[setting] != nil
    }

    /// The least edits, by what they cost, else by `Settings.fewest`.
    private func cheapest(
        _ wishes: [Wish], _ session: SATSession, _ isStopped: inout Bool
    ) throws(SearchStopped) -> Found? {
        settings.prefer(encoding, in: session)
        let free = free(wishes)
        let softs = softs(of: free, for: wishes)
        var best: Found?
        var least = Int.max
        func consider(_ found: TruthAssignment) {
            let cost = softs.reduce(0) { $0 + (found.isTrue($1.literal) ? 0 : $1.weight) }
            guard cost < least else { return }
            least = cost
            best = Found(
                given: free.filter { !found.isTrue($0.kept) }, assignment: Assignment(encoding, found))
        }
        guard let first = try session.assignment() else { return nil }
        consider(first)
        let optimizer = CoreGuidedOptimizer(session)
        optimizer.onAssignment = consider
        optimizer.add(softs)
        switch optimizer.search() {
        case .best(let found):
            return Found(
                given: free.filter { !found.isTrue($0.kept) }, assignment: Assignment(encoding, found))
        case .stopped, .unsatisfiable:
            isStopped = true
            session.stop(after: nil)
            return best
        }
    }

    private func softs(of free: [Settings.Setting], for wishes: [Wish]) -> [SoftLiteral] {
        guard let costs else { return settings.fewest(of: free, for: wishes.map(\.symbol)) }
        let wished = Self.unique(wishes.map { model.setting(of: $0.symbol) })
        let weights = EditWeights(
            costs.costs(
                wished, wantedOn: wishes.flatMap { $0.requirement.symbolsWantedOn(model) },
                in: base.evaluator),
            settings, free: free, wished: wished, encoding
        ).softs
        // Of two that cost the same, the line that switches nothing else on that one can set: SCSI, not ATA.
        let selecting = selecting
        let ties = free.map { selecting.contains($0.symbol) ? 1 : 0 }
        return weights.enumerated().map { position, soft in
            SoftLiteral(
                soft.literal, weight: 2 * soft.weight + (position < ties.count ? ties[position] : 0))
        }
    }

    /// What is off and selects something with a prompt that is off.
    private var selecting: Set<SymbolID> {
        var found: Set<SymbolID> = []
        for (target, selects) in model.selectsByTarget
        where base.evaluator.tristate(target) == .no
            && model.hasPrompt(target)
        {
            found.formUnion(selects.map { model.owner(of: model.properties[$0]) })
        }
        return found.filter { base.evaluator.tristate($0) == .no }
    }

    /// The settings that may be given up. A line that is kept stays; another member of its choice may be wanted.
    private func free(_ wishes: [Wish]) -> [Settings.Setting] {
        var fixed = Set(wishes.map { model.setting(of: $0.symbol) })
        fixed.formUnion(kept.map(\.symbol).filter { model.setting(of: $0) == $0 })
        return settings.list.filter { !fixed.contains($0.symbol) }
    }

    // MARK: - Which line needs which edit

    private func share(
        _ edits: [FixQuery.Change], among wishes: [Wish], _ given: Set<SymbolID>, _ answer: inout Answer
    ) throws(SearchStopped) {
        let finder = NeededEdits(edits, given, settings, encoding, model)
        let moved = Set(wishes.map { model.setting(of: $0.symbol) }.filter { !hasDormantLine($0) })
        let session = finder.session(formula, engine, moved: moved, hard: kept.map(\.literal))
        session.stop(after: secondsLeft)
        var used: Set<SymbolID> = []
        var needs: [SymbolID: Set<SymbolID>] = [:]
        for wish in wishes {
            let own = model.setting(of: wish.symbol)
            let keys = try finder.needed(by: wish.literal, session).union(moved.contains(own) ? [own] : [])
            needs[wish.symbol] = keys
            used.formUnion(keys)
        }
        // What no line needs by itself is needed by several together.
        let rest = given.subtracting(used)
        for wish in wishes {
            let keys = needs[wish.symbol]!.union(rest)
            answer.verdicts[wish.symbol] = .needs(
                edits.filter { keys.contains(model.setting(of: $0.symbol)) })
        }
    }
}
