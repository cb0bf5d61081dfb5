// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// One run from a base to a finished configuration: puts guard, solver, adviser and loop together.
public final class TuningSession {
    public let base: BaseConfiguration
    public let settings: RunSettings
    private let judge: Judge
    private let arch: String

    /// - Parameters:
    ///   - arch: the folder below `arch/`.
    ///   - tree: the kernel tree, whose lists of hardening options are read.
    ///   - costs: which changes beside a proposal are the best ones; without it, the fewest.
    /// - Throws: `SymbolListFile.Problem`, or `EncodingMismatch` when the base is no valid configuration.
    public init(
        _ base: BaseConfiguration, _ settings: RunSettings, arch: String, tree: String? = nil,
        costs: (any EditCost)? = nil,
        engine: any SATEngine
    ) throws {
        self.base = base
        self.settings = settings
        self.arch = arch
        let guards = GuardSet(try settings.guarded(base, arch: arch, tree: tree))
        let query = try TrialQuery(base, bounds: guards.bounds, costs: costs, engine: engine)
        query.mostChanges = settings.mostChanges
        judge = Judge(query, guards, allowsStrings: settings.allowsStrings)
    }

    /// The claims of the handbook for this run.
    public var handbook: [HandbookEntry] {
        Handbook.entries(
            for: settings.goal, base.model.dialect, arch: arch, allowsSecurity: settings.allowsSecurity)
    }

    /// Lets the adviser walk the menus.
    ///
    /// - Parameters:
    ///   - usage: what the adviser used so far.
    ///   - mustStop: why the run must end now, if it must, beside its limits.
    ///   - onProgress: told of each menu that is entered.
    /// - Throws: what the adviser throws, and `EncodingMismatch`.
    public func run(
        _ adviser: any Adviser, usage: @escaping () -> Usage, seconds: @escaping () -> Double,
        mustStop: @escaping (RunRecord) -> StopReason? = { _ in nil },
        onProgress: @escaping (RunRecord, String) -> Void = { _, _ in }
    ) throws -> FinishedRun {
        var options = TuningRun.Options()
        options.batchSize = settings.batchSize
        options.corrections = settings.corrections
        options.allowsStrings = settings.allowsStrings
        // The handbook knows which menus it speaks of.
        let isOpen = settings.allMenus || settings.adviser == .handbook
        let budget = settings.budget
        let loop = TuningRun(
            judge, adviser, MenuExclusion(isOpen ? nil : settings.goal), options,
            mustStop: { record in
                mustStop(record) ?? budget.reached(visits: record.visits, usage(), seconds: seconds())
            }, onProgress: onProgress)
        let record = try loop.run()
        return try finish(record, usage())
    }

    /// Nothing leaves without the evaluator's word, nor with a change that no proposal accounts for.
    private func finish(_ record: RunRecord, _ usage: Usage) throws -> FinishedRun {
        let config = try judge.query.config()
        let final = Evaluator(base.model)
        final.load(SourceText(copying: config), name: ".config")
        final.settle()
        let unexplained = record.unexplained(from: base, to: final)
        guard unexplained.isEmpty else {
            throw EncodingMismatch(
                symbols: unexplained.map { "\(base.model.name($0)) (no proposal accounts for it)" })
        }
        return FinishedRun(
            config, settings, record, usage, base.model, configName: ConfigEnvironment.configName)
    }
}
