// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Lint
import Matrix
import Solver

struct MatrixBuildCommand: ShardedCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Make the .config of each cell from its policy.",
        discussion: """
            A configuration is what conf makes of the policy's lines; where a line
            would be lost so, the nearest one in which none is. All outputs are
            written or, when a cell has none, no one; each is replaced by one rename.
            A cell whose policy is 'closed' has none while a prompt that can be seen is
            neither decided nor reviewed. What was decided otherwise than in the last
            outputs is listed, with the cells, and what follows from it. A build that
            was killed goes on with the same command.

            Exit status: 0 done, 1 a cell's policy can't be met or does not decide all
            prompts, 2 bad input, 3 time was over.

            Examples:
              kconfig-sat matrix build
              kconfig-sat matrix build --dry-run --format json cloud rt
              kconfig-sat matrix build --keep-going --jobs 4
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var matrix: MatrixOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var shards: ShardOptions
    @OptionGroup var unmet: UnmetSelectOption<UnmetConfigurations>
    @OptionGroup var time: TimeoutOption<OfEach>

    enum OfEach: HelpText { static let text = "Of each cell, take the best found" }

    @Argument(help: ArgumentHelp("The cells to build. Default: all.", valueName: "cell"))
    var cells: [String] = []

    @Flag(help: "Write the outputs of cells that have one, though others have none.")
    var keepGoing = false

    @Flag(name: [.customShort("n"), .long], help: "Only say what would change.")
    var dryRun = false

    @Flag(help: "Take lines about symbols that no Kconfig file defines for warnings.")
    var ignoreUnknown = false

    static var nameLength: Int { 2 }

    /// Each process reads the trees of its cells: that must be worth it.
    var canSplit: Bool {
        // What is wrong with the file is said when it is read in earnest.
        guard shards.jobs == nil, let source = SourceText(path: matrix.name),
            let file = try? MatrixFile(String(decoding: source.bytes, as: UTF8.self), name: matrix.name)
        else { return shards.jobs != nil }
        return Set(file.cells.map(\.treeKey)).count > 1 || file.cells.count > 8
    }

    func run() throws { try runShard() }

    func answers(_ shard: Shard) throws -> ShardAnswers<CellAnswer> {
        let input = try MatrixInput(matrix)
        let wanted = try input.cells(cells)
        // Cells of the same tree go to the same process.
        let ordered = wanted.enumerated().sorted {
            ($0.element.treeKey, $0.offset) < ($1.element.treeKey, $1.offset)
        }.map(\.element)
        let own = ordered.indices.filter { $0 * shard.count / ordered.count + 1 == shard.number }.map {
            ordered[$0]
        }
        let build = CellBuild(
            input: input, trees: MatrixTrees(input: input, options: tree), cache: try tree.caching.cache(),
            ignoresUnknown: ignoreUnknown,
            unmet: UnmetPolicy(isAllowed: unmet.allowUnmetSelect), timeout: time.seconds,
            isVerbose: tree.verbose)
        let progress = ProgressLine(isSilent: tree.silent)
        let answers = try Exit.onMismatch {
            try build.answers(own) { progress.show("building", $0, of: own.count) }
        }
        progress.clear()
        var hash = Hash64()
        hash.add(input.text)
        return ShardAnswers(
            list: answers, question: "\(hash.hex) \(wanted.map(\.name).joined(separator: " "))"
        )
    }

    func finish(_ answers: [CellAnswer]) throws {
        let input = try MatrixInput(matrix)
        let wanted = try input.cells(cells)
        let sorted = wanted.compactMap { cell in answers.first { $0.cell == cell.name } }
        tell(sorted)
        let failed = sorted.filter { $0.outcome != .built }
        let isWritten = !dryRun && (failed.isEmpty || keepGoing)
        if isWritten { try checkOutputs(zip(wanted, sorted).filter { $1.outcome == .built }.map(\.0), input) }
        var states: [String: BuildTable.State] = [:]
        for (cell, answer) in zip(wanted, sorted) {
            if answer.outcome != .built {
                states[cell.name] = .failed
            } else if isWritten {
                states[cell.name] = try write(answer, to: cell.output, input)
            } else {
                states[cell.name] = .untouched
            }
        }
        let table = BuildTable(cells: wanted, answers: sorted, states: states, isVerbose: tree.verbose)
        if !tree.silent || format.format == .json {
            format.print("kconfig-sat/matrix-build/1") {
                table.text
            } json: {
                table.json
            }
        }
        try end(failed, of: sorted.count, isWritten: isWritten)
    }

    private static let shownErrors = 12

    /// Prints what is to be said of policies; what several cells have to say of a line is said once.
    private func tell(_ answers: [CellAnswer]) {
        var said: Set<Substring> = []
        let limit = tree.verbose ? Int.max : Self.shownErrors
        for answer in answers {
            if answer.outcome == .impossible {
                Console.error("kconfig-sat: cell \(answer.cell): no configuration meets its policy\n")
            }
            if answer.outcome == .undecided {
                Console.error("kconfig-sat: cell \(answer.cell): prompts are not decided\n")
            }
            for message in answer.messages where said.insert(Self.subject(of: message)).inserted {
                if said.count <= limit { Console.error(message) }
            }
            if answer.outcome == .stopped {
                Console.error("kconfig-sat: cell \(answer.cell): no configuration in \(time.timeout) s\n")
            }
        }
        if said.count > limit { Console.error("and \(said.count - limit) more: -v lists them\n") }
        if said.contains(where: { $0.contains(": error: unknown symbol ") }) {
            Console.error(
                "hint: 'kconfig-sat matrix review --from OLDTREE' says by what name they go on; --ignore-unknown builds without them\n"
            )
        }
    }

    /// A message without its hint, which differs from tree to tree.
    private static func subject(of message: String) -> Substring {
        message[..<(message.firstRange(of: "\nhint: ")?.lowerBound ?? message.endIndex)]
    }

    /// Before the first output is written: what can be known of the others not being writable.
    private func checkOutputs(_ cells: [MatrixCell], _ input: MatrixInput) throws {
        for cell in cells {
            let path = input.path(cell.output)
            var status = stat()
            let isThere = stat(path, &status) == 0
            if isThere && status.st_mode & S_IFMT == S_IFDIR {
                Console.error("kconfig-sat: can't write \(input.shown(cell.output)): it is a folder\n")
                throw Exit.badInput
            }
            let folder = MatrixInput.folder(of: path)
            if access(folder, F_OK) == 0 && access(folder, W_OK) != 0 {
                Console.error("kconfig-sat: can't write in \(folder): \(String(cString: strerror(errno)))\n")
                throw Exit.badInput
            }
        }
    }

    private func write(_ answer: CellAnswer, to output: String, _ input: MatrixInput) throws
        -> BuildTable.State
    {
        do {
            let outcome = try ConfigFile(path: input.path(output)).replace(
                with: answer.config, keepingOld: false)
            return outcome == .unchanged ? .unchanged : .written
        } catch let failure as ConfigFile.Failure {
            Console.error("kconfig-sat: \(failure)\n")
            throw Exit.badInput
        }
    }

    private func end(_ failed: [CellAnswer], of count: Int, isWritten: Bool) throws {
        if !failed.isEmpty && failed.count < count && !dryRun && !tree.silent {
            let names = failed.map(\.cell).joined(separator: ", ")
            Console.error(
                isWritten
                    ? "kconfig-sat: all outputs are written but those of \(names)\n"
                    : "kconfig-sat: no output is written, because of \(names)\nhint: --keep-going writes the others\n"
            )
        }
        if failed.contains(where: { $0.outcome == .malformed }) { throw Exit.badInput }
        if failed.contains(where: { $0.outcome == .stopped }) { throw Exit.toolFailed }
        if !failed.isEmpty { throw Exit.no }
    }
}
