// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Finds the best configuration that meets the requirements.
public final class SatconfigQuery {
    public struct Options: Sendable {
        public var objective = Objective.minimal
        public var allowsUnmetSelect = false
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
    public let encoding: Encoding
    /// Called now and then while the search goes on.
    public var onProgress: (Progress) -> Void = { _ in }
    private let options: Options
    private let base: Evaluator?
    private let solver: CaDiCaLSolver
    private var variableCount: Int
    private var best: Assignment?
    private let countedSymbols: [SymbolID]
    private var bound: Int?

    /// - Parameter base: for `Objective.base`, an evaluator with the configuration loaded.
    public init(_ satconfig: Satconfig, _ options: Options, base: Evaluator? = nil) {
        self.satconfig = satconfig
        self.base = base
        self.options = options
        (encoding, wishes) = satconfig.constrainedEncoding(
            allowsUnmetSelect: options.allowsUnmetSelect, base: base)
        variableCount = encoding.formula.variableCount
        solver = CaDiCaLSolver(encoding.formula)
        countedSymbols = counted(satconfig.model)
    }

    private let wishes: [SoftLiteral]

    private func newVariable() -> Literal {
        variableCount += 1
        return Literal(raw: Int32(variableCount))
    }

    public func solve() throws -> Answer {
        solver.stop(after: options.timeout)
        solver.stop(above: options.memory)
        suggestDefaults()
        switch solver.solve([]) {
        case .unsatisfiable: return .impossible
        case .stopped: return .stopped
        case .satisfiable: keepModel()
        }
        let isOptimal = improve(base.map { baseWishes($0) } ?? [])
        return .found(try decode(isOptimal))
    }

    /// The values to try first: defaults for what has one, off for the rest.
    private func suggestDefaults() {
        for literal in encoding.atDefault.values.sorted(by: { $0.raw < $1.raw }) { solver.prefer(literal) }
    }

    private func keepModel() {
        best = Assignment(encoding) { solver.isTrue($0) }
        report()
    }

    private func report() { onProgress(Progress(enabled: enabled, bound: bound)) }

    /// How many named bools and tristates are on in the best configuration.
    private var enabled: Int { countedSymbols.count { best!.values[$0] != .no } }

    /// True when all stages came to their proven best.
    private func improve(_ base: [SoftLiteral]) -> Bool {
        let stages = ObjectiveStages(model: satconfig.model, encoding: encoding)
            .stages(options.objective, preferences: wishes, base: base)
        for stage in stages {
            let fixed = stage.wishes.count { isFixed($0.literal, to: false) }
            let open = stage.wishes.filter {
                !isFixed($0.literal, to: false) && !isFixed($0.literal, to: true)
            }
            if open.isEmpty { continue }
            let optimizer = CoreGuidedOptimizer(solver) { [unowned self] in newVariable() }
            watch(optimizer, open, stage.counts ? fixed : nil)
            if stage.counts { turnOff() }
            let outcome = optimizer.minimize(open)
            if stage.counts { bound = fixed + optimizer.bound }
            guard case .optimal = outcome, solver.solve([]) == .satisfiable else { return false }
            keepModel()
        }
        return options.objective != .any && moveNumbersToDefaults()
    }

    /// Keeps better models that the optimizer comes across, for when time runs out.
    private func watch(_ optimizer: CoreGuidedOptimizer, _ wishes: [SoftLiteral], _ fixed: Int?) {
        func cost() -> Int { wishes.reduce(0) { $0 + (solver.isTrue($1.literal) ? 0 : $1.weight) } }
        var least = solver.solve([]) == .satisfiable ? cost() : Int.max
        optimizer.onModel = { [unowned self] in
            let found = cost()
            guard found < least else { return }
            least = found
            keepModel()
        }
        optimizer.onProgress = { [unowned self, unowned optimizer] in
            if let fixed { bound = fixed + optimizer.bound }
            report()
        }
    }

    /// A first configuration with few symbols on, by trying off first everywhere. It is no optimum, but what is
    /// written when there is no time for one.
    private func turnOff() {
        for symbol in countedSymbols { solver.prefer(-encoding.logical[symbol].on) }
        if solver.solve([]) == .satisfiable {
            let old = enabled
            let model = Assignment(encoding) { solver.isTrue($0) }
            if countedSymbols.count(where: { model.values[$0] != .no }) < old { keepModel() }
        }
        for symbol in countedSymbols { solver.forget(encoding.logical[symbol].on) }
        suggestDefaults()
    }

    private func isFixed(_ literal: Literal, to value: Bool) -> Bool {
        if literal == .yes || literal == .no { return (literal == .yes) == value }
        return solver.fixedValue(literal) == value
    }

    /// Numbers that can't have their default get the nearest value that goes with all that was found; false
    /// when time ran out.
    private func moveNumbersToDefaults() -> Bool {
        guard let found = best, let nearest = NearestNumbers(satconfig.model, encoding, found) else {
            return true
        }
        for candidates in nearest.candidates {
            for literal in candidates {
                switch solver.solve(nearest.rest + [literal]) {
                case .stopped: return false
                case .unsatisfiable: continue
                case .satisfiable: keepModel()
                }
                solver.add([literal])
                break
            }
        }
        return true
    }

    /// The values that a loaded configuration gives to the symbols that have a prompt.
    private func baseWishes(_ base: Evaluator) -> [SoftLiteral] {
        var compiler = RequirementCompiler(satconfig.model, encoding)
        var wishes: [SoftLiteral] = []
        for symbol in satconfig.model.symbols.indices where encoding.visible[symbol] != .no {
            guard base.isWritten(symbol), !satconfig.model.symbols[symbol].isChoice else { continue }
            wishes.append(SoftLiteral(compiler.literal(symbol, base.strings.text(base.text(symbol)))))
        }
        // The literals of m and of values may be new gates.
        let old = encoding.formula.buffer.count
        solver.add(compiler.encoding.formula, from: old)
        variableCount = max(variableCount, compiler.encoding.formula.variableCount)
        return wishes
    }

    private func decode(_ isOptimal: Bool) throws -> Solution {
        let assignment = best!
        let config = try Decoder(satconfig.model, encoding).dotConfig(
            assignment, allowsUnmet: options.allowsUnmetSelect)
        return Solution(
            assignment: assignment, config: config, enabled: enabled, isOptimal: isOptimal,
            bound: isOptimal ? nil : bound)
    }
}
