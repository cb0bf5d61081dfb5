// SPDX-License-Identifier: GPL-2.0-or-later
import Advice
import ArgumentParser
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

struct FixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Find the smallest changes to .config that make wishes come true.",
        discussion: """
            A fix is a set of lines to edit of which none can be left out; what they
            bring along by themselves is listed below them. The likeliest come first:
            what the tree's own defconfigs name, near to the wish, with little lost.
            Each one was tried before it is shown.

            Without wishes, the requirements of .satconfig are taken together: when
            they can't be met, the smallest sets of lines to drop are listed.

            Examples:
              kconfig-sat fix --arch x86 E1000=y
              kconfig-sat fix NR_CPUS=512 BTRFS_FS=m --apply
              kconfig-sat fix --config base.config --fragment board.config -n E1000=y
              kconfig-sat fix --all 'assert NET && (E1000 || VIRTIO_NET)'
              kconfig-sat fix --satconfig board.satconfig
              kconfig-sat fix --satconfig old/.config --ignore-unknown
            """
    )

    @OptionGroup var tree: TreeOptions
    @OptionGroup var base: BaseOptions
    @OptionGroup var merging: MergeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var advice: AdviceOptions

    @Argument(
        help: ArgumentHelp("What is wished: X=v, X=y|m, 'assert EXPR', 'match PATTERN v'.", valueName: "wish")
    )
    var wishes: [String] = []

    @Option(help: ArgumentHelp("Without wishes: the requirements, instead of .satconfig.", valueName: "file"))
    var satconfig: [String] = []

    @Flag(help: "With --satconfig: take lines about symbols that no Kconfig file defines for warnings.")
    var ignoreUnknown = false

    @Flag(help: "List every fix there is, not only the best three.")
    var all = false

    @Flag(help: "Write the best fix to .config.")
    var apply = false

    @Option(
        help: ArgumentHelp("With --apply: the fix of this number instead of the first.", valueName: "number"))
    var choose = 1

    @OptionGroup var unmet: UnmetSelectOption<UnmetFixes>

    @OptionGroup var time: TimeoutOption<EndsWithFound>

    enum UnmetFixes: HelpText { static let text = "Allow fixes in which a select overrides a dependency." }
    enum EndsWithFound: HelpText { static let text = "End with what was found" }

    func validate() throws {
        if choose < 1 { throw ValidationError("--choose: a number from 1 expected") }
        if wishes.isEmpty && apply { throw ValidationError("--apply: wishes expected, as X=v") }
        if apply, let file = base.config, file != ConfigEnvironment.configName {
            throw ValidationError(
                "--apply writes \(ConfigEnvironment.configName), but --config starts from \(file): "
                    + "run with KCONFIG_CONFIG=\(file) instead of --config")
        }
        if !wishes.isEmpty && ignoreUnknown {
            throw ValidationError("--ignore-unknown goes with --satconfig")
        }
        if !wishes.isEmpty && !satconfig.isEmpty { throw ValidationError("either wishes or --satconfig") }
    }

    func run() throws {
        let model = try tree.loadModel()
        if wishes.isEmpty { return try correct(model) }
        let wanted = try Wishes.read(wishes, model)
        let start = try base.read(wanted.model, merging)
        var options = FixQuery.Options()
        options.limit = all ? Int.max : max(3, choose)
        options.unmet = UnmetPolicy(isAllowed: unmet.allowUnmetSelect)
        options.timeout = time.seconds
        options.costs = advice.prior(wanted.model)
        let watch = Stopwatch()
        let query = FixQuery(wanted, start, options, engine: Engine.standard)
        let answer = try Exit.onMismatch { try Interrupts.endingSearch { try query.solve() } }
        tree.log("solved", watch)
        try report(answer, wanted, start)
        if SearchInterrupt.isRequested { throw Exit.interrupted }
    }

    private func report(_ answer: FixQuery.Answer, _ wanted: Satconfig, _ start: BaseConfiguration) throws {
        switch answer {
        case .holds:
            format.print("kconfig-sat/fix/1") {
                "\(start.name) has what you wish already\n"
            } json: {
                [.init("answer", "holds"), .init("fixes", [])]
            }
        case .fixes(let fixes, let isComplete): try show(fixes, isComplete, wanted.model)
        case .impossible:
            let explanation = try Explanation.explain(
                wanted, UnmetPolicy(isAllowed: unmet.allowUnmetSelect), engine: Engine.standard)
            format.print("kconfig-sat/fix/1") {
                "no configuration has what you wish, because\n"
                    + (explanation?.rendered(showsAll: tree.verbose) ?? "")
            } json: {
                [.init("answer", "impossible"), .init("explanation", explanation?.json ?? [])]
            }
            throw Exit.no
        case .stopped:
            if SearchInterrupt.isRequested { throw Exit.interrupted }
            Console.error("kconfig-sat: no fix found within \(time.timeout) s; see --timeout\n")
            throw Exit.toolFailed
        }
    }

    private func show(_ fixes: [FixQuery.Fix], _ isComplete: Bool, _ model: KconfigModel) throws {
        guard !apply || choose <= fixes.count else {
            Console.error("kconfig-sat: --choose \(choose): there are only \(fixes.count) fixes\n")
            throw Exit.badInput
        }
        let shown = FixReport(model: model, isVerbose: tree.verbose)
        if !tree.silent || !apply {
            format.print("kconfig-sat/fix/1") {
                fixes.enumerated().map { "fix \($0 + 1):\n" + shown.text($1, indent: "  ") }.joined()
                    + (isComplete ? "" : more)
            } json: {
                [
                    .init("answer", "fixes"), .init("fixes", .array(fixes.map { shown.json($0) })),
                    .init("complete", .bool(isComplete)),
                ]
            }
        }
        if apply && !SearchInterrupt.isRequested { try tree.write(fixes[choose - 1].config, summary: nil) }
    }

    private var more: String {
        if SearchInterrupt.isRequested { return "there may be others: interrupted\n" }
        return all
            ? "there may be others: time ran out (--timeout \(time.timeout) s)\n"
            : "there may be others: see --all\n"
    }

    // MARK: - Requirements that contradict each other

    private func correct(_ model: KconfigModel) throws {
        let wanted = try RequirementFiles(names: satconfig, ignoresUnknown: ignoreUnknown).read(
            model, required: true)
        let query = CorrectionQuery(
            wanted, UnmetPolicy(isAllowed: unmet.allowUnmetSelect), timeout: time.seconds,
            engine: Engine.standard)
        switch try Exit.onMismatch({ try query.solve(limit: all ? Int.max : 3) }) {
        case .holds:
            format.print("kconfig-sat/fix/1") {
                "all requirements can be met together\n"
            } json: {
                [.init("answer", "holds"), .init("drops", [])]
            }
        case .drops(let sets, let isComplete):
            format.print("kconfig-sat/fix/1") {
                DropReport(sets: sets).text + (isComplete ? "" : more)
            } json: {
                [
                    .init("answer", "drops"), .init("drops", DropReport(sets: sets).json),
                    .init("complete", .bool(isComplete)),
                ]
            }
            throw Exit.no
        case .impossible:
            Console.error("kconfig-sat: this tree has no configuration at all\n")
            throw Exit.no
        case .stopped:
            Console.error("kconfig-sat: no answer within \(time.timeout) s; see --timeout\n")
            throw Exit.toolFailed
        }
    }
}
