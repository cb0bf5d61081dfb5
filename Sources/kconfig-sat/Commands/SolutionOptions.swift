// SPDX-License-Identifier: GPL-2.0-or-later
import Advice
import ArgumentParser
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// Which of the configurations that meet requirements is wanted, and how long may be looked for it.
struct SolutionOptions: ParsableArguments {
    @OptionGroup var format: FormatOption
    @OptionGroup var advice: AdviceOptions

    @Option(
        help: ArgumentHelp(
            "What is best: minimal (least decided against the defaults, then fewest on), likely (as the tree's own "
                + "defconfigs have it), smallest (fewest on; EXPERT, defences and the like may give way), defaults "
                + "(closest to alldefconfig), lines (closest to what conf makes of the lines alone), base=FILE (closest to FILE), any (the first found).",
            valueName: "name"))
    var objective = "minimal"

    @OptionGroup var time: TimeoutOption<TakesBest>

    enum TakesBest: HelpText { static let text = "Take the best found" }

    @OptionGroup var proof: ProofOption

    @Option(
        help: ArgumentHelp(
            "Take the best found when the program uses more than this many MB of memory.", valueName: "MB"))
    var memory: Int?

    func validate() throws {
        if !(1...1 << 30 ~= memory ?? 1) {
            throw ValidationError("--memory: a number of MB from 1 to \(1 << 30) expected")
        }
        if ObjectiveName(objective) == nil {
            throw ValidationError(
                "--objective \(objective): minimal, likely, smallest, defaults, lines, base=FILE or any expected"
            )
        }
    }

    /// Writes the best configuration to `.config`.
    ///
    /// - Parameters:
    ///   - schema: the name of the JSON report.
    ///   - files: where the requirements are from, for reports.
    /// - Throws: `Exit.no` when there is none, with the reasons printed.
    func solve(
        _ satconfig: Satconfig, _ unmet: UnmetPolicy, _ tree: TreeOptions, schema: String,
        _ files: RequirementFiles
    ) throws {
        var options = SatconfigQuery.Options()
        options.objective = ObjectiveName(objective)!.objective
        let kept = KeptDefaults(satconfig.model)
        options.essentials = kept.all.map(\.essential)
        if [.likely, .minimal].contains(options.objective) { options.costs = advice.prior(satconfig.model) }
        options.unmet = unmet
        options.timeout = time.seconds
        options.memory = memory.map { $0 << 20 }
        let watch = Stopwatch()
        let query = SatconfigQuery(
            satconfig, options, base: try readBase(satconfig), engine: Engine.standard)
        tree.log(
            "encoded as \(query.session.formula.variableCount) variables and "
                + "\(query.session.formula.clauseCount) clauses", watch)
        let progress = ProgressLine(isSilent: tree.silent)
        query.onProgress = { progress.show(SolutionReport.text($0)) }
        let answer = try Exit.onMismatch { try Interrupts.endingSearch { try query.solve() } }
        progress.clear()
        tree.log("solved", watch)
        if tree.verbose, options.objective == .minimal, case .found(let solution) = answer {
            Console.error(kept.report(query.essentials(solution), satconfig.model))
        }
        switch answer {
        case .found(let solution):
            let report = SolutionReport(objective: objective, isOptimised: options.objective != .any)
            try tree.write(
                solution.config, summary: report.summary(solution), quietly: format.format == .json)
            if !tree.silent {
                tellLost(satconfig, solution.config, limit: tree.verbose ? Int.max : Self.shownWishes)
            }
            if format.format == .json {
                format.print(schema) {
                    ""
                } json: {
                    report.json(solution)
                }
            }
            if SearchInterrupt.isRequested { throw Exit.interrupted }
            try proof.write(query, stopAfter: time.seconds)
        case .impossible:
            try proof.write(stopAfter: time.seconds) { .requirements(satconfig, unmet) }
            throw format.explainImpossible(
                try Explanation.explainAll(satconfig, unmet, engine: Engine.standard),
                schema, files: files, isVerbose: tree.verbose)
        case .stopped:
            if SearchInterrupt.isRequested { throw Exit.interrupted }
            Console.error(
                "kconfig-sat: no configuration found within the limits: --timeout \(time.timeout) s"
                    + (memory.map { ", --memory \($0) MB" } ?? "") + "\n"
            )
            throw Exit.toolFailed
        }
    }

    private static let shownWishes = 3

    /// Says which `weak` lines and wishes don't hold.
    private func tellLost(_ satconfig: Satconfig, _ config: [UInt8], limit: Int) {
        if satconfig.preferences.isEmpty { return }
        let result = BaseConfiguration(
            satconfig.model, SourceText(copying: config), name: ConfigEnvironment.configName)
        for line in satconfig.weakOnesLost(in: result.evaluator) {
            Console.error("\(line.origin): note: this can't be had here: \(line.text)\n")
        }
        let unmet = satconfig.preferences.filter { !$0.isWeak && !$0.requirement.holds(in: result.evaluator) }
        for wish in unmet.prefix(limit) {
            Console.error(
                "\(wish.requirement.origin): note: this wish is not met: \(wish.requirement.text)\n")
        }
        if unmet.count > limit { Console.error("and \(unmet.count - limit) more wishes: -v lists them\n") }
    }

    private func readBase(_ satconfig: Satconfig) throws -> Evaluator? {
        let model = satconfig.model
        if ObjectiveName(objective)!.objective == .lines { return satconfig.configurationOfLines().evaluator }
        guard case .base(let name) = ObjectiveName(objective)!.objective else { return nil }
        let text = try InputFile.read(name)
        let evaluator = Evaluator(model)
        evaluator.warn = { Console.error($0) }
        evaluator.load(text, name: name)
        return evaluator
    }
}

/// The value of `--objective`.
struct ObjectiveName {
    let objective: Objective

    init?(_ text: String) {
        switch text {
        case "minimal": objective = .minimal
        case "likely": objective = .likely
        case "smallest": objective = .smallest
        case "defaults": objective = .defaults
        case "lines": objective = .lines
        case "any": objective = .any
        default:
            guard text.hasPrefix("base="), text.count > 5 else { return nil }
            objective = .base(String(text.dropFirst(5)))
        }
    }
}
