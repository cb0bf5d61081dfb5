// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import TestSupport
import Testing

@testable import Optimizer

/// Answers from a list, and remembers what it was asked.
final class FakeTransport: HTTPTransport {
    struct Answer {
        var outcome = HTTPOutcome(status: 200)
        var body = ""
        /// Bytes handed over at once.
        var piece = 7
    }

    private var answers: [Answer]
    private(set) var requests: [HTTPRequest] = []
    private(set) var limits: [HTTPLimits] = []

    init(_ answers: [Answer]) { self.answers = answers }

    func post(
        _ request: HTTPRequest, _ limits: HTTPLimits, _ receive: @escaping (UnsafeRawBufferPointer) -> Bool
    ) -> HTTPOutcome {
        requests.append(request)
        self.limits.append(limits)
        let answer = answers.count > 1 ? answers.removeFirst() : answers[0]
        let bytes = Array(answer.body.utf8)
        for start in stride(from: 0, to: bytes.count, by: answer.piece) {
            let piece = Array(bytes[start..<min(start + answer.piece, bytes.count)])
            if !piece.withUnsafeBytes({ receive($0) }) {
                return HTTPOutcome(status: answer.outcome.status, failure: .stopped)
            }
        }
        return answer.outcome
    }

    func body(_ index: Int) -> JSONValue { try! JSONValue(parsing: requests[index].body) }
}

/// The client against all that servers do.
struct ChatClientTests {
    private let request = ChatRequest(
        state: "propose", system: "s", user: "u", schema: ["type": "object"])

    private final class Waits { var list: [Double] = [] }

    /// - Parameter seconds: how long the run may take; pauses are all that takes time here.
    private func client(
        _ transport: FakeTransport, key: String? = nil, waits: Waits = Waits(), seconds: Double = .infinity
    ) throws -> ChatClient {
        let secret = try key.map { try SecretKey($0, from: "test") }
        let settings = try ChatSettings(url: "https://model.example/v1/", model: "tiny", key: secret)
        return ChatClient(
            settings, transport, sleep: { waits.list.append($0) },
            secondsLeft: { seconds - waits.list.reduce(0, +) })
    }

