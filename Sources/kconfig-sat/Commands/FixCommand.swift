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
            Each one was tried before it is shown. For a symbol without a prompt the
            lines that can bring it about are listed, -v shows all of them.
            --apply on a terminal asks which one; elsewhere it takes the first.

            Without wishes, the requirements of .satconfig are taken together: when
            they can't be met, the smallest sets of lines to drop are listed.

            Examples:
              kconfig-sat fix --arch x86 E1000=y
              kconfig-sat fix --arch x86 VIRTIO=y
              kconfig-sat fix --arch x86 NR_CPUS=512 BTRFS_FS=m --apply
              kconfig-sat fix --arch x86 --config base.config --fragment board.config -n E1000=y
              kconfig-sat fix --arch arm64 @wishes.txt --format fragment >add.config
              kconfig-sat fix --arch x86 --all 'assert NET && (E1000 || VIRTIO_NET)'
              kconfig-sat fix --arch x86 --satconfig board.satconfig
              kconfig-sat fix --arch x86 --satconfig old/.config --ignore-unknown
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var base: BaseOptions
    @OptionGroup var merging: MergeOptions
    @OptionGroup var format: FixFormat
    @OptionGroup var advice: AdviceOptions

    @Argument(
        help: ArgumentHelp(
            "What is wished: X=v, X=y|m, 'assert EXPR', 'match PATTERN v', @FILE for a file of them.",
            valueName: "wish"), completion: Completions.wish)
    var wishes: [String] = []

    @Option(
        help: ArgumentHelp("Without wishes: the requirements, instead of .satconfig.", valueName: "file"),
        completion: .file())
    var satconfig: [String] = []

    @Flag(help: "With --satconfig: take lines about symbols that no Kconfig file defines for warnings.")
    var ignoreUnknown = false

    @OptionGroup var cell: CellOption

    @Flag(help: "List every fix there is, not only the best three.")
    var all = false

    @Flag(help: "Write the best fix to .config; on a terminal, the one that is chosen then.")
    var apply = false

    @Option(
        help: ArgumentHelp(
            "With --apply or --format fragment: the fix of this number instead of the first.",
            valueName: "number"))
    var choose: Int?

    @Flag(help: "With --apply: ask nothing, also when more than 20 options are lost.")
    var yes = false

    @OptionGroup var unmet: UnmetSelectOption<UnmetFixes>

    @OptionGroup var time: TimeoutOption<EndsWithFound>

    enum UnmetFixes: HelpText { static let text = "Allow fixes in which a select overrides a dependency." }
    enum EndsWithFound: HelpText { static let text = "End with what was found" }

    func validate() throws {
        if (choose ?? 1) < 1 { throw ValidationError("--choose: a number from 1 expected") }
        if !apply && (yes || choose != nil && format.format != .fragment) {
            throw ValidationError(
                "\(yes ? "--yes goes" : "--choose goes with --format fragment and") with --apply")
        }
        if wishes.isEmpty && format.format == .fragment {
            throw ValidationError("--format fragment: wishes expected, as X=v")
        }
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
        let model = try tree.loadModel(for: base.files + satconfig)
        if wishes.isEmpty { return try correct(model) }
        let wanted = try Wishes.read(wishes, model)
        let start = try base.read(wanted.model, merging)
        var options = FixQuery.Options()
        let target = all ? nil : wanted.promptlessTarget(start)
        options.findsWays = target != nil
        let count = target == nil ? Self.shown : tree.verbose ? Int.max : Self.ways
        options.limit = all ? Int.max : max(count, choose ?? 1)
        options.showsDetours = all || target != nil
        options.unmet = UnmetPolicy(isAllowed: unmet.allowUnmetSelect)
        options.timeout = time.seconds
        options.costs = advice.prior(wanted.model)
        let watch = Stopwatch()
        let query = FixQuery(wanted, start, options, engine: Engine.standard)
        let progress = ProgressLine(isSilent: tree.silent)
        query.onProgress = { progress.show("looking for fixes: \($0) found") }
        let answer = try Exit.onMismatch { try Interrupts.endingSearch { try query.solve() } }
        progress.clear()
        tree.log("solved", watch)
        try report(answer, wanted, start, target)
        if SearchInterrupt.isRequested { throw Exit.interrupted }
    }

    /// How many fixes are looked for, and how many ways to a symbol without a prompt: these take a line each.
    private static let shown = 3
    private static let ways = 6

    private func report(
        _ answer: FixQuery.Answer, _ wanted: Satconfig, _ start: BaseConfiguration, _ target: SymbolID?
    ) throws {
        switch answer {
        case .holds:
            format.print("kconfig-sat/fix/1") {
                "\(start.name) has what you wish already\n"
            } json: {
                [.init("answer", "holds"), .init("fixes", [])]
            }
        case .fixes(let fixes, let isComplete): try show(fixes, isComplete, start, target)
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

    private func show(
        _ fixes: [FixQuery.Fix], _ isComplete: Bool, _ start: BaseConfiguration, _ target: SymbolID?
    ) throws {
        guard choose ?? 1 <= fixes.count else {
            Console.error(
                "kconfig-sat: --choose \(choose ?? 1): there \(fixes.count == 1 ? "is" : "are") only \(fixes.count.counted("fix", "fixes"))\n"
            )
            throw Exit.badInput
        }
        let shown = FixReport(model: start.model, isVerbose: tree.verbose)
        if format.format == .fragment {
            Console.data(shown.fragment(fixes[(choose ?? 1) - 1], wishes))
        } else if !tree.silent || !apply {
            format.print("kconfig-sat/fix/1") {
                target.map { shown.ways(to: $0, fixes, inFull: choose ?? 1) } ?? shown.text(fixes)
                    + (isComplete ? "" : more(target))
            } json: {
                [
                    .init("answer", "fixes"), .init("fixes", .array(fixes.map { shown.json($0) })),
                    .init("complete", .bool(isComplete)),
                ]
            }
        }
        if apply && !SearchInterrupt.isRequested {
            try apply(fixes, shown)
            BaseOptions.noteGoneLines(start)
        }
    }

    private func apply(_ fixes: [FixQuery.Fix], _ shown: FixReport) throws {
        let isAsking = Dialogue.isPossible && format.format == .text && !tree.silent && !yes
        let dialogue = FixDialogue(report: shown, fixes: fixes, isAsking: isAsking)
        let number = try choose ?? dialogue.number()
        if !yes { try dialogue.confirm(number) }
        try tree.write(fixes[number - 1].config, summary: nil)
    }

    private func more(_ target: SymbolID? = nil) -> String {
        if SearchInterrupt.isRequested { return "there may be others: interrupted\n" }
        if target != nil && !tree.verbose { return "there may be others: see -v\n" }
        return all || target != nil
            ? "there may be others: time ran out (--timeout \(time.timeout) s)\n"
            : "there may be others: see --all\n"
    }

    // MARK: - Requirements that contradict each other

    private func correct(_ model: KconfigModel) throws {
        let wanted = try RequirementFiles(
            names: satconfig, ignoresUnknown: ignoreUnknown, cell: cell.cell
        ).read(model, required: true)
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
                DropReport(sets: sets).text + (isComplete ? "" : more())
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
