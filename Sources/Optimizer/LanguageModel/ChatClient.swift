// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Asks an OpenAI-compatible server for chat completions.
///
/// https://platform.openai.com/docs/api-reference/chat; llama.cpp, vLLM, Ollama and others speak it as well, each
/// without some fields: one that a server refuses is left out from then on.
public final class ChatClient: Chat {
    private let settings: ChatSettings
    private let transport: any HTTPTransport
    private let sleep: (Double) -> Void
    private let note: (String) -> Void
    private let secondsLeft: () -> Double
    private var refused: Set<String> = []

    /// - Parameters:
    ///   - sleep: waits for that many seconds.
    ///   - secondsLeft: how long the run may still take: no answer is waited for longer.
    ///   - note: told of every retry.
    public init(
        _ settings: ChatSettings, _ transport: any HTTPTransport, sleep: @escaping (Double) -> Void,
        secondsLeft: @escaping () -> Double = { .infinity }, note: @escaping (String) -> Void = { _ in }
    ) {
        self.settings = settings
        self.transport = transport
        self.sleep = sleep
        self.secondsLeft = secondsLeft
        self.note = note
        if !settings.usesSchema { refused.insert("response_format") }
    }

    private enum Attempt {
        case reply(ChatReply)
        /// Worth another try, after so many seconds if the server says so.
        case again(String, after: Int?)
        /// Without the field that the server does not know.
        case without(String)
        case failed(String)
    }

    public func complete(_ request: ChatRequest) throws -> ChatReply {
        var failures = 0
        while true {
            switch attempt(request) {
            case .reply(let reply): return reply
            case .without(let field): refused.insert(field)
            case .failed(let message): throw ChatFailure(message)
            case .again(let message, let seconds):
                failures += 1
                guard secondsLeft() > 0 else { throw OutOfTime(message) }
                guard failures <= settings.retries else {
                    throw ChatFailure("\(message), after \(failures) tries")
                }
                let wait = Self.pause(failures, asked: seconds)
                guard wait < secondsLeft() else { throw OutOfTime(message) }
                note("\(message); trying again in \(Int(wait)) s")
                sleep(wait)
            }
        }
    }

    /// Twice as long each time, at least as long as the server asks for, two minutes at most.
    static func pause(_ failures: Int, asked: Int?) -> Double {
        let own = Double(1 << min(failures - 1, 5))
        return min(120, max(own, Double(asked ?? 0)))
    }

    // MARK: - One try

    private func attempt(_ request: ChatRequest) -> Attempt {
        var builder = ReplyBuilder()
        let body = Array(body(request).compact.utf8)
        var headers = ["Content-Type: application/json", "Accept: text/event-stream, application/json"]
        if let key = settings.key { headers.append(key.header) }
        let http = HTTPRequest(url: settings.url + "/chat/completions", headers: headers, body: body)
        var failed: [UInt8] = []
        let outcome = transport.post(http, limits) { bytes in
            if failed.count < 4096 { failed += bytes.prefix(4096) }
            return builder.take(bytes)
        }
        if outcome.status >= 300 || outcome.status == 0 { return refusal(outcome, failed) }
        if builder.isTooLarge {
            return .reply(ChatReply(problem: "the answer is larger than \(ReplyBuilder.mostBytes) bytes"))
        }
        if let failure = outcome.failure, !(failure == .stopped && builder.isDone) {
            return .again(message(outcome), after: nil)
        }
        guard let reply = builder.build() else {
            return .again("\(settings.host) sent no chat completion", after: nil)
        }
        return .reply(redacted(reply))
    }

    private var limits: HTTPLimits {
        var limits = settings.limits
        let left = secondsLeft()
        if left < Double(limits.totalSeconds) { limits.totalSeconds = max(1, Int(left.rounded(.up))) }
        return limits
    }

    private func body(_ request: ChatRequest) -> JSONValue {
        func message(_ role: String, _ text: String) -> JSONValue {
            ["role": .string(role), "content": .string(text)]
        }
        var members = [
            JSONValue.Member("model", .string(settings.model)),
            JSONValue.Member("messages", [message("system", request.system), message("user", request.user)]),
            JSONValue.Member("stream", true),
        ]
        func add(_ name: String, _ value: JSONValue) {
            if !refused.contains(name) { members.append(JSONValue.Member(name, value)) }
        }
        add("stream_options", ["include_usage": true])
        add("temperature", 0)
        if refused.contains("max_tokens") {
            add("max_completion_tokens", .int(settings.answerTokens))
        } else {
            add("max_tokens", .int(settings.answerTokens))
        }
        let schema = refused.contains(Self.limitsOfSchema) ? request.schema.withoutLimits : request.schema
        add(
            "response_format",
            ["type": "json_schema", "json_schema": ["name": "answer", "strict": true, "schema": schema]])
        return .object(members)
    }

    private func refusal(_ outcome: HTTPOutcome, _ body: [UInt8]) -> Attempt {
        let said = said(body)
        let text = message(outcome) + (said.isEmpty ? "" : ": \(said)")
        switch outcome.status {
        case 0:
            return outcome.failure == .badURL || outcome.failure == .tls
                ? .failed(text) : .again(text, after: nil)
        case 408, 425, 429, 500...599: return .again(text, after: outcome.retryAfter)
        case 400, 404, 422:
            return field(in: said).map { .without($0) } ?? .failed(text)
        default: return .failed(text)
        }
    }

    /// Servers that enforce schemas differ in what they know of them: the limits on lengths go first.
    private static let limitsOfSchema = "limits of the schema"

    /// The field of the request that an error message speaks of.
    private func field(in message: String) -> String? {
        let words = [
            (Self.limitsOfSchema, ["schema", "maxlength", "maxitems"]),
            ("response_format", ["response_format", "json_schema", "schema", "grammar"]),
            ("stream_options", ["stream_options"]), ("max_tokens", ["max_tokens"]),
            ("max_completion_tokens", ["max_completion_tokens"]), ("temperature", ["temperature"]),
        ]
        let lower = message.lowercased()
        return words.first { field, names in
            !refused.contains(field) && isSent(field) && names.contains { lower.contains($0) }
        }?.0
    }

    private func isSent(_ field: String) -> Bool {
        field != Self.limitsOfSchema || !refused.contains("response_format")
    }

    private func said(_ body: [UInt8]) -> String {
        let text =
            (try? JSONValue(parsing: body)).flatMap { ReplyBuilder.serverError($0) }
            ?? String(decoding: body, as: UTF8.self)
        return redact(text).oneLine
    }

    private func message(_ outcome: HTTPOutcome) -> String {
        if outcome.status > 0 && outcome.failure == nil {
            return "\(settings.host) answers with HTTP status \(outcome.status)"
        }
        return "\(settings.host): \(redact(outcome.message))"
    }

    // MARK: - The key

    private func redact(_ text: String) -> String { settings.key?.redact(text) ?? text }

    private func redacted(_ reply: ChatReply) -> ChatReply {
        var reply = reply
        reply.text = redact(reply.text)
        reply.finish = reply.finish.map { redact($0) }
        reply.problem = reply.problem.map { redact($0) }
        return reply
    }
}
