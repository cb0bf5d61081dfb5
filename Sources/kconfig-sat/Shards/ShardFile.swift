// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Lint

/// What a command prints with `--shard`: a part of the answers, and what they answer.
struct ShardFile {
    static let schema = "kconfig-sat/part/1"

    /// The command line, without the shard.
    let arguments: [String]
    let shard: Shard
    let question: String
    let answers: [JSONValue]

    /// Why parts can't be put together.
    enum Failure: Error {
        case notJSON(String)
        case noPart
        case otherVersion(String)
    }

    init(arguments: [String], shard: Shard, question: String, answers: [JSONValue]) {
        self.arguments = arguments
        self.shard = shard
        self.question = question
        self.answers = answers
    }

    init(_ bytes: some Sequence<UInt8>) throws(Failure) {
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch { throw .notJSON("\(error)") }
        guard json["schema"]?.string == Self.schema, let version = json["version"]?.string,
            let arguments = json["arguments"]?.array?.compactMap(\.string),
            let shard = json["shard"]?.string.flatMap(Shard.init),
            let question = json["question"]?.string, let answers = json["pieces"]?.array
        else { throw .noPart }
        guard version == kconfigSatVersion else { throw .otherVersion(version) }
        self.init(arguments: arguments, shard: shard, question: question, answers: answers)
    }

    /// One line of JSON.
    var text: String {
        JSONValue.object([
            "schema": .string(Self.schema), "version": .string(kconfigSatVersion),
            "arguments": .array(arguments.map { .string($0) }),
            "shard": .string("\(shard.number)/\(shard.count)"), "question": .string(question),
            "pieces": .array(answers),
        ]).compact + "\n"
    }
}
