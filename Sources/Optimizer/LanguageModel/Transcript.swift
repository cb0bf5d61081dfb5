// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import JSON
import KconfigParse

/// The exchanges of a run as JSON Lines: a header that names the run, a line per exchange, and a last line when
/// the run came to its end. A run that was interrupted has no last line, and can go on.
public struct Transcript: Sendable {
    static let schema = "kconfig-sat/autoos-transcript/1"

    public struct Exchange: Equatable, Sendable {
        public let request: ChatRequest
        public let reply: ChatReply
    }

    /// How a run ended.
    public struct End: Equatable, Sendable {
        public let reason: String
        /// The questions asked until then, which tells a replay where to end.
        public let questions: Int
        public let visits: Int

        public init(reason: String, questions: Int, visits: Int) {
            self.reason = reason
            self.questions = questions
            self.visits = visits
        }
    }

    public struct Problem: Error, CustomStringConvertible {
        public let description: String
    }

    /// What the run was asked to do, in the form of `RunSettings`.
    public let settings: JSONValue
    public let exchanges: [Exchange]
    public let end: End?
    /// How many bytes of the file are whole lines: the rest was being written when the run ended.
    public let wholeBytes: Int

    /// Reads a transcript; a line that was cut off at the end is left out.
    ///
    /// - Throws: for anything else that is no line of a transcript.
    public init(_ text: SourceText, path: String) throws {
        var header: JSONValue?
        var exchanges: [Exchange] = []
        var end: End?
        var whole = 0
        var number = 0
        for line in text.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            number += 1
            whole += line.count + 1
            guard let value = try? JSONValue(parsing: Array(line)) else {
                throw Problem(description: "\(path):\(number):1: error: this is no line of a transcript")
            }
            if number == 1 {
                guard value["schema"]?.string == Self.schema, let settings = value["settings"] else {
                    throw Problem(
                        description: "\(path):1:1: error: a transcript of kconfig-sat autoosconfig expected")
                }
                header = settings
            } else if let exchange = Self.exchange(value) {
                exchanges.append(exchange)
            } else if let last = Self.end(value) {
                end = last
            } else {
                throw Problem(description: "\(path):\(number):1: error: this is no line of a transcript")
            }
        }
        guard let header else {
            throw Problem(
                description: "\(path):1:1: error: a transcript of kconfig-sat autoosconfig expected")
        }
        settings = header
        self.exchanges = exchanges
        self.end = end
        wholeBytes = whole
    }

    private static func exchange(_ value: JSONValue) -> Exchange? {
        guard let request = value["request"], let state = request["state"]?.string,
            let system = request["system"]?.string, let user = request["user"]?.string,
            let schema = request["schema"], let reply = value["reply"].flatMap({ ChatReply($0) })
        else { return nil }
        return Exchange(
            request: ChatRequest(state: state, system: system, user: user, schema: schema), reply: reply)
    }

    private static func end(_ value: JSONValue) -> End? {
        guard let end = value["end"], let reason = end["reason"]?.string,
            let questions = end["questions"]?.int,
            let visits = end["visits"]?.int
        else { return nil }
        return End(reason: reason, questions: questions, visits: visits)
    }

    // MARK: - Lines

    static func header(_ settings: JSONValue) -> JSONValue {
        ["schema": .string(schema), "settings": settings]
    }

    static func line(_ number: Int, _ exchange: Exchange) -> JSONValue {
        ["exchange": .int(number), "request": exchange.request.json, "reply": exchange.reply.json]
    }

    static func line(_ end: End) -> JSONValue {
        [
            "end": [
                "reason": .string(end.reason), "questions": .int(end.questions), "visits": .int(end.visits),
            ]
        ]
    }
}

/// Appends lines to a transcript; each one is in the file when the next thing happens.
public final class TranscriptWriter {
    private let descriptor: Int32
    private let path: String

    /// - Parameter kept: keep that many bytes of the file; nil for a new file with this header.
    public init(path: String, settings: JSONValue, kept: Int?) throws {
        self.path = path
        descriptor = open(
            path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (kept == nil ? O_TRUNC : 0), 0o644)
        guard descriptor >= 0 else { throw Self.failure(path) }
        if let kept {
            guard ftruncate(descriptor, kept) == 0 else { throw Self.failure(path) }
        } else {
            try append(Transcript.header(settings))
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func append(_ value: JSONValue) throws {
        let bytes = Array((value.compact + "\n").utf8)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure(path) }
            offset += count
        }
    }

    public func finish(_ end: Transcript.End) throws { try append(Transcript.line(end)) }

    private static func failure(_ path: String) -> Transcript.Problem {
        Transcript.Problem(description: "can't write \(path): \(String(cString: strerror(errno)))")
    }
}

/// Answers from a transcript as long as it lasts, and then asks the model and writes down what it says.
public final class TranscriptChat: Chat {
    /// The transcript has no more answers, and there is nobody to ask.
    public struct Ended: Error {}

    private var recorded: ArraySlice<Transcript.Exchange>
    private let live: (any Chat)?
    private let writer: TranscriptWriter?
    private var count = 0

    /// - Parameters:
    ///   - recorded: exchanges to repeat.
    ///   - live: who is asked afterwards; nil for nobody.
    ///   - writer: where new exchanges go; the recorded ones are there already.
    public init(_ recorded: [Transcript.Exchange], then live: (any Chat)?, writer: TranscriptWriter?) {
        self.recorded = recorded[...]
        self.live = live
        self.writer = writer
    }

    public func complete(_ request: ChatRequest) throws -> ChatReply {
        count += 1
        if let exchange = recorded.popFirst() {
            guard exchange.request == request else {
                throw Transcript.Problem(
                    description: "exchange \(count) of the transcript answers another question: "
                        + "the tree, the base or the guard files have changed")
            }
            return exchange.reply
        }
        guard let live else { throw Ended() }
        let reply = try live.complete(request)
        try writer?.append(Transcript.line(count, Transcript.Exchange(request: request, reply: reply)))
        return reply
    }
}
