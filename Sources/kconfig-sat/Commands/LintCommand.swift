// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Lint
import Solver

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
              kconfig-sat lint --arch riscv --fragment base.config --fragment net.config
              kconfig-sat lint --arch riscv --fragment net.config --fix add.config
              kconfig-sat lint --tree --arch all --format sarif >lint.sarif
              kconfig-sat lint --tree --arch riscv --witness unmet/
              kconfig-sat lint --tree --arch all --shard 2/4 >part.2
            """
    )

    @OptionGroup var options: TreeOptions
    @OptionGroup var output: LintOutputOptions
    @OptionGroup var shards: ShardOptions

    @Option(help: ArgumentHelp("A .config to check, or that fragments are merged into.", valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "A fragment to check; several in the order in which they are merged.", valueName: "file"))
    var fragment: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the smallest addition that keeps all lost values: a fragment to merge last.",
            valueName: "file"))
    var fix: String?

    @Flag(help: "Look for additions for a .config, too. (For fragments that is always done.)")
    var suggest = false

    @Option(help: ArgumentHelp("Seconds to look for each addition; 0 for no limit.", valueName: "seconds"))
    var timeout = 60.0

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
            valueName: "dir"))
    var witness: String?

    func validate() throws {
        if !(timeout >= 0) { throw ValidationError("--timeout: a number of seconds expected") }
        if witness != nil && !tree { throw ValidationError("--witness goes with --tree") }
        if shards.shard != nil && (checksConfig || !tree) {
            throw ValidationError("--shard goes with --tree, and not with --config and --fragment")
        }
        if fix != nil && !checksConfig { throw ValidationError("--fix needs --config or --fragment") }
    }

    private var checksConfig: Bool { config != nil || !fragment.isEmpty || !(tree || sources) }

    var canSplit: Bool { tree && !checksConfig }

    func run() throws { try runShard() }

    func pieces(_ shard: Shard) throws -> Pieces<LintPiece> {
        var findings: [Finding] = []
        if checksConfig { findings += try configFindings() }
        var pieces: [LintPiece] = []
        if tree { pieces = try TreeLint(options, output.selection, witnesses: witness).pieces(shard) }
        // Fast enough for one.
        if sources && shard.number == 1 { findings += try SourcesLint(options, output.selection).findings() }
        let question = shard.isWhole ? "" : try LintTreeLoader(options).digest
        return Pieces(list: [.findings(findings)] + pieces, question: question)
    }

    func finish(_ pieces: [LintPiece]) throws { try output.report(LintPiece.join(pieces)) }

    private func configFindings() throws -> [Finding] {
        guard options.arch != "all" else {
            Console.error(
                "kconfig-sat: a .config belongs to one architecture: --arch all goes with --tree only\n")
            throw Exit.badInput
        }
        let model = try options.loadModel()
        let watch = Stopwatch()
        let lint = ConfigLint(model, try inputs(), output.selection)
        let findings = lint.findings()
        options.log("checked the lines", watch)
        guard !fragment.isEmpty || suggest || fix != nil else { return findings }
        let (completed, addition) = try Exit.onMismatch {
            try lint.completed(findings, seconds: timeout > 0 ? timeout : nil)
        }
        options.log("looked for additions", watch)
        if let fix { try OutputFile.write(Array(addition.map { $0 + "\n" }.joined().utf8), to: fix) }
        return completed
    }

    /// The files in the order of merging.
    private func inputs() throws -> [ConfigInput] {
        let base = config ?? (fragment.isEmpty ? ConfigEnvironment.configName : nil)
        return try (base.map { [($0, false)] } ?? []).map { try input($0.0, isFragment: $0.1) }
            + fragment.map { try input($0, isFragment: true) }
    }

    private func input(_ name: String, isFragment: Bool) throws -> ConfigInput {
        guard let (_, text) = SourceMap.locate(name, sourceTree: ConfigEnvironment.sourceTree) else {
            Console.error("kconfig-sat: can't read \(name): \(String(cString: strerror(errno)))\n")
            throw Exit.badInput
        }
        return ConfigInput(name: name, text: text, isFragment: isFragment)
    }
}
