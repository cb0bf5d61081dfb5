// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Finds the best configuration that meets the requirements.
public final class SatconfigQuery {
    public struct Options {
        public var objective = Objective.minimal
        /// What keeps its default, beside the gatekeepers.
        public var essentials: [Essential] = []
        /// For `Objective.likely`, where without it every line against its default costs the same, and for what
        /// `Objective.minimal` leaves open.
        public var costs: (any EditCost)?
        public var unmet = UnmetPolicy.forbidden
        /// Seconds until the best configuration found so far is taken; nil for no limit.
        public var timeout: Double? = 60
        /// The same for bytes of memory that the program may use.
        public var memory: Int?

        public init() {}
    }

    public enum Answer {
        case found(Solution)
        /// Requirements that contradict the tree or each other.
        case impossible
        /// Stopped before any configuration was found.
        case stopped
    }

    public struct Solution {
        public let assignment: Assignment
        public let config: [UInt8]
        public let counts: Counts
        /// The essentials that are not at their default.
        public let lost: Set<SymbolID>
        /// Nothing is better by the objective; false when the time ran out or nothing was to be optimised.
        public let isOptimal: Bool
        /// Where the search came to an end without a proof.
        public let unfinished: Unfinished?
    }

    /// How much is on in a configuration.
    public struct Counts: Equatable, Sendable {
        /// Named bools and tristates.
        public let symbols: Int
        /// Those of them that have a prompt.
        public let options: Int
        /// Those of them that would be off if the user had not set them, and are not selected.
        public let decided: Int
    }

    /// A stage without a proof.
    public struct Unfinished: Sendable {
        public let stage: StageKind
        /// For stages that count: none of the configurations that are best for the earlier stages has fewer on.
        public let bound: Int?
    }

    /// How far the search has come.
    public struct Progress: Sendable {
        /// Of the best configuration so far.
        public let counts: Counts
        /// What is being optimised, if it is a number of things that are on, and that number cannot get lower.
        public let unfinished: Unfinished?
    }

    public let satconfig: Satconfig
    let encoding: Encoding
    /// Called now and then while the search goes on.
    public var onProgress: (Progress) -> Void = { _ in }
    let options: Options
    /// For `Objective.base`.
    let base: Evaluator?
    /// The formula and the solver of the question.
    public let session: SATSession
    let stages: [ObjectiveStages.Stage]
    /// What the stages cost that came to their proven best, in order.
    private(set) var costs: [Int] = []
    private let symbols: [SymbolID]
    private let prompted: [SymbolID]
    private let literals: ObjectiveStages.Literals
    private var best: (assignment: Assignment, counts: Counts, lost: Set<SymbolID>)?
    /// The soft literals that the best one has.
    private var had: [Literal] = []
    private var unfinished: Unfinished?
    /// Its values are tried first.
    private var present: Evaluator?

    /// - Parameter base: for `Objective.base`, an evaluator with the configuration loaded.
    public init(_ satconfig: Satconfig, _ options: Options, base: Evaluator? = nil, engine: any SATEngine) {
        self.satconfig = satconfig
        var options = options
        options.unmet = options.unmet.waiving(satconfig)
        self.options = options
        self.base = base
        var (encoding, preferences) = satconfig.constrainedEncoding(options.unmet, base: base)
        session = SATSession(encoding.takeFormula(), engine: engine)
        let parts = ObjectiveStages(
            model: satconfig.model, encoding: encoding, essentials: options.essentials,
            preferences: preferences.filter { !$0.isWeak }.map(\.soft),
            weak: preferences.filter(\.isWeak).map(\.soft), costs: options.costs, requirements: satconfig)
        self.encoding = encoding
        symbols = parts.symbols
        prompted = parts.options
        literals = parts.literals(in: session)
        stages = parts.stages(options.objective, literals, in: session, base: base)
    }

    /// - Parameter present: whose values to try first; nil for the defaults.
    /// - Throws: `EncodingMismatch`, `SearchStopped`.
    public func solve(near present: Evaluator? = nil) throws -> Answer {
        session.stop(after: options.timeout)
        session.stop(above: options.memory)
        self.present = present
        suggestDefaults()
        let found: TruthAssignment?
        do { found = try first() } catch { return .stopped }
        guard let found else {
            try TreeWitness.confirm(satconfig.model, engine: session.engine)
            return .impossible
        }
        keep(found)
        let isOptimal = improve()
        if !isOptimal { settleTexts() }
        return .found(try decode(isOptimal))
    }

    /// The values to try first: defaults for what has one, off for the rest.
    private func suggestDefaults() {
        for literal in encoding.atDefault.values.sorted(by: { $0.raw < $1.raw }) { session.prefer(literal) }
        guard let present else { return }
        for (literal, _) in encoding.exact(satconfig.model, { present.strings.text(present.text($0)) })
        where literal != .yes && literal != .no {
            session.prefer(literal)
        }
    }

    /// A first configuration. What must not be lost when time runs out is assumed, and given up as far as it can't be
    /// had, the least important first.
    private func first() throws(SearchStopped) -> TruthAssignment? {
        var wanted = stages.filter(\.kind.isGuard).flatMap(\.softs).map(\.literal)
        while true {
            switch try session.solve(wanted) {
            case .satisfiable(let found): return found
            case .unsatisfiable(let core):
                guard let index = wanted.lastIndex(where: { core.contains($0) }) else { return nil }
                wanted.remove(at: index)
            }
        }
    }

