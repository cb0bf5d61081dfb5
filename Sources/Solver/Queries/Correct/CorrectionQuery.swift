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
    private let session: SATSession
    private let unmet: UnmetPolicy

    /// - Parameter timeout: seconds until the search ends with what it has; nil for no limit.
    public init(_ satconfig: Satconfig, _ unmet: UnmetPolicy, timeout: Double?, engine: any SATEngine) {
        self.satconfig = satconfig
        let unmet = unmet.waiving(satconfig)
        self.unmet = unmet
        var compiler = RequirementCompiler(
            satconfig.model, Encoder.encode(satconfig.model, satconfig.encodingOptions(explains: false)))
        wanted = satconfig.requirements.map { ($0, compiler.literal($0)) }
        compiler.encoding.apply(unmet)
        session = SATSession(compiler.encoding.takeFormula(), engine: engine)
        encoding = compiler.encoding
        session.stop(after: timeout)
    }

    /// - Throws: `EncodingMismatch` when the evaluator does not confirm that the rest can be met.
    public func solve(limit: Int) throws -> Answer {
        let first: TruthAssignment?
        do { first = try session.assignment() } catch { return .stopped }
        guard first != nil else {
            try TreeWitness.confirm(satconfig.model, engine: session.engine)
            return .impossible
        }
        let optimizer = CoreGuidedOptimizer(session)
        optimizer.add(wanted.map { SoftLiteral($0.literal) })
        var sets: [[Requirement]] = []
        while sets.count < limit {
            let found: TruthAssignment
            switch optimizer.search() {
            case .stopped: return sets.isEmpty ? .stopped : .drops(sets, isComplete: false)
            case .unsatisfiable: return .drops(sets, isComplete: true)
            case .best(let assignment): found = assignment
            }
            let dropped = wanted.filter { !found.isTrue($0.literal) }
            if dropped.isEmpty { return .holds }
            try confirm(found)
            sets.append(dropped.map(\.requirement))
            session.add(dropped.map(\.literal))
        }
        return .drops(sets, isComplete: false)
    }

    /// The evaluator must agree that the other requirements can be met.
    private func confirm(_ found: TruthAssignment) throws {
        let assignment = Assignment(encoding, found)
        _ = try Decoder(satconfig.model, encoding).dotConfig(assignment, unmet)
    }
}
