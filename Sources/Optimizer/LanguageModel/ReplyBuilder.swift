// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Makes a reply of the bytes of an answer, be it streamed or whole.
struct ReplyBuilder {
    /// More bytes than these are cut off: no honest answer about a batch is a hundredth of it.
    static let mostBytes = 1 << 20

    private var body: [UInt8] = []
    private var stream = EventStream()
    private var text = ""
    private var finish: String?
    private var usage: JSONValue?
    private var events = 0
    private var malformed = 0
    private var sawChoice = false
    private var error: String?
    private(set) var isTooLarge = false
    private(set) var isDone = false
    private var received = 0

    /// False when there is no need for more.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        received += bytes.count
        guard received <= Self.mostBytes else {
            isTooLarge = true
            return false
        }
        // A body that is no stream of events is kept as it is.
        if events == 0 { body += bytes }
        for event in stream.take(bytes) { take(event) }
        return !isDone
    }

    private mutating func take(_ event: [UInt8]) {
        events += 1
        body = []
        if event.elementsEqual("[DONE]".utf8) {
            isDone = true
        } else if let value = try? JSONValue(parsing: event) {
            take(value)
        } else {
            malformed += 1
        }
    }

    private mutating func take(_ value: JSONValue) {
        if let usage = value["usage"], usage != .null { self.usage = usage }
        if let problem = Self.serverError(value) { error = problem }
        guard let choice = value["choices"]?.array?.first else { return }
        sawChoice = true
        if let reason = choice["finish_reason"]?.string { finish = reason }
        let message = choice["delta"] ?? choice["message"]
        if let content = message?["content"]?.string { text += content }
    }

    /// What the server says is wrong, in whichever of the usual forms.
    static func serverError(_ value: JSONValue) -> String? {
        guard let error = value["error"], error != .null else { return nil }
        return error.string ?? error["message"]?.string ?? error.compact
    }

    /// The reply; nil when the body is nothing that a chat server sends.
    mutating func build() -> ChatReply? {
        if let last = stream.finish() { take(last) }
        if events == 0 {
            guard let value = try? JSONValue(parsing: body), value["choices"] != nil || value["error"] != nil
            else {
                return nil
            }
            take(value)
        }
        if events > 0 && malformed == events { return nil }
        return ChatReply(
            text: text, finish: finish, promptTokens: Self.count(usage?["prompt_tokens"]),
            completionTokens: Self.count(usage?["completion_tokens"]), problem: problem)
    }

    private static func count(_ value: JSONValue?) -> Int? {
        value?.int.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
    }

    private var problem: String? {
        if let error { return "the server reports: \(error)" }
        if !sawChoice { return "the answer has no choices" }
        if finish == "length" { return "the answer was cut off at the limit of tokens" }
        if text.isEmpty { return "the answer has no content" }
        return malformed > 0 ? "\(malformed) events of the answer were malformed" : nil
    }
}