    private func keep(_ found: TruthAssignment) {
        let assignment = Assignment(encoding, found)
        let counts = Counts(
            symbols: symbols.count { assignment.values[$0] != .no },
            options: prompted.count { assignment.values[$0] != .no },
            decided: literals.decided.count { found.isTrue($0.literal) })
        best = (assignment, counts, Set(literals.kept.filter { !found.isTrue($0.literal) }.map(\.symbol)))
        had = stages.flatMap(\.softs).map(\.literal).filter { found.isTrue($0) }
        report()
    }

    private func report() { onProgress(Progress(counts: best!.counts, unfinished: unfinished)) }

    /// True when all stages came to their proven best.
    private func improve() -> Bool {
        for stage in stages {
            let fixed = stage.softs.count { session.fixedValue($0.literal) == false }
            let open = stage.softs.filter { session.fixedValue($0.literal) == nil }
            if open.isEmpty {
                costs.append(stage.cost { session.fixedValue($0) == true })
                continue
            }
            let optimizer = CoreGuidedOptimizer(session)
            unfinished = Unfinished(stage: stage.kind, bound: nil)
            watch(optimizer, open, stage.kind.counts ? fixed : nil)
            if stage.kind.counts && stage.kind != .decided { turnOff(optimizer) }
            let outcome = optimizer.minimize(open)
            guard case .optimal = outcome, let found = try? session.assignment() else { return false }
            costs.append(stage.cost { found.isTrue($0) })
            keep(found)
        }
        unfinished = nil
        return options.objective != .any && moveNumbersToDefaults()
    }

    /// Keeps better assignments that the optimizer comes across, for when time runs out.
    private func watch(_ optimizer: CoreGuidedOptimizer, _ softs: [SoftLiteral], _ fixed: Int?) {
        func cost(_ found: TruthAssignment) -> Int {
            softs.reduce(0) { $0 + (found.isTrue($1.literal) ? 0 : $1.weight) }
        }
        var least = (try? session.assignment()).map { cost($0) } ?? Int.max
        optimizer.onAssignment = { [unowned self] found in
            let new = cost(found)
            guard new < least else { return }
            least = new
            keep(found)
        }
        guard let fixed else { return }
        optimizer.onProgress = { [unowned self, unowned optimizer] in
            unfinished = Unfinished(stage: unfinished!.stage, bound: fixed + optimizer.bound)
            report()
        }
    }

    /// A first configuration with few symbols on, by trying off first everywhere. It is no optimum, but what is
    /// written when there is no time for one.
    private func turnOff(_ optimizer: CoreGuidedOptimizer) {
        for symbol in symbols { session.prefer(-encoding.logical[symbol].on) }
        if let found = try? session.assignment() { optimizer.onAssignment(found) }
        for symbol in symbols { session.forget(encoding.logical[symbol].on) }
        suggestDefaults()
    }

    /// Numbers and texts that the search did not come to get their default, where all that was found allows it: a
    /// placeholder may stand for any other text. What is off stays off, so this takes no time, also when there is none left;
    /// what needs a text that is there goes with it.
    private func settleTexts() {
        session.stop(after: nil)
        session.stop(above: nil)
        let (model, solution) = (satconfig.model, best!.assignment)
        let given = had + solution.offLiterals(model, encoding)
        var wanted: [Literal] = []
        for symbol in model.symbols.indices
        where !model.symbols[symbol].type.isLogical && solution.visible[symbol] {
            if let literal = encoding.atDefault[symbol] { wanted.append(literal) }
        }
        while !wanted.isEmpty {
            switch try? session.solve(given + wanted) {
            case .satisfiable(let found): return keep(found)
            case .unsatisfiable(let core):
                guard let index = wanted.lastIndex(where: { core.contains($0) }) else { return }
                wanted.remove(at: index)
            case nil: return
            }
        }
    }

    /// Numbers that can't have their default get the nearest value that goes with all that was found; false
    /// when time ran out.
    private func moveNumbersToDefaults() -> Bool {
        guard let nearest = NearestNumbers(satconfig.model, encoding, best!.assignment) else { return true }
        for candidates in nearest.candidates {
            for literal in candidates {
                do {
                    guard let found = try session.assignment(nearest.rest + [literal]) else { continue }
                    keep(found)
                } catch { return false }
                session.add([literal])
                break
            }
        }
        return true
    }

    /// What became of an essential.
    public enum EssentialState: Equatable, Sendable {
        /// The user can't set it, or it is off and may be.
        case unseen
        case kept(value: String)
        case lost(value: String)
    }

    /// Of each essential in the solution.
    public func essentials(_ solution: Solution) -> [EssentialState] {
        options.essentials.map { essential in
            let symbol = essential.symbol
            guard solution.assignment.visible[symbol] else { return .unseen }
            let value = solution.assignment.values[symbol]
            if solution.lost.contains(symbol) { return .lost(value: value.letter) }
            return value == .no ? .unseen : .kept(value: value.letter)
        }
    }

    private func decode(_ isOptimal: Bool) throws -> Solution {
        let (assignment, counts, lost) = best!
        let config = try Decoder(satconfig.model, encoding).dotConfig(assignment, options.unmet)
        return Solution(
            assignment: assignment, config: config, counts: counts, lost: lost, isOptimal: isOptimal,
            unfinished: isOptimal ? nil : unfinished)
    }
}
