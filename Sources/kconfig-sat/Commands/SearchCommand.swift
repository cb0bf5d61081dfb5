// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Optimizer
import Probes
import Search

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find a faster kernel: propose, build, boot, measure, and keep what is confirmed.",
        discussion: """
            Begins with .config_base, which must boot on the board. A language model
            or the handbook proposes changes; the solver keeps each candidate valid;
            the board file says how to build it, boot it and read what it measures.
            A kernel that does not boot is bisected to the changes that are to blame.
            Nothing is kept that did not boot and is not faster by more than noise.

            The same command goes on with a search that was interrupted. Results:
            .config, search/best.config, search/report.md, search/learned.forbid.
            Exit status: 0 a better configuration was confirmed, 1 none, 2 usage or
            the board's file, 3 the base does not boot, or a tool failed.

            Examples:
              kconfig-sat search --arch riscv --board boards/qemu-riscv-virt.conf
              kconfig-sat search --status
              kconfig-sat search --arch riscv --board my.conf --bisect broken.config
              make satsearchconfig ARCH=riscv AUTOOS_BOARD=boards/qemu-riscv-virt.conf
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var chat: ChatOptions
    @OptionGroup var limits: AutoosOptions
    @OptionGroup var advice: AdviceOptions

    @Option(
        help: ArgumentHelp("The board's file. Default: $AUTOOS_BOARD.", valueName: "file"),
        completion: .file())
    var board: String?

    @Option(
        help: ArgumentHelp(
            "The configuration to start from. Default: .config_base here or in $srctree.", valueName: "file"),
        completion: .file())
    var base: String?

    @Option(help: ArgumentHelp("What should be faster, as for autoosconfig.", valueName: "goal"))
    var goal: String?

    @Option(help: ArgumentHelp("Try so many candidates; what finds culprits does not count.", valueName: "n"))
    var rounds = 24

    @Option(help: ArgumentHelp("Confirm the best so far after so long: 90m, 8h, 2d.", valueName: "time"))
    var budget: String?

    @Option(
        help: ArgumentHelp(
            "Start so many boards side by side on this machine, if the board's file names none.",
            valueName: "n"))
    var workers = 1

    @Option(
        name: .customLong("dir"), help: ArgumentHelp("Where the search is kept.", valueName: "folder"),
        completion: .directory)
    var folder = "search"

    @Option(help: ArgumentHelp("What all that is random follows from.", valueName: "n"))
    var seed = 1

    @Option(
        help: ArgumentHelp(
            "A change to try that you answer for, also where a guard speaks against it. Repeatable.",
            valueName: "name=value"))
    var wish: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only find out which differences to the base keep this configuration from booting.",
            valueName: "file"), completion: .file())
    var bisect: String?

    @Flag(
        help: ArgumentHelp(
            "Another program proposes, by files in the search's folder.",
            discussion: "See docs/search.md, \"An optimiser of your own\"."))
    var ask = false

    @Flag(help: "Only try the board: build the base, boot it, and show what is measured.")
    var checkBoard = false

    @Flag(help: "Print how far the search is.")
    var status = false

    @Flag(help: "Print the report.")
    var report = false

    @Flag(help: "Print the best configuration that was confirmed.")
    var best = false

    func validate() throws {
        if rounds < 1 { throw ValidationError("--rounds: 1 or more expected") }
        if !(1...256).contains(workers) { throw ValidationError("--workers: 1 to 256 expected") }
        if !(0..<100_000_000).contains(seed) { throw ValidationError("--seed: 0 to 99999999 expected") }
        if folder.isEmpty { throw ValidationError("--dir: a folder expected") }
        if let budget, Self.seconds(budget) == nil {
            throw ValidationError("--budget \(budget): a time expected, such as 90m, 8h or 2d")
        }
        let modes = [
            ("--ask", ask), ("--bisect", bisect != nil), ("--check-board", checkBoard), ("--status", status),
            ("--report", report), ("--best", best),
        ].filter(\.1)
        if modes.count > 1 { throw ValidationError("\(modes[0].0) and \(modes[1].0) exclude each other") }
        for text in wish where text.split(separator: "=", maxSplits: 1).count != 2 {
            throw ValidationError("--wish \(text): NAME=VALUE expected")
        }
    }

    /// `90m`, `8h`, `2d`, `600s` or a number of seconds.
    static func seconds(_ text: String) -> Double? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? text : String(text.dropLast())), number > 0, number.isFinite
        else { return nil }
        return number * (unit ?? 1)
    }

    func run() throws {
        try Exit.onFailure {
            try Exit.onSearchStop {
                if status || report || best { return try FinishedSearch(self).show() }
                let settings = try chat.settings()
                let (named, folder) = try readBoard()
                let board = try sideBySide(named)
                let kconfig = try treeOptions(board).loadModel()
                try limits.checkNames(kconfig)
                for text in wish { _ = try Wishes.read([text], kconfig) }
                try SearchRun(
                    command: self, chat: settings, kconfig: kconfig, board: board, boardFolder: folder
                ).run()
            }
        }
    }

    /// The board, with as many of it on this machine as --workers says.
    private func sideBySide(_ board: BoardFile) throws -> BoardFile {
        guard workers > 1 else { return board }
        var board = board
        guard board.startSideBySide(workers) else {
            throw Complaint("--workers: \(board.name) names its boards\nhint: a line 'worker board' for each")
        }
        if !board.countsInstructions {
            Console.error(
                "kconfig-sat: warning: boards on one machine take time from each other; what they measure should not be a time\n"
            )
        }
        return board
    }

    private func readBoard() throws -> (board: BoardFile, folder: String) {
        guard let name = board ?? Variable.value("AUTOOS_BOARD") else {
            throw Complaint(
                "which board?\nhint: --board FILE or $AUTOOS_BOARD; boards/ beside kconfig-sat's sources has some"
            )
        }
        guard
            let (path, text) = SourceMap.locate(
                name, sourceTree: ConfigEnvironment.sourceTree, onlyMissing: true)
        else { throw Complaint("can't read \(name): \(String(cString: strerror(errno)))") }
        do throws(BoardFileReader.Failure) {
            let found = try BoardFileReader.read(text, name: path)
            for warning in found.warnings { Console.error(warning.rendered) }
            return (found.file, path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".")
        } catch {
            for diagnostic in error.diagnostics { Console.error(diagnostic.rendered) }
            throw Exit.badInput
        }
    }

    /// Outside make the tree is read for the board's architecture and compiler, as its build command has it.
    private func treeOptions(_ board: BoardFile) -> TreeOptions {
        var tree = tree
        guard Variable.value("SRCARCH") == nil else { return tree }
        if tree.arch == nil, !board.arch.isEmpty { tree.arch = board.arch }
        let given = Set(tree.define.map { $0.prefix { $0 != "=" } })
        let make = ["CROSS_COMPILE", "LLVM", "LLVM_IAS"] + ProbeKey.tools
        tree.define += board.defines.filter { make.contains($0.name) && !given.contains($0.name[...]) }.map {
            "\($0.name)=\($0.value)"
        }
        return tree
    }
}
