// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import JSON
import KconfigEvaluate
import KconfigParse
import Optimizer
import Solver

/// Wires one run of `autoosconfig` together.
struct AutoosRun {
    let command: AutoosCommand
    /// Which language model is asked; nil for none.
    let chat: ChatSettings?
    let kconfig: KconfigModel

    private var tree: String { ConfigEnvironment.sourceTree ?? "." }
    /// Which changes beside a proposal are likely.
    private var costs: any EditCost { command.advice.prior(kconfig) }
    private var arch: String { Variable.value("SRCARCH") ?? "" }
    private var transcriptPath: String { command.output + "/transcript.jsonl" }

    func run() throws {
        let base = try readBase()
        if command.checkHandbook { return try checkHandbook(base) }
        if command.dryRun { return try dryRun(base) }
        if let path = command.replay { return try replay(path, base) }
        let settings = try settings(base)
        let session = try session(base, settings)
        do { try PlainFile.makeParents(transcriptPath) } catch let failure as PlainFile.Failure {
            throw Complaint("can't make folder \(failure)")
        }
        let plan = try TranscriptPlan(path: transcriptPath, settings: settings.json, fresh: command.fresh)
        if let note = plan.note { say(note) }
        Interrupts.announce("\nkconfig-sat: interrupted; the same command goes on from \(transcriptPath)\n")
        let run: FinishedRun
        do { run = try advise(session, plan) } catch let failure as ChatFailure {
            throw ChatFailure(
                "\(failure)\nhint: nothing was changed; the same command goes on from \(transcriptPath)")
        }
        let record = run.record
        try plan.writer.finish(
            Transcript.End(reason: record.stop.rawValue, questions: record.questions, visits: record.visits))
        try write(run)
    }

    private func session(_ base: BaseConfiguration, _ settings: RunSettings) throws -> TuningSession {
        try TuningSession(base, settings, arch: arch, tree: tree, costs: costs, engine: Engine.standard)
    }

    // MARK: - Input

    private func readBase() throws -> BaseConfiguration { try Self.readBase(command.base, kconfig) }

    /// The configuration that a machine boots with.
    ///
    /// - Parameter file: nil for `.config_base`.
    static func readBase(_ file: String?, _ kconfig: KconfigModel) throws -> BaseConfiguration {
        let name = file ?? ".config_base"
        let tree = ConfigEnvironment.sourceTree
        guard let (path, text) = SourceMap.locate(name, sourceTree: tree, onlyMissing: true) else {
            let reason = String(cString: strerror(errno))
            throw Complaint(
                "can't read \(name): \(reason)"
                    + (file == nil
                        ? "\nhint: copy the .config that your machine boots with to .config_base" : ""))
        }
        return BaseConfiguration(kconfig, text, name: path, warn: { Console.error($0) })
    }

    private func settings(_ base: BaseConfiguration) throws -> RunSettings {
        let goal = Goal(command.goal ?? Variable.value("AUTOOS_GOAL") ?? "total")
        let adviser: RunSettings.AdviserName = chat.map { .model(name: $0.model, host: $0.host) } ?? .handbook
        if adviser == .handbook, case .ownWords(let text) = goal {
            let closest = Handbook.benchmark(for: goal)
            let others = Goal.Benchmark.allCases.filter { $0 != closest }.map(\.rawValue)
            say(
                "note: the handbook does not know '\(text)': it is taken for \(closest.rawValue)\n"
                    + "hint: --goal with one of its own (\(others.joined(separator: ", "))), or a model: $AUTOOS_LLM_URL"
            )
        }
        var settings = RunSettings(goal, adviser, kernel: kernel, baseName: base.name, base: base.config)
        try command.limits.apply(to: &settings)
        return settings
    }

    private var kernel: String {
        let version =
            Variable.value("KERNELVERSION")
            ?? "\(kconfig.dialect.major).\(kconfig.dialect.minor)"
        return arch.isEmpty ? version : "\(version) for \(arch)"
    }

    // MARK: - Advisers

