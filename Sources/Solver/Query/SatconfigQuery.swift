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

    public let satconfig: Satconfig
    public let encoding: Encoding
    private let options: Options
    private let base: Evaluator?
    private let solver: CaDiCaLSolver
    private var variableCount: Int
    private var best: Assignment?
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
    }

    private let wishes: [SoftLiteral]

    private func newVariable() -> Literal {
        variableCount += 1
        return Literal(raw: Int32(variableCount))
    }

    public func solve() throws -> Answer {
        solver.stop(after: options.timeout)
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

    private func keepModel() { best = Assignment(encoding) { solver.isTrue($0) } }

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
            let outcome = optimizer.minimize(open)
            if stage.counts { bound = fixed + optimizer.bound }
            guard case .optimal = outcome, solver.solve([]) == .satisfiable else { return false }
            keepModel()
        }
        return options.objective != .any && moveNumbersToDefaults()
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
        let enabled = counted(satconfig.model).count { assignment.values[$0] != .no }
        return Solution(
            assignment: assignment, config: config, enabled: enabled, isOptimal: isOptimal,
            bound: isOptimal ? nil : bound)
    }
}
