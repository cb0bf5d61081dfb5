// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigEvaluate
import Lint

struct DeadCommand: ShardedCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "List the symbols that no configuration turns on, builds in or makes a module.",
        discussion: """
            One line per symbol, its name first: 'never on', or for a tristate that
            can be on 'never m' or 'never y'. The answer holds for this architecture
            and these tools; 'lint --tree' looks for what is dead everywhere. With -v
            each line has a reason.

            Examples:
              kconfig-sat dead --arch x86
              kconfig-sat dead --arch x86 -v PCI_GODIRECT ISA
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var symbols: SymbolArguments

    @OptionGroup var shards: ShardOptions
    @OptionGroup var proof: ProofOption

    func run() throws { try runShard() }

    func answers(_ shard: Shard) throws -> ShardAnswers<ConstantAnswer> {
        try symbols.constants(tree, shard, .dead)
    }

    func finish(_ answers: [ConstantAnswer]) throws {
        try prove(answers, proof, tree)
        format.print(answers, "kconfig-sat/dead/1")
        try symbols.noteOthers(answers, "not dead")
    }
}

struct NecessaryCommand: ShardedCommand {
    static let configuration = CommandConfiguration(
        commandName: "necessary",
        abstract: "List the symbols that every configuration turns on.",
        discussion: """
            One line per symbol, its name first: 'always y', 'always m', or 'always
            on' when both occur. With -v each line has a reason.

            Example:
              kconfig-sat necessary --arch x86 -v
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var symbols: SymbolArguments

    @OptionGroup var shards: ShardOptions
    @OptionGroup var proof: ProofOption

    func run() throws { try runShard() }

    func answers(_ shard: Shard) throws -> ShardAnswers<ConstantAnswer> {
        try symbols.constants(tree, shard, .necessary)
    }

    func finish(_ answers: [ConstantAnswer]) throws {
        try prove(answers, proof, tree)
        format.print(answers, "kconfig-sat/necessary/1")
        try symbols.noteOthers(answers, "off in some configuration")
    }
}

extension ConstantAnswer: ShardAnswer {}

extension ShardedCommand where Answer == ConstantAnswer {
    /// One proof for all answers.
    fileprivate func prove(_ answers: [ConstantAnswer], _ proof: ProofOption, _ tree: TreeOptions) throws {
        guard proof.proof != nil else { return }
        let model = try tree.loadModel()
        try proof.write { ConstantAnswer.claim(answers, in: model, engine: Engine.standard) }
    }
}

extension SymbolArguments {
    /// Says which of the symbols that were named have no answer: silence could be a mistake.
    fileprivate func noteOthers(_ answers: [ConstantAnswer], _ what: String) throws {
        let told = Set(answers.map(\.name))
        let others = try ListFile.expand(symbols).map { ConfigEnvironment.symbolName($0) }.filter {
            !told.contains($0)
        }
        if others.isEmpty { return }
        let more = others.count > 5 ? " and \(others.count - 5) more" : ""
        Console.error(
            "kconfig-sat: note: \(others.prefix(5).joined(separator: ", "))\(more): \(what)\n")
    }

    /// What of the constant symbols was asked for.
    fileprivate func constants(
        _ tree: TreeOptions, _ shard: Shard, _ side: ConstantSymbols.Side
    ) throws -> ShardAnswers<ConstantAnswer> {
        let model = try tree.loadModel()
        let wanted = Set(try find(in: model))
        let watch = Stopwatch()
        let progress = ProgressLine(isSilent: tree.silent)
        let (answers, question) = try Exit.onMismatch {
            try ConstantAnswer.find(
                side, in: model, shard, among: wanted, explains: tree.verbose, engine: Engine.standard
            ) { progress.show("asking what can be", $0, of: $1) }
        }
        progress.clear()
        tree.log("asked what can be", watch)
        return ShardAnswers(list: answers, question: question)
    }
}

extension FormatOption {
    fileprivate func print(_ answers: [ConstantAnswer], _ schema: String) {
        let sorted = answers.sorted { $0.rank < $1.rank }
        print(schema) {
            sorted.map(\.text).joined()
        } json: {
            [.init("symbols", .array(sorted.map { .object($0.members) }))]
        }
    }
}
