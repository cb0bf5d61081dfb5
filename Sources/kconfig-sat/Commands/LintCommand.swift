// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Lint

extension LintAnswer: ShardAnswer {}

struct LintCommand: ShardedCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find problems of a .config, of fragments, or of the Kconfig tree.",
        discussion: """
            Fragments are merged in the order given, as merge_config.sh does it, on
            top of --config if there is one. Without --config, --fragment, --tree and
            --sources, the .config is checked. Every rule is described in
            docs/lint.md. A comment '# kconfig-sat: disable=RULE' silences a rule on
            its line, or on the next one when it has a line of its own.

            Exit status: 0 nothing found, 1 findings at or above --fail-on.

            Examples:
              kconfig-sat lint --arch x86
              kconfig-sat lint --arch arm64 board.config
              kconfig-sat lint --arch riscv --fragment base.config --fragment net.config
              kconfig-sat lint --arch riscv --fragment net.config --fix add.config
              kconfig-sat lint --tree --arch all --format sarif >lint.sarif
              kconfig-sat lint --tree --arch riscv --witness unmet/
              kconfig-sat lint --tree --sources --arch x86 --since v6.12
              kconfig-sat lint --tree --arch all --shard 2/4 >part.2
            """
    )

    @OptionGroup var options: TreeOptions
    @OptionGroup var output: LintOutputOptions
    @OptionGroup var shards: ShardOptions
    @OptionGroup var advice: AdviceOptions

    @Argument(
        help: ArgumentHelp("A .config to check: the same as --config.", valueName: "file"),
        completion: .file())
    var file: String?

    @Option(
        help: ArgumentHelp("A .config to check, or that fragments are merged into.", valueName: "file"),
        completion: .file())
    var config: String?

    @Option(
        help: ArgumentHelp(
            "A fragment to check; several in the order in which they are merged.", valueName: "file"),
        completion: .file())
    var fragment: [String] = []

    @Flag(help: "Say nothing about the lines of --config: only about those of the fragments.")
    var onlyFragments = false
    @OptionGroup var fill: FillOption

    @Option(
        help: ArgumentHelp(
            "Write the likeliest addition that keeps all lost values: a fragment to merge last.",
            valueName: "file"), completion: .file())
    var fix: String?

    @Flag(help: "Look for additions for a .config, too. (For fragments that is always done.)")
    var suggest = false

    @Option(
        help: ArgumentHelp(
            "End the search for additions after this many seconds of the run; 0 for no limit. Default: 60. Nothing else is cut short.",
            valueName: "seconds"))
    var timeout: Double?

    @Flag(help: "Check the Kconfig tree. --arch all checks it for every architecture.")
    var tree = false

    @Flag(
        help:
            "Check the C, assembly and make files of the kernel tree: names that nothing defines, code that no configuration reaches."
    )
    var sources = false

    @Option(
        help: ArgumentHelp(
            "With --tree: write a .config for each unmet select, named after the two symbols.",
            valueName: "dir"), completion: .directory)
    var witness: String?

    @Option(
        help: ArgumentHelp(
            "Only what the tree did not have at this revision of git: what a change brings.",
            valueName: "rev"))
    var since: String?

    enum Unknown: String, ExpressibleByArgument, CaseIterable { case error, free }

    @Option(
        help: ArgumentHelp(
            "With --tree or --sources and --probes: what becomes of a command that the file does not have; free: all it could give is allowed for.",
            valueName: "what"))
    var unknownProbes = Unknown.error

    @Option(help: .hidden)
    var formerTree: String?

    @Flag(help: "List the rules: id, severity, what it looks at, what it finds.")
    var listRules = false

    private static let usualTimeout = 60.0

    func validate() throws {
        if file != nil && !fragment.isEmpty {
            throw ValidationError(
                "\(file!): --fragment stands before each fragment, and --config before the file below them")
        }
        if file != nil && config != nil { throw ValidationError("either a file or --config") }
        if let timeout, !(timeout >= 0) { throw ValidationError("--timeout: a number of seconds expected") }
        if onlyFragments && fragment.isEmpty {
            throw ValidationError("--only-fragments goes with --fragment")
        }
        if since != nil && (shards.shard != nil || output.writeBaseline != nil) {
            throw ValidationError("--since goes neither with --shard nor with --write-baseline")
        }
        if unknownProbes == .free
            && (options.probing.source == nil || request.checksConfig || !(tree || sources))
        {
            throw ValidationError("--unknown-probes free goes with --probes and --tree or --sources")
        }
        if witness != nil && !tree { throw ValidationError("--witness goes with --tree") }
        if shards.shard != nil && !request.canSplit {
            throw ValidationError("--shard goes with --tree, and not with --config and --fragment")
        }
        if fix != nil && !request.checksConfig { throw ValidationError("--fix needs --config or --fragment") }
    }

    var canSplit: Bool { request.canSplit }

    /// The configurations that somebody named.
    private var named: [String] { [config ?? file].compactMap(\.self) + fragment }

    func run() throws {
        if listRules { return RuleList(format: output.format).print() }
        if let formerTree { try FormerFindings.use(formerTree) }
        try InputFile.expect(named)
        if timeout != nil && !request.checksConfig {
            Console.error(
                "kconfig-sat: note: --timeout bounds the search for additions: --tree and --sources go to their end\n"
            )
        }
        guard let since else { return try runShard() }
        let former = try FormerFindings(since: since)
        try report(try allAnswers(), try former.baseline())
    }

    func answers(_ shard: Shard) throws -> ShardAnswers<LintAnswer> {
        let run = LintRun(
            request,
            LintCommandSurroundings(
                options: options.asOf(named), advice: advice, allowsUnknownProbes: unknownProbes == .free))
        let (answers, question) = try Exit.onLintFailure {
            try Exit.onMismatch { try run.answers(shard) }
        }
        return ShardAnswers(list: answers, question: question)
    }

    func finish(_ answers: [LintAnswer]) throws { try report(answers, Baseline()) }

    private func report(_ answers: [LintAnswer], _ former: Baseline) throws {
        var report = Report(answers, baseline: try output.readBaseline().union(former))
        report.isVerbose = options.verbose
        try output.write(report)
    }

    private var request: LintRequest {
        var request = LintRequest()
        request.selection = output.selection
        request.architecture = options.arch
        request.config = config ?? file
        request.fragments = fragment
        request.onlyFragments = onlyFragments
        request.filling = fill.filling
        request.suggests = suggest
        request.additionFile = fix
        let seconds = timeout ?? Self.usualTimeout
        request.deadline = seconds > 0 ? .now + .seconds(seconds) : nil
        request.checksTree = tree
        request.checksCode = sources
        request.witnessFolder = witness
        return request
    }
}