    private func advise(_ session: TuningSession, _ plan: TranscriptPlan) throws -> FinishedRun {
        guard let chat else {
            say("no model is configured: the built-in handbook advises")
            return try run(session, HandbookAdviser(session.handbook, kconfig), Stopwatch()) { Usage() }
        }
        let watch = Stopwatch()
        let limit = Double(session.settings.budget.seconds)
        let client = ChatClient(
            chat, CurlTransport(), sleep: { usleep(UInt32($0 * 1_000_000)) },
            secondsLeft: { limit - Double(watch.milliseconds) / 1000 }, note: { say($0) })
        let adviser = ChatAdviser(
            TranscriptChat(plan.resumed, then: client, writer: plan.writer), goal: session.settings.goal,
            kernel: session.settings.kernel)
        return try run(session, adviser, watch) { adviser.usage }
    }

    private func run(
        _ session: TuningSession, _ adviser: any Adviser, _ watch: Stopwatch, usage: @escaping () -> Usage
    ) throws -> FinishedRun {
        try session.run(
            adviser, usage: usage, seconds: { Double(watch.milliseconds) / 1000 }, onProgress: progress)
    }

    /// Does what the transcript's run did: its settings count, not those of this command.
    private func replay(_ path: String, _ base: BaseConfiguration) throws {
        guard let text = SourceText(path: path) else {
            throw Complaint("can't read \(path): \(String(cString: strerror(errno)))")
        }
        let replay = try Replay(text, path: path, base: base, kernel: kernel)
        let session = try session(base, replay.settings)
        let adviser: any Adviser
        var usage = { Usage() }
        if replay.settings.adviser == .handbook {
            adviser = HandbookAdviser(session.handbook, kconfig)
        } else {
            let chat = ChatAdviser(
                TranscriptChat(replay.exchanges, then: nil, writer: nil), goal: replay.settings.goal,
                kernel: replay.settings.kernel)
            adviser = chat
            usage = { chat.usage }
        }
        try write(
            session.run(
                adviser, usage: usage, seconds: { 0 }, mustStop: { replay.mustStop($0) }, onProgress: progress
            ))
    }

    /// What a model would be asked, also when none is configured.
    private func dryRun(_ base: BaseConfiguration) throws {
        var settings = try settings(base)
        if chat == nil { settings.adviser = .model(name: "none", host: "none") }
        let session = try session(base, settings)
        let dry = DryRunChat { request, isFirst in
            if isFirst { Console.out("=== with every question\n\(request.system)\n\n") }
            Console.out("=== \(request.state), about \(request.estimatedTokens) tokens\n")
            Console.out("\(request.user)\n\n")
        }
        let adviser = ChatAdviser(dry, goal: settings.goal, kernel: settings.kernel)
        let run = try session.run(adviser, usage: { Usage() }, seconds: { 0 })
        Console.out(DryRunReport(dry, run, answerTokens: command.chat.answerTokens).text)
    }

    private func checkHandbook(_ base: BaseConfiguration) throws {
        let check = try HandbookCheck(base, arch: arch, tree: tree, engine: Engine.standard)
        command.format.print("kconfig-sat/handbook/1") {
            check.text
        } json: {
            [JSONValue.Member("entries", check.json)]
        }
    }

    // MARK: - Output

    private func say(_ text: String) {
        if !command.tree.silent { Console.error("kconfig-sat: \(text)\n") }
    }

    private func progress(_ record: RunRecord, _ title: String) {
        if command.tree.silent { return }
        if isatty(2) != 0 {
            Console.error("\r\u{1B}[K\(record.progress): \(title)")
        } else if command.tree.verbose {
            Console.error("kconfig-sat: \(record.progress): \(title)\n")
        }
    }

    /// The reports first: with a new `.config` they are there.
    private func write(_ run: FinishedRun) throws {
        if isatty(2) != 0 && !command.tree.silent { Console.error("\r\u{1B}[K") }
        do {
            try PlainFile.replace(command.output + "/report.md", with: Array(run.markdown.utf8))
            try PlainFile.replace(command.output + "/report.json", with: Array(run.json.pretty.utf8))
        } catch let failure as PlainFile.Failure { throw Complaint("can't write \(failure)") }
        try command.tree.write(
            run.config,
            summary: "\(run.record.progress)\n# see \(command.output)/report.md",
            quietly: command.format.format == .json)
        if command.format.format == .json { Console.data(run.json.pretty) }
    }
}
