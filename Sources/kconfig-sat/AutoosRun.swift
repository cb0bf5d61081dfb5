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
    let model: ModelSettings?
    let kconfig: KconfigModel

    private var arch: String { ModelOptions.variable("SRCARCH") ?? "" }
    private var transcriptPath: String { command.output + "/transcript.jsonl" }

    func run() throws {
        let base = try readBase()
        if command.checkHandbook { return try checkHandbook(base) }
        if command.dryRun { return try dryRun(base) }
        if let path = command.replay { return try replay(path, base) }
        let settings = try settings(base)
        let session = try TuningSession(base, settings, arch: arch)
        do { try PlainFile.makeParents(transcriptPath) } catch let failure as PlainFile.Failure {
            throw ModelOptions.Complaint("can't make folder \(failure)")
        }
        let plan = try TranscriptPlan(path: transcriptPath, settings: settings, fresh: command.fresh)
        if let note = plan.note { say(note) }
        Interrupts.announce("\nkconfig-sat: interrupted; the same command goes on from \(transcriptPath)\n")
        let outcome: TuningSession.Outcome
        do { outcome = try advise(session, plan) } catch let failure as ChatFailure {
            throw ChatFailure(
                "\(failure)\nhint: nothing was changed; the same command goes on from \(transcriptPath)")
        }
        let record = outcome.report.record
        try plan.writer.finish(
            Transcript.End(reason: record.stop.rawValue, questions: record.questions, visits: record.visits))
        try write(outcome)
    }

    // MARK: - Input

    private func readBase() throws -> BaseConfiguration {
        let name = command.base ?? ".config_base"
        let tree = ConfigEnvironment.sourceTree
        guard let (path, text) = SourceMap.locate(name, sourceTree: tree, onlyMissing: true) else {
            let reason = String(cString: strerror(errno))
            throw ModelOptions.Complaint(
                "can't read \(name): \(reason)"
                    + (command.base == nil
                        ? "\nhint: copy the .config that your machine boots with to .config_base" : ""))
        }
        return BaseConfiguration(kconfig, text, name: path, warn: { Console.error($0) })
    }

    private func settings(_ base: BaseConfiguration) throws -> RunSettings {
        let goal = Goal(command.goal ?? ModelOptions.variable("AUTOOS_GOAL") ?? "total")
        let adviser: RunSettings.Adviser = model.map { .model(name: $0.model, host: $0.host) } ?? .handbook
        var settings = RunSettings(goal, adviser, kernel: kernel, baseName: base.name, base: base.config)
        try command.bounds.apply(to: &settings)
        return settings
    }

    private var kernel: String {
        let version =
            ModelOptions.variable("KERNELVERSION")
            ?? "\(kconfig.dialect.major).\(kconfig.dialect.minor)"
        return arch.isEmpty ? version : "\(version) for \(arch)"
    }

    // MARK: - Advisers

    private func advise(_ session: TuningSession, _ plan: TranscriptPlan) throws -> TuningSession.Outcome {
        guard let model else {
            say("no model is configured: the built-in handbook advises")
            return try run(session, HandbookAdvisor(session.handbook, kconfig), Stopwatch()) { Usage() }
        }
        let watch = Stopwatch()
        let limit = Double(session.settings.budget.seconds)
        let client = ChatClient(
            model, CurlTransport(), sleep: { usleep(UInt32($0 * 1_000_000)) },
            secondsLeft: { limit - Double(watch.milliseconds) / 1000 }, note: { say($0) })
        let advisor = ModelAdvisor(
            TranscriptModel(plan.resumed, then: client, writer: plan.writer), goal: session.settings.goal,
            kernel: session.settings.kernel)
        return try run(session, advisor, watch) { advisor.usage }
    }

    private func run(
        _ session: TuningSession, _ advisor: any Advisor, _ watch: Stopwatch, usage: @escaping () -> Usage
    ) throws -> TuningSession.Outcome {
        try session.run(
            advisor, usage: usage, seconds: { Double(watch.milliseconds) / 1000 }, onProgress: progress)
    }

    /// Does what the transcript's run did: its settings count, not those of this command.
    private func replay(_ path: String, _ base: BaseConfiguration) throws {
        guard let text = SourceText(path: path) else {
            throw ModelOptions.Complaint("can't read \(path): \(String(cString: strerror(errno)))")
        }
        let transcript = try Transcript(text, path: path)
        guard let settings = RunSettings(transcript.settings) else {
            throw ModelOptions.Complaint("\(path):1:1: error: the settings in this header are incomplete")
        }
        let now = RunSettings(
            settings.goal, settings.adviser, kernel: kernel, baseName: "", base: base.config)
        guard now.kernel == settings.kernel, now.baseDigest == settings.baseDigest else {
            throw ModelOptions.Complaint(
                "\(path) began from \(settings.baseName) of Linux \(settings.kernel), which \(base.name) "
                    + "of Linux \(now.kernel) is not")
        }
        let session = try TuningSession(base, settings, arch: arch)
        let stop = transcript.end.flatMap { end in
            StopReason(rawValue: end.reason).flatMap { $0 == .complete ? nil : ($0, end) }
        }
        let isOver: (RunRecord) -> StopReason? = { record in
            stop.flatMap { $0.1.questions <= record.questions && $0.1.visits <= record.visits ? $0.0 : nil }
        }
        let advisor: any Advisor
        var usage = { Usage() }
        if settings.adviser == .handbook {
            advisor = HandbookAdvisor(session.handbook, kconfig)
        } else {
            let model = ModelAdvisor(
                TranscriptModel(transcript.exchanges, then: nil, writer: nil), goal: settings.goal,
                kernel: settings.kernel)
            advisor = model
            usage = { model.usage }
        }
        try write(
            session.run(advisor, usage: usage, seconds: { 0 }, mustStop: isOver, onProgress: progress))
    }

    /// What a model would be asked, also when none is configured.
    private func dryRun(_ base: BaseConfiguration) throws {
        var settings = try settings(base)
        if model == nil { settings.adviser = .model(name: "none", host: "none") }
        let session = try TuningSession(base, settings, arch: arch)
        let dry = DryRunModel { request, isFirst in
            if isFirst { Console.out("=== with every question\n\(request.system)\n\n") }
            Console.out("=== \(request.state), about \(request.estimatedTokens) tokens\n")
            Console.out("\(request.user)\n\n")
        }
        let advisor = ModelAdvisor(dry, goal: settings.goal, kernel: settings.kernel)
        let outcome = try session.run(advisor, usage: { Usage() }, seconds: { 0 })
        Console.out(estimate(dry, outcome.report.record.stop, settings.budget.price))
    }

    private func estimate(_ dry: DryRunModel, _ stop: StopReason, _ price: Price) -> String {
        var most = Usage()
        most.promptTokens = dry.tokens
        most.completionTokens = dry.count * command.model.answerTokens
        var text =
            "\(dry.count) questions, about \(dry.tokens) tokens, and at most \(most.completionTokens) of answers"
        if price != Price() { text += ", which cost at most about \(price.text(most))" }
        text += "\nThat is if no menu is left out and nothing is proposed; answers to refusals come on top.\n"
        return stop == .complete ? text : text + "It ends there because \(stop.text).\n"
    }

    private func checkHandbook(_ base: BaseConfiguration) throws {
        let check = try HandbookCheck(base, arch: arch)
        command.format.print("kconfig-sat/handbook/1") {
            check.results.map { "\($0.entry.symbol)=\($0.entry.value) \($0.status.rawValue)\n" }.joined()
        } json: {
            [JSONValue.Member("entries", .array(check.results.map { describe($0.entry, $0.status) }))]
        }
    }

    private func describe(_ entry: HandbookEntry, _ status: HandbookCheck.Status) -> JSONValue {
        [
            "symbol": .string(entry.symbol), "value": .string(entry.value),
            "status": .string(status.rawValue),
            "goals": .array(entry.goals.names.map { .string($0) }), "risk": .string(entry.risk.rawValue),
            "source": .string(entry.source), "reason": .string(entry.reason),
            "architectures": .array(entry.architectures.map { .string($0) }),
        ]
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
    private func write(_ outcome: TuningSession.Outcome) throws {
        if isatty(2) != 0 && !command.tree.silent { Console.error("\r\u{1B}[K") }
        let report = outcome.report
        do {
            try PlainFile.replace(command.output + "/report.md", with: Array(report.markdown.utf8))
            try PlainFile.replace(command.output + "/report.json", with: Array(report.json.pretty.utf8))
        } catch let failure as PlainFile.Failure { throw ModelOptions.Complaint("can't write \(failure)") }
        try command.tree.write(
            outcome.config,
            summary: "\(report.record.progress)\n# see \(command.output)/report.md",
            quietly: command.format.format == .json)
        if command.format.format == .json { Console.out(report.json.pretty) }
    }
}
