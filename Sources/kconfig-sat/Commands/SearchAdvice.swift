// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Optimizer
import Search
import Solver

/// What somebody proposes in a search: the handbook once, a language model again and again with what was measured.
struct SearchAdvice {
    let command: SearchCommand
    /// Which language model is asked; nil for none.
    let chat: ChatSettings?
    let settings: RunSettings
    let session: () throws -> TuningSession

    /// How often a model is asked. What it has not thought of by then it will not.
    private static let mostTurns = 3

    /// Changes that the solver allows.
    ///
    /// - Throws: `ChatFailure`; the same command asks again.
    func proposals(turn: Int, history: [String]) throws -> [Proposal] {
        let session = try session()
        let run: FinishedRun
        if let chat {
            if turn >= Self.mostTurns { return [] }
            run = try ask(chat, turn, history, session)
        } else {
            if turn > 0 { return [] }
            run = try session.run(
                HandbookAdviser(session.handbook, session.base.model), usage: { Usage() }, seconds: { 0 })
        }
        return run.record.changes.map(\.accepted.proposal)
    }

    private func ask(_ chat: ChatSettings, _ turn: Int, _ history: [String], _ session: TuningSession) throws
        -> FinishedRun
    {
        let watch = Stopwatch()
        let seconds = { Double(watch.milliseconds) / 1000 }
        let limit = Double(settings.budget.seconds)
        let plan = try TranscriptPlan(
            path: "\(command.folder)/transcript-\(turn).jsonl", settings: settings.json, fresh: false)
        let client = ChatClient(
            chat, CurlTransport(), sleep: { usleep(UInt32($0 * 1_000_000)) },
            secondsLeft: { limit - seconds() }, note: { Console.error("kconfig-sat: \($0)\n") })
        let adviser = ChatAdviser(
            TranscriptChat(plan.resumed, then: client, writer: plan.writer), goal: settings.goal,
            kernel: settings.kernel, measured: history)
        let run = try session.run(adviser, usage: { adviser.usage }, seconds: seconds)
        let record = run.record
        try plan.writer.finish(
            Transcript.End(
                reason: record.stop.rawValue, questions: record.questions, visits: record.visits))
        return run
    }
}

/// Which measures count for a goal.
enum SearchGoals {
    /// The names that boards/bench and UnixBench give to what AutoOS's goals are about.
    private static let names: [Goal.Benchmark: [String]] = [
        .dhrystoneWhetstone: ["arithmetic", "dhrystone", "whetstone"],
        .fileCopy: ["copy"], .execl: ["execl"], .contextSwitch: ["context", "pipe"],
        .processCreation: ["process", "fork"], .systemCall: ["syscall", "system call"],
        .shellScripts: ["shell"],
    ]

    /// Words of a measure's name decide; for `total`, and a goal in one's own words, all count.
    static func filter(for goal: Goal) -> @Sendable (String) -> Bool {
        guard case .benchmark(let benchmark) = goal, let words = names[benchmark] else {
            return { _ in true }
        }
        return { name in
            let name = name.lowercased()
            return words.contains { name.contains($0) }
        }
    }
}
