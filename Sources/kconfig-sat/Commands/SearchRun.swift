// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import JSON
import KconfigEvaluate
import KconfigParse
import Optimizer
import Search
import Solver

/// Wires one run of `search` together.
struct SearchRun {
    let command: SearchCommand
    /// Which language model is asked; nil for none.
    let chat: ChatSettings?
    let kconfig: KconfigModel
    let board: BoardFile
    /// Where its file is.
    let boardFolder: String

    private var arch: String { Variable.value("SRCARCH") ?? "" }
    private var tree: String { ConfigEnvironment.sourceTree ?? "." }

    func run() throws {
        let base = try AutoosRun.readBase(command.base, kconfig)
        let settings = try runSettings(base)
        try PlainFile.makeParents(command.folder + "/x")
        let folder = try SearchFolder(absolute(command.folder))
        let journal = try Journal(path: folder.journalPath)
        let workshop = try BoardWorkshop(
            board, folder, boardFolder: try absolute(boardFolder), source: try absolute(tree),
            jobs: Processors.count)
        Interrupts.announce("\nkconfig-sat: interrupted; the same command goes on\n")
        guard board.arch.isEmpty || board.arch == arch else {
            throw Complaint(
                "\(board.name) is of \(board.arch), and this tree is read for \(arch)\nhint: --arch \(board.arch)"
            )
        }
        if command.checkBoard { return try checkBoard(workshop, base) }
        let title = SearchReport.Title(
            kernel: settings.kernel, board: board.name, goal: settings.goal.name, base: base.name,
            unit: board.countsInstructions ? "instructions" : "speed")
        try settle(journal, title, settings, board)
        let campaign = try campaign(journal, workshop, folder, base, settings, board)
        let result: Campaign.Result
        do {
            result =
                try command.bisect.map { try campaign.bisect(try difference(base, $0)) } ?? campaign.run()
        } catch {
            // What is known so far can be read all the same.
            try? SearchFiles(folder, journal, title).write(nil)
            throw error
        }
        try SearchFiles(folder, journal, title).write(result.config)
        if let config = result.config {
            try command.tree.write(
                config, summary: "\(result.verdict?.text ?? "")\n# see \(command.folder)/report.md")
        }
        if result.config == nil { throw Exit.no }
    }

    private func absolute(_ path: String) throws -> String {
        guard let real = FileTree.realPath(path) else { throw Complaint("can't find \(path)") }
        return real
    }

    // MARK: - Settings

    private func runSettings(_ base: BaseConfiguration) throws -> RunSettings {
        let goal = Goal(command.goal ?? Variable.value("AUTOOS_GOAL") ?? "total")
        let adviser: RunSettings.AdviserName =
            chat.map { .model(name: $0.model, host: $0.host) } ?? .handbook
        let version =
            Variable.value("KERNELVERSION") ?? "\(kconfig.dialect.major).\(kconfig.dialect.minor)"
        let kernel = arch.isEmpty ? version : "\(version) for \(arch)"
        var settings = RunSettings(goal, adviser, kernel: kernel, baseName: base.name, base: base.config)
        try command.limits.apply(to: &settings)
        return settings
    }

    /// A search goes on only where all that decides it is as it was.
    private func settle(
        _ journal: Journal, _ title: SearchReport.Title, _ settings: RunSettings, _ board: BoardFile
    ) throws {
        let now: [(key: String, value: String, what: String)] = [
            ("settings", settings.json.compact, "the base, the goal or the options"),
            ("board", board.digest, "the board's file"),
            ("seed", "\(command.seed)", "--seed"),
            ("wishes", command.wish.joined(separator: " "), "--wish"),
            ("bisect", command.bisect ?? "", "--bisect"),
            ("ask", command.ask ? "yes" : "", "--ask"),
        ]
        for (key, value, what) in now {
            guard let known = try journal.value(key) else {
                try journal.set(key, value)
                continue
            }
            guard known == value else {
                throw SearchStop(
                    .mismatch,
                    "\(command.folder) has a search that began otherwise: \(what) changed\nhint: take another --dir, or remove the folder"
                )
            }
        }
        for (key, value) in [
            ("kernel", title.kernel), ("board name", title.board), ("goal", title.goal),
            ("base", title.base), ("unit", title.unit),
        ] { try journal.set(key, value) }
        let rounds = Int(try journal.value("rounds") ?? "") ?? command.rounds
        let budget = try journal.value("budget")
        let hasMoreTime = command.budget != nil && command.budget != budget
        if command.rounds > rounds || hasMoreTime { try journal.forgetConfirmation() }
        try journal.set("rounds", "\(command.rounds)")
        if let budget = command.budget { try journal.set("budget", budget) }
    }

