// SPDX-License-Identifier: GPL-2.0-or-later
import Advice
import ArgumentParser
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

struct SatconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satconfig",
        abstract: "Make the smallest valid .config that meets the requirements in .satconfig.",
        discussion: """
            Every line is a requirement; what no line names is free:
              CONFIG_EXT4_FS=y                      # hard, as in .config
              # CONFIG_DEBUG_INFO is not set
              CONFIG_NR_CPUS=64
              CONFIG_BTRFS_FS=y|m                   # any of several values
              match ^CONFIG_SND_ n                  # PCRE2 over symbol names
              assert NET && (E1000 || VIRTIO_NET)   # must not be n
              prefer CONFIG_PREEMPT_NONE=y 10       # soft, with a weight
              include more.satconfig

            When the requirements can't be met, .config stays as it is, the reasons
            are printed as facts of which none can be left out, and the exit status
            is 1.

            Examples:
              kconfig-sat satconfig --arch x86
              kconfig-sat satconfig --arch riscv board.satconfig debug.satconfig
              make satconfig SATFLAGS=--objective=defaults
            """
    )

    private static let schema = "kconfig-sat/satconfig/1"

    @OptionGroup var tree: TreeOptions
    @OptionGroup var requirements: RequirementOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var advice: AdviceOptions

    @Option(
        help: ArgumentHelp(
            "What is best: minimal (least decided against the defaults, then fewest on), likely (as the tree's own "
                + "defconfigs have it), smallest (fewest on; EXPERT, defences and the like may give way), defaults "
                + "(closest to alldefconfig), base=FILE (closest to FILE), any (the first found).",
            valueName: "name"))
    var objective = "minimal"

    @OptionGroup var time: TimeoutOption<TakesBest>

    enum TakesBest: HelpText { static let text = "Take the best found" }

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
                "--objective \(objective): minimal, likely, smallest, defaults, base=FILE or any expected")
        }
    }

    func run() throws {
        let model = try tree.loadModel()
        let satconfig = try requirements.read(model, required: true)
        var options = SatconfigQuery.Options()
        options.objective = ObjectiveName(objective)!.objective
        let kept = KeptDefaults(satconfig.model)
        options.essentials = kept.all.map(\.essential)
        if [.likely, .minimal].contains(options.objective) { options.costs = advice.prior(satconfig.model) }
        options.unmet = UnmetPolicy(isAllowed: requirements.allowUnmetSelect)
        options.timeout = time.seconds
        options.memory = memory.map { $0 << 20 }
        let watch = Stopwatch()
        let query = SatconfigQuery(
            satconfig, options, base: try readBase(satconfig.model), engine: Engine.standard)
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
            if format.format == .json {
                format.print(Self.schema) {
                    ""
                } json: {
                    report.json(solution)
                }
            }
            if SearchInterrupt.isRequested { throw Exit.interrupted }
        case .impossible:
            throw format.explainImpossible(
                try Explanation.explainAll(
                    satconfig, UnmetPolicy(isAllowed: requirements.allowUnmetSelect), engine: Engine.standard),
                Self.schema, files: requirements.source, isVerbose: tree.verbose)
        case .stopped:
            if SearchInterrupt.isRequested { throw Exit.interrupted }
            Console.error(
                "kconfig-sat: no configuration found within the limits: --timeout \(time.timeout) s"
                    + (memory.map { ", --memory \($0) MB" } ?? "") + "\n"
            )
            throw Exit.toolFailed
        }
    }

    private func readBase(_ model: KconfigModel) throws -> Evaluator? {
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
        case "any": objective = .any
        default:
            guard text.hasPrefix("base="), text.count > 5 else { return nil }
            objective = .base(String(text.dropFirst(5)))
        }
    }
}
