// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Optimizer

/// Transcripts, replays, and going on after an interruption.
struct TranscriptTests {
    private let scratch = Scratch()
    private var path: String { scratch.path + "/transcript.jsonl" }

    private func settings(_ goal: String = "total") -> RunSettings {
        var settings = RunSettings(
            Goal(goal), .model(name: "m", host: "h"), kernel: "6.12", baseName: ".config_base", base: [1, 2])
        settings.budget.cost = 1.5
        settings.lines = [
            RunSettings.Line(isKept: true, file: "keep", entry: .init(line: 1, name: "A", value: nil)),
            RunSettings.Line(isKept: false, file: "no", entry: .init(line: 3, name: "B", value: "y")),
        ]
        return settings
    }

    @Test func settingsSurviveJSON() { #expect(RunSettings(settings().json) == settings()) }

    /// A model that turns on whatever is off.
    private func answer(_ request: ChatRequest) -> String {
        if request.state == "prune" { return "{\"menus\":[1,2]}" }
        let names = request.user.split(separator: "\n").filter { $0.contains("(now n)") }.map {
            $0.dropFirst(2).prefix { $0 != " " }
        }
        return
            "{\"changes\":[\(names.map { "{\"symbol\":\"\($0)\",\"value\":\"y\",\"reason\":\"r\"}" }.joined(separator: ","))]}"
    }

    private func run(_ model: any Chat, stop: @escaping (RunRecord) -> StopReason? = { _ in nil }) throws
        -> FinishedRun
    {
        let session = try TuningSession(
            base(parse(smallTree)),
            RunSettings(
                Goal("total"), .model(name: "m", host: "h"), kernel: "6.12", baseName: "b", base: []),
            arch: "x86", engine: CaDiCaLEngine())
        let adviser = ChatAdviser(model, goal: Goal("total"), kernel: "6.12")
        return try session.run(adviser, usage: { adviser.usage }, seconds: { 0 }, mustStop: stop)
    }

    @Test func aReplayGivesTheSameBytesWithoutAModel() throws {
        let plan = try TranscriptPlan(path: path, settings: settings().json, fresh: false)
        let first = try run(TranscriptChat([], then: ScriptedModel(answer), writer: plan.writer))
        try plan.writer.finish(.init(reason: "complete", questions: 9, visits: 3))
        let transcript = try Transcript(source(try #require(scratch.read("transcript.jsonl"))), path: path)
        #expect(transcript.settings == settings().json && transcript.end?.questions == 9)
        let again = try run(TranscriptChat(transcript.exchanges, then: nil, writer: nil))
        #expect(first.config == again.config && !first.record.changes.isEmpty)
        #expect(first.json == again.json)
    }

    @Test(arguments: 0..<6)
    func anInterruptedRunGoesOn(_ count: Int) throws {
        let whole = try run(ScriptedModel(answer))
        let plan = try TranscriptPlan(path: path, settings: settings().json, fresh: false)
        struct Interrupted: Error {}
        final class Limited: Chat {
            var left: Int
            let inner: ScriptedModel
            init(_ left: Int, _ inner: ScriptedModel) {
                self.left = left
                self.inner = inner
            }
            func complete(_ request: ChatRequest) throws -> ChatReply {
                guard left > 0 else { throw Interrupted() }
                left -= 1
                return try inner.complete(request)
            }
        }
        let limited = Limited(count, ScriptedModel(answer))
        #expect(throws: Interrupted.self) { try run(TranscriptChat([], then: limited, writer: plan.writer)) }
        // The next line was being written.
        scratch.write(
            try #require(scratch.read("transcript.jsonl")) + "{\"exchange\":", to: "transcript.jsonl")
        let next = try TranscriptPlan(path: path, settings: settings().json, fresh: false)
        #expect(next.resumed.count == count)
        let rest = try run(TranscriptChat(next.resumed, then: ScriptedModel(answer), writer: next.writer))
        #expect(rest.config == whole.config && rest.json == whole.json)
        let file = try Transcript(source(try #require(scratch.read("transcript.jsonl"))), path: path)
        #expect(file.exchanges.count == whole.usage.exchanges)
    }

    @Test func anotherRunsTranscriptIsKeptAside() throws {
        let first = try TranscriptPlan(path: path, settings: settings().json, fresh: false)
        let model = TranscriptChat([], then: ScriptedModel { _ in "{}" }, writer: first.writer)
        _ = try model.complete(ChatRequest(state: "propose", system: "", user: "", schema: .null))
        let other = try TranscriptPlan(path: path, settings: settings("execl").json, fresh: false)
        #expect(other.resumed.isEmpty && other.note != nil)
        #expect(scratch.read("transcript.jsonl.old")!.split(separator: "\n").count == 2)
        let fresh = try TranscriptPlan(path: path, settings: settings("execl").json, fresh: true)
        #expect(fresh.resumed.isEmpty)
    }

    @Test func aFinishedTranscriptDoesNotGoOn() throws {
        let first = try TranscriptPlan(path: path, settings: settings().json, fresh: false)
        try first.writer.finish(.init(reason: "complete", questions: 0, visits: 0))
        #expect(try TranscriptPlan(path: path, settings: settings().json, fresh: false).note == nil)
        #expect(scratch.read("transcript.jsonl.old")!.contains("\"end\""))
    }

    @Test func aTranscriptOfOtherQuestionsIsRefused() throws {
        let request = ChatRequest(state: "propose", system: "", user: "one", schema: .null)
        let model = TranscriptChat(
            [.init(request: request, reply: ChatReply(text: "{}"))], then: nil, writer: nil)
        #expect(throws: Transcript.Problem.self) {
            try model.complete(ChatRequest(state: "propose", system: "", user: "two", schema: .null))
        }
    }

    @Test func aTranscriptThatEndsEarlyEndsTheRun() throws {
        let outcome = try run(TranscriptChat([], then: nil, writer: nil))
        #expect(outcome.record.stop == .transcript && outcome.record.changes.isEmpty)
    }

    @Test(arguments: [
        "", "\n", "{}\n", "not json\n",
        "{\"schema\":\"kconfig-sat/autoos-transcript/1\",\"settings\":{}}\n{\"x\":1}\n",
    ])
    func filesThatAreNoTranscript(_ text: String) {
        #expect(throws: Transcript.Problem.self) { try Transcript(source(text), path: "t") }
    }

    @Test func aBoundStopsAReplayAtTheSamePlace() throws {
        let whole = try run(ScriptedModel(answer), stop: { $0.questions >= 3 ? .time : nil })
        #expect(whole.record.stop == .time && whole.record.questions == 3)
    }
}