    private func campaign(
        _ journal: Journal, _ workshop: BoardWorkshop, _ folder: SearchFolder, _ base: BaseConfiguration,
        _ settings: RunSettings, _ board: BoardFile
    ) throws -> Campaign {
        let costs = command.advice.prior(kconfig)
        let own = command.wish.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            return Proposal(ConfigEnvironment.symbolName(parts[0]), parts[1], reason: "asked for by --wish")
        }
        let maker = try CandidateMaker(
            base, settings, arch: arch, tree: tree, unguarded: Set(own.map(\.name)), costs: costs,
            engine: Engine.standard)
        let advice = SearchAdvice(command: command, chat: chat, settings: settings) {
            try TuningSession(
                base, settings, arch: arch, tree: tree, costs: costs, engine: Engine.standard)
        }
        let note: @Sendable (String) -> Void = { text in Console.error("kconfig-sat: \(text)\n") }
        let say: (String) -> Void = { text in
            if !command.tree.silent { note(text) }
            try? journal.note("note", text, time: time(nil))
        }
        var search = SearchSettings()
        search.rounds = command.rounds
        search.seed = command.seed
        search.pairs = max(board.repeats, SearchSettings.fewestPairs)
        search.buildsAhead = board.countsInstructions || board.workers.contains { $0.kind == .build }
        search.counts = SearchGoals.filter(for: settings.goal)
        let watch = Stopwatch()
        let limit = command.budget.flatMap(SearchCommand.seconds) ?? .infinity
        let isOver = { Double(watch.milliseconds) / 1000 >= limit }
        let questions = SearchQuestions(folder: folder.path, settings: settings, isOver: isOver, say: say)
        let tuner = AdvisedTuner(maker, own: own) { turn, history in
            try command.ask
                ? questions.proposals(turn: turn, history: history)
                : advice.proposals(turn: turn, history: history)
        }
        return Campaign(
            journal, Laboratory(workshop, journal, retries: board.retries, note: note), tuner, search, folder,
            isOver: isOver, say: say)
    }

    // MARK: - Other modes

    /// The lines in which a configuration differs from the base.
    private func difference(_ base: BaseConfiguration, _ path: String) throws -> [Wish] {
        guard let text = SourceText(path: path) else {
            throw Complaint("can't read \(path): \(String(cString: strerror(errno)))")
        }
        let other = BaseConfiguration(kconfig, text, name: path, warn: { Console.error($0) })
        return base.wishes(toward: other).map {
            Wish(symbol: $0.name, value: $0.value, reason: "in \(path)", parameter: nil)
        }
    }

    private func checkBoard(_ workshop: BoardWorkshop, _ base: BaseConfiguration) throws {
        let hash = Campaign.hash(base.config)
        let build = try workshop.build(
            base.config, hash: hash, on: workshop.builders[0], log: "build.log", unless: SearchCancellation())
        guard let image = build.image else {
            throw SearchStop(.broken, "the base does not build: \(build.failure ?? "no image")")
        }
        Console.out("built in \(Int(build.seconds)) s\n")
        for board in workshop.boards {
            let boot = try workshop.boot(Boot.Key(image: image, seed: command.seed), on: board)
            if let failure = boot.failure {
                throw SearchStop(
                    .broken, "\(board): the base does not boot: \(failure)\nhint: \(workshop.lastLog)")
            }
            Console.out("\(board): booted and measured in \(Int(boot.seconds)) s\n")
            for (name, measure) in boot.measures.sorted(by: { $0.key < $1.key }) {
                Console.out(
                    "  \(name) \(Figures.value(measure.value)), \(measure.better.rawValue) is better\n")
            }
        }
    }
}
