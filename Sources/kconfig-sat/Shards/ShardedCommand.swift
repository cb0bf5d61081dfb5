// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import Lint

/// What a shard found, in a form that can be kept in a file.
protocol ShardAnswer {
    var json: JSONValue { get }
    /// Nil for anything but what `json` gives.
    init?(json: JSONValue)
}

/// A command whose questions are independent of each other, so that several processes or machines can share them.
protocol ShardedCommand: ParsableCommand {
    associatedtype Answer: ShardAnswer

    var shards: ShardOptions { get }

    /// Whether the questions asked for are enough to split them.
    var canSplit: Bool { get }

    /// How many words the command's name has.
    static var nameLength: Int { get }

    /// The answers to the questions of a shard.
    func answers(_ shard: Shard) throws -> ShardAnswers<Answer>

    /// Prints what the answers of all shards make up, in whatever order they come.
    func finish(_ answers: [Answer]) throws
}

struct ShardAnswers<Answer> {
    let list: [Answer]
    /// Stands for what was asked about: all shards of a run must have the same.
    let question: String
}

extension ShardedCommand {
    var canSplit: Bool { true }
    static var nameLength: Int { 1 }

    func runShard() throws {
        guard let shard = shards.shard else { return try finish(try allAnswers()) }
        let answers = try answers(shard)
        let part = ShardFile(
            arguments: CommandArguments.without(["--shard"]), shard: shard,
            question: answers.question, answers: answers.list.map(\.json))
        Console.data(part.text)
    }

    /// The answers of all shards.
    func allAnswers() throws -> [Answer] {
        let jobs = canSplit ? shards.jobs ?? Workers.reasonableCount : 1
        return jobs > 1 ? try answersOfProcesses(jobs) : try answers(.whole).list
    }

    /// The first shard here, the others in processes of their own.
    private func answersOfProcesses(_ jobs: Int) throws -> [Answer] {
        // Behind the name of the command.
        let arguments = CommandArguments.without(["--since"])
        let workers = Workers(
            (2...jobs).map { number in
                arguments.prefix(Self.nameLength) + ["--shard", "\(number)/\(jobs)"]
                    + arguments.dropFirst(Self.nameLength)
            })
        guard workers.count == jobs - 1 else {
            Workers.stop()
            _ = workers.collect()
            return try answers(.whole).list
        }
        let own: ShardAnswers<Answer>
        do { own = try answers(Shard(number: 1, of: jobs)!) } catch {
            Workers.stop()
            throw error
        }
        return try workers.collect().reduce(own.list) { try $0 + read($1, own.question) }
    }

    /// The answers of another process. What went wrong there goes wrong here.
    private func read(_ output: Workers.Output, _ question: String) throws -> [Answer] {
        guard output.status == 0 else {
            Console.error(String(decoding: output.errors, as: UTF8.self))
            throw ExitCode(output.status)
        }
        guard let part = try? ShardFile(output.text), part.question == question else {
            Console.error("kconfig-sat: the tree or the tools changed meanwhile\nhint: run it again\n")
            throw Exit.toolFailed
        }
        return try answers(of: part)
    }

    private func answers(of part: ShardFile) throws -> [Answer] {
        try part.answers.map { json in
            guard let answer = Answer(json: json) else { throw ShardFile.Failure.noPart }
            return answer
        }
    }

    /// Puts parts together whose header says that they belong together.
    func merge(_ parts: [ShardFile]) throws {
        try finish(try parts.flatMap { try answers(of: $0) })
    }
}

struct ShardOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Answer a part of the questions, the K-th of N, and print it for 'merge'.", valueName: "k/n"),
        transform: { text in
            guard let shard = Shard(text) else {
                throw ValidationError("--shard \(text): K/N expected, with K from 1 to N")
            }
            return shard
        })
    var shard: Shard?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Processes that share the work, with the same answer. (default: as many as there are cores, at most 8)",
            valueName: "n"))
    var jobs: Int?

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs: at least 1 expected") }
    }
}