    private func stream(_ pieces: [String], finish: String = "stop", usage: Bool = true) -> String {
        var text = pieces.map { piece in
            let delta: JSONValue = ["content": .string(piece)]
            return "data: "
                + ([
                    "choices": [["index": 0, "delta": delta, "finish_reason": .null]]
                ] as JSONValue).compact + "\n\n"
        }.joined()
        text += "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"\(finish)\"}]}\r\n\r\n"
        if usage {
            text += "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":5}}\n\n"
        }
        return ": comment\n\n" + text + "data: [DONE]\n\n"
    }

    private func reply(_ body: String, status: Int = 200) throws -> ChatReply {
        try client(FakeTransport([.init(outcome: HTTPOutcome(status: status), body: body)])).complete(request)
    }

    // MARK: - Answers

    @Test(arguments: [1, 3, 1000])
    func streamedAnswersComeTogether(_ piece: Int) throws {
        let transport = FakeTransport([.init(body: stream(["{\"chan", "ges\":[]}ä"]), piece: piece)])
        let reply = try client(transport).complete(request)
        #expect(
            reply
                == ChatReply(text: "{\"changes\":[]}ä", finish: "stop", promptTokens: 11, completionTokens: 5)
        )
    }

    @Test func answersThatAreNotStreamed() throws {
        let reply = try reply(
            #"{"choices":[{"message":{"content":"[]"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#
        )
        #expect(reply == ChatReply(text: "[]", finish: "stop", promptTokens: 3, completionTokens: 1))
    }

    @Test(arguments: [
        (#"{"choices":[]}"#, "the answer has no choices"),
        (#"{"choices":[{"message":{"content":null},"finish_reason":"stop"}]}"#, "the answer has no content"),
        (#"{"choices":[{"message":{"content":7}}]}"#, "the answer has no content"),
        (#"{"choices":"none"}"#, "the answer has no choices"),
        (
            #"{"choices":[{"message":{"content":"[{"},"finish_reason":"length"}]}"#,
            "the answer was cut off at the limit of tokens"
        ),
        (#"{"error":{"message":"overloaded"}}"#, "the server reports: overloaded"),
    ])
    func answersWithAProblem(_ body: String, _ problem: String) throws {
        #expect(try reply(body).problem == problem)
    }

    @Test func wrongUsageIsNoUsage() throws {
        let reply = try reply(
            #"{"choices":[{"message":{"content":"[]"}}],"usage":{"prompt_tokens":-5,"completion_tokens":"many"}}"#
        )
        #expect(reply.promptTokens == nil && reply.completionTokens == nil)
        var usage = Usage()
        usage.add(request, reply)
        #expect(usage.isEstimated && usage.promptTokens > 0)
    }

    @Test func hugeAnswersAreCutOff() throws {
        let body = stream([String(repeating: "x", count: 10_000_000)])
        let transport = FakeTransport([.init(body: body, piece: 16384)])
        #expect(try client(transport).complete(request).problem == "the answer is larger than 1048576 bytes")
    }

    @Test func aStreamThatGoesOnAfterItsEndIsLeft() throws {
        let transport = FakeTransport([
            .init(body: stream(["[]"]) + String(repeating: "data: x\n\n", count: 900_000))
        ])
        #expect(try client(transport).complete(request).text == "[]")
    }

    // MARK: - Failures

    @Test func busyServersAreAskedAgainWithGrowingPauses() throws {
        let waits = Waits()
        let transport = FakeTransport([
            .init(outcome: HTTPOutcome(status: 429, retryAfter: 7)), .init(outcome: HTTPOutcome(status: 503)),
            .init(outcome: HTTPOutcome(status: 0, failure: .timedOut, message: "slow")),
            .init(body: stream(["[]"])),
        ])
        #expect(try client(transport, waits: waits).complete(request).text == "[]")
        #expect(waits.list == [7, 2, 4])
        #expect(ChatClient.pause(9, asked: 9999) == 120)
    }

    @Test func aServerThatStaysBusyIsGivenUp() throws {
        let transport = FakeTransport([.init(outcome: HTTPOutcome(status: 500), body: #"{"error":"broken"}"#)]
        )
        #expect(throws: ChatFailure("model.example answers with HTTP status 500: broken, after 5 tries")) {
            try client(transport).complete(request)
        }
        #expect(transport.requests.count == 5)
    }

    @Test(arguments: ["<html>Sign in</html>", "", "data: not json\n\n", "{\"object\":\"list\"}"])
    func bodiesThatAreNoCompletion(_ body: String) throws {
        let transport = FakeTransport([.init(body: body)])
        #expect(throws: ChatFailure("model.example sent no chat completion, after 5 tries")) {
            try client(transport).complete(request)
        }
    }

    @Test(arguments: [401, 403, 404, 413])
    func refusalsAreNotRepeated(_ status: Int) throws {
        let transport = FakeTransport([.init(outcome: HTTPOutcome(status: status), body: "no")])
        #expect(throws: ChatFailure("model.example answers with HTTP status \(status): no")) {
            try client(transport).complete(request)
        }
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [HTTPOutcome.Failure.badURL, .tls])
    func hopelessTransfersAreNotRepeated(_ failure: HTTPOutcome.Failure) throws {
        let transport = FakeTransport([
            .init(outcome: HTTPOutcome(status: 0, failure: failure, message: "bad"))
        ])
        #expect(throws: ChatFailure("model.example: bad")) { try client(transport).complete(request) }
        #expect(transport.requests.count == 1)
    }

    @Test func aFieldThatTheServerRefusesIsLeftOutFromThenOn() throws {
        func refusal(_ text: String) -> FakeTransport.Answer {
            .init(outcome: HTTPOutcome(status: 400), body: "{\"error\":{\"message\":\"\(text)\"}}")
        }
        let transport = FakeTransport([
            refusal("unknown field response_format"),
            refusal("use max_completion_tokens instead of max_tokens"),
            refusal("temperature does not support 0"), .init(body: stream(["[]"])),
        ])
        let client = try client(transport)
        _ = try client.complete(request)
        _ = try client.complete(request)
        let last = transport.body(4)
        #expect(last["response_format"] == nil && last["temperature"] == nil && last["max_tokens"] == nil)
        #expect(last["max_completion_tokens"] == 1024)
        #expect(transport.body(0)["response_format"]?["json_schema"]?["schema"] == ["type": "object"])
    }

    @Test func schemasLoseTheirLimitsBeforeTheyAreLeftOut() throws {
        let refusal = FakeTransport.Answer(
            outcome: HTTPOutcome(status: 400),
            body: #"{"error":{"message":"Invalid schema for response_format: 'maxLength' is not permitted"}}"#
        )
        let transport = FakeTransport([refusal, .init(body: stream(["[]"]))])
        let limited = ChatRequest(
            state: "propose", system: "s", user: "u",
            schema: [
                "type": "array", "maxItems": 3, "items": ["type": "string", "maxLength": 9, "enum": ["A"]],
            ])
        _ = try client(transport).complete(limited)
        #expect(
            transport.body(1)["response_format"]?["json_schema"]?["schema"] == [
                "type": "array", "items": ["type": "string", "enum": ["A"]],
            ])
        let deaf = FakeTransport([refusal, refusal, .init(body: stream(["[]"]))])
        _ = try client(deaf).complete(limited)
        #expect(deaf.body(1)["response_format"] != nil && deaf.body(2)["response_format"] == nil)
    }

    // MARK: - Time

    @Test func retriesEndWithTheTimeOfTheRun() throws {
        let waits = Waits()
        let transport = FakeTransport([.init(outcome: HTTPOutcome(status: 503))])
        #expect(throws: OutOfTime.self) {
            try client(transport, waits: waits, seconds: 6).complete(request)
        }
        #expect(waits.list == [1, 2] && transport.requests.count == 3)
    }

    @Test func transfersTakeNoLongerThanTheRun() throws {
        let transport = FakeTransport([.init(body: stream(["[]"]))])
        _ = try client(transport, seconds: 2.5).complete(request)
        _ = try client(transport).complete(request)
        #expect(transport.limits.map(\.totalSeconds) == [3, 600])
    }

    // MARK: - The key

    @Test func theKeyIsInTheHeaderAndNowhereElse() throws {
        let key = "sk-very-secret-0123"
        let transport = FakeTransport([
            .init(body: stream(["your key is sk-very", "-secret-0123!"]))
        ])
        let reply = try client(transport, key: key).complete(request)
        #expect(transport.requests[0].headers.contains("Authorization: Bearer \(key)"))
        #expect(transport.requests[0].url == "https://model.example/v1/chat/completions")
        #expect(!String(decoding: transport.requests[0].body, as: UTF8.self).contains(key))
        #expect(reply.text == "your key is [key]!")
        let refused = FakeTransport([
            .init(outcome: HTTPOutcome(status: 401), body: "{\"error\":{\"message\":\"bad key \(key)\"}}")
        ])
        #expect(throws: ChatFailure("model.example answers with HTTP status 401: bad key [key]")) {
            try client(refused, key: key).complete(request)
        }
    }

    @Test func keysNeverPrint() throws {
        let key = try SecretKey(" sk-1 \n", from: "x")
        #expect("\(key)" == "[key]" && String(reflecting: key) == "[key]")
        #expect(key.redact("a sk-1 sk-1") == "a [key] [key]")
    }

    /// `redact` before anything is cut off: else a part of the key is left at the cut.
    @Test(arguments: 0...40)
    func noPartOfTheKeyIsLeftWhereMessagesAreCut(_ offset: Int) throws {
        let key = "sk-very-secret-0123"
        let body = String(repeating: "x", count: 320 - offset) + key + " and more"
        for text in [body, "{\"error\":{\"message\":\"\(body)\"}}"] {
            let transport = FakeTransport([.init(outcome: HTTPOutcome(status: 401), body: text)])
            do {
                _ = try client(transport, key: key).complete(request)
                Issue.record("accepted")
            } catch let failure as ChatFailure { #expect(!failure.message.contains("sk-")) }
        }
    }

    /// Escapes within the answer's own JSON only become the key when proposals are read.
    @Test(arguments: [
        #"{"changes":[{"symbol":"sk\u002Dvery/secret","value":"y"}]}"#,
        #"{"changes":[{"symbol":"\u0073\u006b-very\/secret","value":"sk-very/secret"}]}"#,
    ])
    func keysSpelledInEscapesAreFoundToo(_ answer: String) throws {
        let transport = FakeTransport([.init(body: stream([answer]))])
        let reply = try client(transport, key: "sk-very/secret").complete(request)
        #expect(!reply.text.contains("sk-very"))
        #expect(AnswerReader.changes(reply.text).proposals.first?.name == "[key]")
    }

    @Test func otherEscapesStayAsTheyAre() throws {
        let key = try SecretKey("sk-1", from: "x")
        #expect(key.redact(#"a\u0073b\n\"\\u0073k-1"#) == #"a\u0073b\n\"\\u0073k-1"#)
    }

    @Test(arguments: ["", "two words", "quo\"te", "back\\slash", "line\nbreak x", "\u{1}", "schlüssel"])
    func textsThatAreNoKey(_ text: String) {
        #expect(throws: SecretKey.Problem.self) { try SecretKey(text, from: "x") }
    }

    @Test func keyFilesMustBePrivate() throws {
        let scratch = Scratch()
        let open = scratch.write("sk-1", to: "open", mode: 0o644)
        let closed = scratch.write("sk-1\n", to: "closed", mode: 0o600)
        #expect(throws: SecretKey.Problem.self) { try SecretKey(file: open) }
        #expect(throws: SecretKey.Problem.self) { try SecretKey(file: scratch.path + "/missing") }
        #expect(throws: SecretKey.Problem.self) { try SecretKey(file: scratch.path) }
        #expect(try SecretKey(file: closed).header == "Authorization: Bearer sk-1")
    }

    @Test(arguments: [
        "model.example/v1", "ftp://model.example", "https://", "https://user:secret@host/v1",
        "https://h/v1?key=secret",
        "https://h\n/v1",
    ])
    func addressesThatAreRefused(_ url: String) throws {
        do {
            _ = try ChatSettings(url: url, model: "m", key: nil)
            Issue.record("accepted")
        } catch let problem as ChatSettings.Problem { #expect(!problem.description.contains("secret")) }
    }

    @Test(arguments: [
        ("http://10.0.0.1/v1", true), ("http://localhost:80/v1", false), ("http://127.0.0.1:80/v1", false),
        ("http://[::1]:80/v1", false), ("https://h/v1", false),
    ])
    func unencryptedWaysAreNoticed(_ url: String, _ exposed: Bool) throws {
        let key = try SecretKey("k", from: "x")
        #expect(try ChatSettings(url: url, model: "m", key: key).exposesKey == exposed)
        #expect(try !ChatSettings(url: url, model: "m", key: nil).exposesKey)
    }
}
