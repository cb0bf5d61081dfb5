// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// One question to a language model.
public struct ChatRequest: Equatable, Sendable {
    /// The state of the loop that asks: `prune`, `propose` or `correct`.
    public let state: String
    public let system: String
    public let user: String
    /// The JSON schema of the answer.
    public let schema: JSONValue

    /// About how many tokens the question has: four bytes each, as is usual for English.
    public var estimatedTokens: Int { (system.utf8.count + user.utf8.count) / 4 + 8 }

    var json: JSONValue {
        ["state": .string(state), "system": .string(system), "user": .string(user), "schema": schema]
    }
}

/// What a model answered.
public struct ChatReply: Equatable, Sendable {
    /// The text; empty when there was none.
    public var text: String
    /// The server's `finish_reason`.
    public var finish: String?
    /// Tokens of question and answer as the server counted them; nil when it did not say.
    public var promptTokens: Int?
    public var completionTokens: Int?
    /// Why the text is missing or incomplete.
    public var problem: String?

    public init(
        text: String = "", finish: String? = nil, promptTokens: Int? = nil, completionTokens: Int? = nil,
        problem: String? = nil
    ) {
        self.text = text
        self.finish = finish
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.problem = problem
    }

    var json: JSONValue {
        .object([
            "text": .string(text), "finish": finish.map { .string($0) },
            "prompt_tokens": promptTokens.map { .int($0) },
            "completion_tokens": completionTokens.map { .int($0) }, "problem": problem.map { .string($0) },
        ])
    }

    init?(_ json: JSONValue) {
        guard let text = json["text"]?.string else { return nil }
        self.init(
            text: text, finish: json["finish"]?.string, promptTokens: json["prompt_tokens"]?.int,
            completionTokens: json["completion_tokens"]?.int, problem: json["problem"]?.string)
    }
}

/// A language model.
public protocol Chat: AnyObject {
    /// - Throws: `ChatFailure` when there is no answer to be had, `OutOfTime` when none came in time.
    func complete(_ request: ChatRequest) throws -> ChatReply
}

/// No answer from the model, after all that could be tried.
public struct ChatFailure: Error, Equatable, CustomStringConvertible {
    public let message: String
    public let hint: String?
    public var description: String { message }

    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

/// The time of the run was over before an answer came.
public struct OutOfTime: Error {
    /// What the last try came to.
    public let message: String

    init(_ message: String) { self.message = message }
}

extension JSONValue {
    /// A schema without limits on the lengths of texts and lists.
    var withoutLimits: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.filter { $0.name != "maxLength" && $0.name != "maxItems" }.map {
                    JSONValue.Member($0.name, $0.value.withoutLimits)
                })
        case .array(let values): .array(values.map(\.withoutLimits))
        default: self
        }
    }
}
