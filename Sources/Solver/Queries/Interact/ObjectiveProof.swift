// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The search for the best configuration by an objective, beside an interactive session: with a formula and a solver of
/// its own.
public struct ObjectiveProof {
    public enum Answer: Sendable {
        /// The configuration that the session has is as good as any.
        case presentIsBest
        /// The bytes of the best one.
        case best([UInt8])
        /// Formula and evaluator disagree.
        case failed(EncodingMismatch)
    }

    private let satconfig: Satconfig
    private let options: SatconfigQuery.Options
    private let base: [UInt8]
    private let present: [UInt8]
    private let engine: any SATEngine

    /// - Parameters:
    ///   - satconfig: requirements and preferences.
    ///   - options: of `Objective.base` any name will do.
    ///   - base: the configuration to be near to, for `Objective.base`.
    ///   - present: the configuration that is kept if none is better.
    public init(
        _ satconfig: Satconfig, _ options: SatconfigQuery.Options, base: [UInt8], present: [UInt8],
        engine: any SATEngine
    ) {
        self.satconfig = satconfig
        self.options = options
        self.base = base
        self.present = present
        self.engine = engine
    }

    /// Begins the search. There is no answer when it is stopped or the requirements exclude each other.
    public func start() -> Background<Answer> { Background { self.search($0) } }

    private func search(_ cancellation: SearchCancellation) -> Answer? {
        let query = SatconfigQuery(satconfig, options, base: loaded(base), engine: engine)
        if cancellation.isCancelled { return nil }
        query.session.stop(when: cancellation)
        do {
            let present = loaded(present)
            guard case .found(let solution) = try query.solve(near: present), solution.isOptimal else {
                return nil
            }
            if solution.config == self.present { return .presentIsBest }
            return try query.isOptimal(present) ? .presentIsBest : .best(solution.config)
        } catch let mismatch as EncodingMismatch {
            return .failed(mismatch)
        } catch { return nil }
    }

    private func loaded(_ config: [UInt8]) -> Evaluator {
        let evaluator = Evaluator(satconfig.model)
        evaluator.load(SourceText(copying: config), name: "")
        evaluator.settle()
        return evaluator
    }
}

extension SatconfigQuery {
    /// Whether a configuration is as good as what `solve` found and proved.
    ///
    /// - Throws: `SearchStopped`.
    func isOptimal(_ evaluator: Evaluator) throws(SearchStopped) -> Bool {
        let exact = encoding.exact(satconfig.model) { evaluator.strings.text(evaluator.text($0)) }
        let literals = exact.map(\.literal).filter { $0 != .yes }
        if literals.contains(.no) { return false }
        return try session.assignment(literals) != nil
    }
}
