// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import JSON
import KconfigEvaluate
import KconfigParse
import Optimizer
import Solver

struct AutoosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "autoosconfig",
        abstract: "Let a language model, or the built-in handbook, tune a .config for a goal.",
        discussion: """
            Walks the menus from .config_base, takes proposals, and lets the solver
            decide about each: it is accepted with the fewest other changes, or
            refused with the reason. Boot-critical options are guarded.

            The model is any OpenAI-compatible server: $AUTOOS_LLM_URL is its base
            with /v1, $AUTOOS_LLM_MODEL the model, $AUTOOS_LLM_KEY the key (or a file
            with mode 0600: --key-file). Without a URL the handbook advises.

            Goals: \(Goal.Benchmark.allCases.map(\.rawValue).joined(separator: ", ")),
            or free text. Default: $AUTOOS_GOAL, else total.

            Writes .config, autoos/report.md, autoos/report.json and
            autoos/transcript.jsonl. An interrupted run goes on when it is started
            again.

            Examples:
              kconfig-sat autoosconfig --arch riscv --goal context-switch
              make autoosconfig ARCH=riscv SATFLAGS='--goal file-copy'
              kconfig-sat autoosconfig --replay autoos/transcript.jsonl
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var chat: ChatOptions
    @OptionGroup var limits: AutoosOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var advice: AdviceOptions

    @Option(help: ArgumentHelp("One of the goals, or a goal in your words.", valueName: "goal"))
    var goal: String?

    @Option(
        help: ArgumentHelp(
            "The configuration to start from. Default: .config_base here or in $srctree.", valueName: "file"),
        completion: .file())
    var base: String?

    @Option(
        help: ArgumentHelp("Repeat a transcript, without a network.", valueName: "file"), completion: .file())
    var replay: String?

    @Option(
        help: ArgumentHelp("Where reports and the transcript go.", valueName: "folder"),
        completion: .directory)
    var output = "autoos"

    @Flag(help: "Print the questions and an estimate of their tokens, and ask nobody.")
    var dryRun = false

    @Flag(help: "Do not go on with an interrupted run.")
    var fresh = false

    @Flag(help: "Print whether the handbook's claims hold in this tree, and do nothing else.")
    var checkHandbook = false

    func validate() throws {
        if let goal, goal.allSatisfy(\.isWhitespace) { throw ValidationError("--goal: a goal expected") }
        if output.isEmpty { throw ValidationError("--output: a folder expected") }
        let modes = [("--dry-run", dryRun), ("--replay", replay != nil), ("--check-handbook", checkHandbook)]
            .filter(\.1)
        if modes.count > 1 { throw ValidationError("\(modes[0].0) and \(modes[1].0) exclude each other") }
        if let mode = modes.first, !limits.harmful.isEmpty {
            throw ValidationError("--harmful belongs to a run that proposes: it does not go with \(mode.0)")
        }
    }

    func run() throws {
        try Exit.onFailure {
            let settings = try chat.settings()
            let kconfig = try tree.loadModel()
            try limits.checkNames(kconfig)
            try AutoosRun(command: self, chat: settings, kconfig: kconfig).run()
        }
    }
}
