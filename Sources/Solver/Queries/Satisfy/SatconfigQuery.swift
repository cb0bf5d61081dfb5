// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Finds the best configuration that meets the requirements.
public final class SatconfigQuery {
    public struct Options {
        public var objective = Objective.minimal
        /// For `Objective.likely`; without it, every line against its default costs the same.
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
        /// How many named bools and tristates are on.
        public let enabled: Int
        /// Nothing is better by the objective; false when the time ran out or nothing was to be optimised.
        public let isOptimal: Bool
        /// Without a proof: no configuration has fewer symbols on than this, if that is known.
        public let bound: Int?
    }

    /// How far the search has come.
    public struct Progress: Sendable {
        /// How many symbols are on in the best configuration so far.
        public let enabled: Int
        /// None has fewer; nil while that is not what is being optimised.
        public let bound: Int?
    }

    public let satconfig: Satconfig
    let encoding: Encoding
    /// Called now and then while the search goes on.
    public var onProgress: (Progress) -> Void = { _ in }
    private let options: Options
    private let base: Evaluator?
    /// The formula and the solver of the question.
    public let session: SATSession
    private var best: Assignment?
    private let countedSymbols: [SymbolID]
    private var bound: Int?

    /// - Parameter base: for `Objective.base`, an evaluator with the configuration loaded.
    public init(_ satconfig: Satconfig, _ options: Options, base: Evaluator? = nil, engine: any SATEngine) {
        self.satconfig = satconfig
        self.base = base
        self.options = options
        var (encoding, preferences) = satconfig.constrainedEncoding(
            options.unmet, base: base)
        session = SATSession(encoding.takeFormula(), engine: engine)
        self.encoding = encoding
        self.preferences = preferences
        countedSymbols = counted(satconfig.model)
    }

    private let preferences: [SoftLiteral]

    public func solve() throws -> Answer {
        session.stop(after: options.timeout)
        session.stop(above: options.memory)
        suggestDefaults()
        let first: TruthAssignment?
        do { first = try session.assignment() } catch { return .stopped }
        guard let first else {
            try TreeWitness.confirm(satconfig.model, engine: session.engine)
            return .impossible
        }
        keep(first)
        let isOptimal = improve(base.map { baseValues($0) } ?? [])
        return .found(try decode(isOptimal))
    }

    /// The values to try first: defaults for what has one, off for the rest.
    private func suggestDefaults() {
        for literal in encoding.atDefault.values.sorted(by: { $0.raw < $1.raw }) { session.prefer(literal) }
    }

    private func keep(_ found: TruthAssignment) {
        best = Assignment(encoding, found)
        report()
    }

    private func report() { onProgress(Progress(enabled: enabled, bound: bound)) }

    /// How many named bools and tristates are on in the best configuration.
    private var enabled: Int { countedSymbols.count { best!.values[$0] != .no } }

    /// True when all stages came to their proven best.
    private func improve(_ base: [SoftLiteral]) -> Bool {
        let stages = ObjectiveStages(model: satconfig.model, encoding: encoding)
            .stages(
                options.objective, preferences: preferences, base: base,
                likely: options.objective == .likely ? departures() : [])
        for stage in stages {
            let fixed = stage.softs.count { session.fixedValue($0.literal) == false }
            let open = stage.softs.filter { session.fixedValue($0.literal) == nil }
            if open.isEmpty { continue }
            let optimizer = CoreGuidedOptimizer(session)
            watch(optimizer, open, stage.counts ? fixed : nil)
            if stage.counts { turnOff() }
            let outcome = optimizer.minimize(open)
            if stage.counts { bound = fixed + optimizer.bound }
            guard case .optimal = outcome, let best = try? session.assignment() else { return false }
            keep(best)
        }
        return options.objective != .any && moveNumbersToDefaults()
    }

    /// Keeps better assignments that the optimizer comes across, for when time runs out.
    private func watch(_ optimizer: CoreGuidedOptimizer, _ softs: [SoftLiteral], _ fixed: Int?) {
        func cost(_ found: TruthAssignment) -> Int {
            softs.reduce(0) { $0 + (found.isTrue($1.literal) ? 0 : $1.weight) }
        }
        var least = (try? session.assignment()).map { cost($0) } ?? Int.max
        optimizer.onAssignment = { [unowned self] found in
            guard cost(found) < least else { return }
            least = cost(found)
            keep(found)
        }
        optimizer.onProgress = { [unowned self, unowned optimizer] in
            if let fixed { bound = fixed + optimizer.bound }
            report()
        }
    }

    /// A first configuration with few symbols on, by trying off first everywhere. It is no optimum, but what is
    /// written when there is no time for one.
    private func turnOff() {
        for symbol in countedSymbols { session.prefer(-encoding.logical[symbol].on) }
        if let found = try? session.assignment() {
            let values = Assignment(encoding, found).values
            if countedSymbols.count(where: { values[$0] != .no }) < enabled { keep(found) }
        }
        for symbol in countedSymbols { session.forget(encoding.logical[symbol].on) }
        suggestDefaults()
    }

    /// Numbers that can't have their default get the nearest value that goes with all that was found; false
    /// when time ran out.
    private func moveNumbersToDefaults() -> Bool {
        guard let found = best, let nearest = NearestNumbers(satconfig.model, encoding, found) else {
            return true
        }
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

    /// What is decided against its default, each at the cost of that edit.
    private func departures() -> [SoftLiteral] {
        let costs = options.costs?.costs([], in: nil)
        return session.extend { formula in
            var softs: [SoftLiteral] = []
            for symbol in satconfig.model.symbols.indices {
                guard let atDefault = encoding.atDefault[symbol] else { continue }
                let info = satconfig.model.symbols[symbol]
                guard info.type.isLogical, !info.isChoice else {
                    softs.append(SoftLiteral(atDefault, weight: costs?.change[symbol.index] ?? 1))
                    continue
                }
                let on = encoding.logical[symbol].on
                for isOn in [true, false] {
                    let cost = (isOn ? costs?.on : costs?.off)?[symbol.index] ?? 1
                    softs.append(SoftLiteral(formula.or(atDefault, isOn ? -on : on), weight: cost))
                }
            }
            return softs
        }
    }

    /// The values that a loaded configuration gives to the symbols that have a prompt.
    private func baseValues(_ base: Evaluator) -> [SoftLiteral] {
        session.extend { formula in
            var values: [SoftLiteral] = []
            for symbol in satconfig.model.symbols.indices where encoding.visible[symbol] != .no {
                guard base.isWritten(symbol), !satconfig.model.symbols[symbol].isChoice else { continue }
                let text = base.strings.text(base.text(symbol))
                values.append(SoftLiteral(encoding.literal(symbol, text, satconfig.model, in: &formula)))
            }
            return values
        }
    }

    private func decode(_ isOptimal: Bool) throws -> Solution {
        let assignment = best!
        let config = try Decoder(satconfig.model, encoding).dotConfig(
            assignment, options.unmet)
        return Solution(
            assignment: assignment, config: config, enabled: enabled, isOptimal: isOptimal,
            bound: isOptimal ? nil : bound)
    }
}
