// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Finds the likeliest change of a configuration that makes wishes come true.
struct LikeliestFix {
    let base: BaseConfiguration
    let costs: any EditCost
    /// In seconds; nil for no limit.
    var timeout: Double?

    enum Answer {
        /// The configuration has it all already.
        case holds
        /// - model: the tree with the wishes, which the fix speaks of.
        case found(FixQuery.Fix, model: KconfigModel)
        /// No configuration has it.
        case impossible
        /// There was no time.
        case stopped
    }

    /// - Parameter wishes: as `Wishes.read` takes them.
    func find(_ wishes: [String]) throws -> Answer {
        let wanted = try Wishes.read(wishes, base.model)
        // Wishes have a model of their own, with their expressions.
        let start = base.with(wanted.model)
        var options = FixQuery.Options()
        options.limit = 1
        options.costs = costs
        options.timeout = timeout
        let query = FixQuery(wanted, start, options, engine: Engine.standard)
        switch try Exit.onMismatch({ try query.solve() }) {
        case .holds: return .holds
        case .fixes(let fixes, _): return fixes.first.map { .found($0, model: wanted.model) } ?? .stopped
        case .impossible: return .impossible
        case .stopped: return .stopped
        }
    }

    /// Why no configuration has each of several conditions: the lines of Kconfig files, without what was asked.
    ///
    /// - Parameter base: dependencies that it overrides by a select already are no reason.
    /// - Returns: nothing for one when there is a configuration after all, or the condition excludes itself.
    static func obstacles(_ wishes: [String], _ base: BaseConfiguration) throws -> [[String]] {
        if wishes.isEmpty { return [] }
        let wanted = try Wishes.read(wishes, base.model)
        let start = base.with(wanted.model)
        return try Explanation.explain(
            wanted.requirements.map { [$0] }, start, deadline: nil, engine: Engine.standard
        ).map { cause in
            cause?.lines(showsAll: false).filter { $0.kind != .requirement }.map(\.rendered) ?? []
        }
    }
}
