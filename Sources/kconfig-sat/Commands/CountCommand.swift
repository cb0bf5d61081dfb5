// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigEvaluate
import KconfigParse
import Lint
import Solver

struct CountCommand: ShardedCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Count the valid configurations, or the combinations of values of some symbols.",
        discussion: """
            The number is exact, or there is none. What is counted are the files that
            'make olddefconfig' leaves as they are; of ints, hexes and strings those
            values that the tree and the requirements tell apart. Arguments with a dot
            or a slash are files with requirements, others are symbols.

            A whole tree needs a model counter that you have: ganak, d4 or sharpSAT in
            PATH, or kconfig-pyganak for 'pip install pyganak'. No revision of a large
            architecture was ever counted: fix options (--fix), or divide (--split) and
            keep what was counted (--keep): the same command goes on there.

            Examples:
              kconfig-sat count --arch x86 MODULES EXT4_FS JBD2
              kconfig-sat count --arch hexagon --fix NET=n --fix PCI=n
              kconfig-sat count --arch hexagon --split 6 --keep counts --timeout 600
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var restriction: RestrictionOptions
    @OptionGroup var shards: ShardOptions

    @Argument(
        help: ArgumentHelp(
            "Symbols whose values are told apart; files with requirements.", valueName: "symbol"),
        completion: Completions.symbol)
    var arguments: [String] = []

    @Option(
        help: ArgumentHelp(
            "ganak, pyganak, d4, sharpSAT-td or a command that reads DIMACS with 'c p show'.",
            valueName: "command"))
    var counter: String?

    @Option(
        help: ArgumentHelp(
            "Count in 2^N parts, by the values of the N variables that most hangs on.", valueName: "n"))
    var split = 0

    @Option(
        help: ArgumentHelp(
            "Keep what was counted in this folder, and take it from there.", valueName: "folder"),
        completion: .directory)
    var keep: String?

    @OptionGroup var time: TimeoutOption<GivesUp>

    enum GivesUp: HelpText { static let text = "Give up a part" }

    private static let mostSplits = 16
    /// Combinations of so few are found one after the other.
    private static let mostEnumerated = 4096

    func validate() throws {
        guard (0...Self.mostSplits).contains(split) else {
            throw ValidationError("--split \(split): 0 to \(Self.mostSplits) expected")
        }
    }

    var canSplit: Bool { split > 0 }

    func run() throws { try runShard() }

    private var files: [String] { arguments.filter { $0.contains(".") || $0.contains("/") } }
    private var symbols: [String] { arguments.filter { !files.contains($0) } }

    // MARK: - Counting

    func answers(_ shard: Shard) throws -> ShardAnswers<CountAnswer> {
        let prepared = try preparedFormula()
        // What is not split is one part, of the first shard.
        let answers = split > 0 || shard.takes(0) ? try count(prepared, shard) : []
        var hash = Hash64()
        hash.add(Dimacs.text(prepared))
        return ShardAnswers(list: answers, question: "\(hash.hex) \(split)")
    }

    private func count(_ prepared: PreparedFormula, _ shard: Shard) throws -> [CountAnswer] {
        if !symbols.isEmpty, split == 0, let count = try enumerated(prepared) {
            return [CountAnswer(part: 0, count: count)]
        }
        let tool = try Self.onFailure { () throws(ModelCounter.Failure) in try ModelCounter(counter) }
        return try count(CountParts(prepared, splits: split), shard, by: tool)
    }

    private func preparedFormula() throws -> PreparedFormula {
        let model = try tree.loadModel()
        var wanted: [SymbolID]?
        if !symbols.isEmpty { wanted = try symbols.map { try SymbolArguments.symbol($0, in: model) } }
        return tree.prepare(try restriction.formula(model, files: files, of: wanted))
    }

    private func enumerated(_ formula: PreparedFormula) throws -> BigNumber? {
        try formula.enumeratedCount(limit: Self.mostEnumerated, engine: Engine.standard).map { BigNumber($0) }
    }

    private func count(_ parts: CountParts, _ shard: Shard, by tool: ModelCounter) throws -> [CountAnswer] {
        let progress = ProgressLine(isSilent: tree.silent)
        defer { progress.clear() }
        let kept = KeptCounts(folder: keep)
        var answers: [CountAnswer] = []
        for number in 0..<parts.count where shard.takes(number) {
            progress.show("counting part \(number + 1)", number, of: parts.count)
            answers.append(CountAnswer(part: number, count: try count(parts.part(number), by: tool, kept)))
        }
        return answers
    }

    private func count(_ part: PreparedFormula, by tool: ModelCounter, _ kept: KeptCounts) throws
        -> BigNumber?
    {
        if try part.isImpossible(engine: Engine.standard) { return BigNumber(0) }
        if part.shown.isEmpty { return BigNumber(1) }
        let dimacs = Dimacs.text(part)
        if let known = kept.find(dimacs) { return known }
        let file = NamedTemporaryFile()
        defer { file.remove() }
        try OutputFile.write(dimacs, to: file.path)
        if !tool.projects && !part.isDetermined {
            Console.error(
                "kconfig-sat: \(tool.name) does not mind 'c p show', and not all variables follow from those shown\nhint: take another --counter\n"
            )
            throw Exit.toolFailed
        }
        let outcome = try Self.onFailure { try tool.count(file.path, seconds: time.seconds) }
        guard case .counted(let count) = outcome else { return nil }
        if count.isZero {
            Console.error("kconfig-sat: \(tool.name) counts none where there is a configuration\n")
            throw Exit.toolFailed
        }
        try kept.keep(count, of: dimacs)
        return count
    }

    private static func onFailure<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let failure as ModelCounter.Failure {
            Console.error("kconfig-sat: \(failure.text)\n")
            throw Exit.toolFailed
        }
    }

    // MARK: - The answer

    func finish(_ answers: [CountAnswer]) throws {
        let sum = answers.compactMap(\.count).reduce(BigNumber(0), +)
        let open = answers.filter { $0.count == nil }.count
        format.print("kconfig-sat/count/1") {
            text(sum, open, of: answers.count)
        } json: {
            [
                .init("answer", .string(open == 0 ? "counted" : "unknown")),
                .init(open == 0 ? "count" : "reached", .string(sum.digits)),
                .init("digits", .int(sum.isZero ? 1 : sum.digits.count)),
                .init("symbols", .array(symbols.map { .string(ConfigEnvironment.symbolName($0)) })),
                .init("parts", .int(answers.count)), .init("open", .int(open)),
            ]
        }
        if open > 0 { throw Exit.toolFailed }
    }

    private func text(_ sum: BigNumber, _ open: Int, of parts: Int) -> String {
        let what = symbols.isEmpty ? "configurations" : "combinations of \(symbols.joined(separator: ", "))"
        let number = tree.verbose ? sum.digits : sum.short
        if open == 0 { return "\(number) \(what)\n" }
        let reached = open < parts ? "; at least \(number) in the others" : ""
        return "unknown: \(open) of \(parts) parts took more than \(time.timeout) s\(reached)\n"
            + "hint: --timeout gives more time, --split makes smaller parts, --keep keeps those that are done\n"
    }
}
