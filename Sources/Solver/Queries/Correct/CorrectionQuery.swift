// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Requirements that contradict each other or the tree → the smallest sets of them to drop.
public final class CorrectionQuery {
    public enum Answer {
        /// Nothing is to be dropped.
        case holds
        /// Inclusion-minimal sets, smallest first. `isComplete`: there are no others.
        case drops([[Requirement]], isComplete: Bool)
        /// Not even the tree alone has a configuration.
        case impossible
        case stopped
    }

    private let satconfig: Satconfig
    private let encoding: Encoding
    private let wanted: [(requirement: Requirement, literal: Literal)]
    private let solver: CaDiCaLSolver
    private let allowsUnmetSelect: Bool
    private var variableCount: Int

    /// - Parameter timeout: seconds until the search ends with what it has; nil for no limit.
    public init(_ satconfig: Satconfig, allowsUnmetSelect: Bool, timeout: Double?) {
        self.satconfig = satconfig
        self.allowsUnmetSelect = allowsUnmetSelect
        var compiler = RequirementCompiler(
            satconfig.model, Encoder.encode(satconfig.model, satconfig.encodingOptions(explains: false)))
        wanted = satconfig.requirements.map { ($0, compiler.literal($0)) }
        if !allowsUnmetSelect { compiler.encoding.forbidUnmetSelects() }
        encoding = compiler.encoding
        variableCount = encoding.formula.variableCount
        solver = CaDiCaLSolver(encoding.formula)
        solver.stop(after: timeout)
    }

    /// - Throws: `EncodingMismatch` when the evaluator does not confirm that the rest can be met.
    public func solve(limit: Int) throws -> Answer {
        switch solver.solve([]) {
        case .unsatisfiable: return .impossible
        case .stopped: return .stopped
        case .satisfiable: break
        }
        let optimizer = CoreGuidedOptimizer(solver) { [unowned self] in
            variableCount += 1
            return Literal(raw: Int32(variableCount))
        }
        optimizer.add(wanted.map { SoftLiteral($0.literal) })
        var sets: [[Requirement]] = []
        while sets.count < limit {
            switch optimizer.search() {
            case .stopped: return sets.isEmpty ? .stopped : .drops(sets, isComplete: false)
            case .unsatisfiable: return .drops(sets, isComplete: true)
            case .optimal: break
            }
            let dropped = wanted.filter { !solver.isTrue($0.literal) }
            if dropped.isEmpty { return .holds }
            try confirm(except: dropped.map(\.requirement))
            sets.append(dropped.map(\.requirement))
            solver.add(dropped.map(\.literal))
        }
        return .drops(sets, isComplete: false)
    }

    /// The evaluator must agree that the other requirements can be met.
    private func confirm(except dropped: [Requirement]) throws {
        let assignment = Assignment(encoding) { solver.isTrue($0) }
        _ = try Decoder(satconfig.model, encoding).dotConfig(assignment, allowsUnmet: allowsUnmetSelect)
    }
}
