// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// The base with some proposals: for searches that try many sets of them, each from the base anew.
public final class CandidateMaker {
    /// What comes of a set of proposals.
    public struct Candidate: Sendable {
        /// The bytes of `.config`.
        public let config: [UInt8]
        public let verdicts: Verdicts
    }

    public let base: BaseConfiguration
    private let guards: GuardSet
    private let settings: RunSettings
    private let costs: (any EditCost)?
    private let engine: any SATEngine

    /// - Parameters:
    ///   - arch: the folder below `arch/`.
    ///   - tree: the kernel tree, whose lists of hardening options are read.
    ///   - unguarded: symbols that somebody has named and answers for: no guard speaks of them.
    ///   - costs: which changes beside a proposal are the best ones; without it, the fewest.
    /// - Throws: `SymbolListFile.Problem`.
    public init(
        _ base: BaseConfiguration, _ settings: RunSettings, arch: String, tree: String?,
        unguarded: Set<String> = [], costs: (any EditCost)? = nil, engine: any SATEngine
    ) throws {
        self.base = base
        self.settings = settings
        self.costs = costs
        self.engine = engine
        let guarded = try settings.guarded(base, arch: arch, tree: tree)
        guards = GuardSet(guarded.filter { !unguarded.contains(base.model.name($0.symbol)) })
    }

    /// The valid configuration nearest to the base that has the proposals, in their order as far as they go together.
    ///
    /// - Parameter culprits: sets of values that no configuration may have all of.
    /// - Throws: `EncodingMismatch`, `SearchStopped`.
    public func candidate(_ proposals: [Proposal], without culprits: [[Proposal]] = []) throws -> Candidate {
        let query = try TrialQuery(base, bounds: guards.bounds, costs: costs, engine: engine)
        query.mostChanges = settings.mostChanges
        for culprit in culprits {
            let wishes = culprit.compactMap { proposal in
                base.model.symbol(named: proposal.name).map { TrialQuery.Wish($0, proposal.value) }
            }
            if wishes.count == culprit.count { try query.session.exclude(wishes) }
        }
        let verdicts = try Judge(query, guards, allowsStrings: settings.allowsStrings).judge(proposals)
        return Candidate(config: try query.config(), verdicts: verdicts)
    }
}

extension RunSettings {
    /// All that nothing may change in a run with these settings.
    ///
    /// - Throws: `SymbolListFile.Problem`.
    func guarded(_ base: BaseConfiguration, arch: String, tree: String?) throws -> [Guarded] {
        var guarded: [Guarded] = []
        for file in files(kept: true) { guarded += try file.kept(in: base) }
        for file in files(kept: false) { guarded += file.forbidden(in: base) }
        guarded += BootGuard(base, arch: arch).entries()
        if !allowsSecurity { guarded += Defences(base, arch: arch, tree: tree).entries() }
        return guarded
    }
}
