// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import Lint

/// What a shard found, in a form that can be kept in a file.
protocol ShardPiece {
    var json: JSONValue { get }
    /// Nil for anything but what `json` gives.
    init?(json: JSONValue)
}

/// A command whose questions are independent of each other, so that several processes or machines can share them.
protocol ShardedCommand: ParsableCommand {
    associatedtype Piece: ShardPiece

    var shards: ShardOptions { get }

    /// Whether the questions asked for are enough to split them.
    var canSplit: Bool { get }

    /// The answers to the questions of a shard.
    func pieces(_ shard: Shard) throws -> Pieces<Piece>

    /// Prints the answer that the pieces of all shards make up, in whatever order they come.
    func finish(_ pieces: [Piece]) throws
}

struct Pieces<Piece> {
    let list: [Piece]
    /// Stands for what was asked about: all shards of a run must have the same.
    let question: String
}

extension ShardedCommand {
    var canSplit: Bool { true }

    func runShard() throws {
        guard let shard = shards.shard else {
            let jobs = canSplit ? shards.jobs ?? Workers.reasonableCount : 1
            return jobs > 1 ? try runInProcesses(jobs) : try finish(try pieces(.whole).list)
        }
        let pieces = try pieces(shard)
        let part = PartFile(
            arguments: PartFile.withoutShard(Array(CommandLine.arguments.dropFirst())), shard: shard,
            question: pieces.question, pieces: pieces.list.map(\.json))
        Console.out(part.text)
    }

    /// The first shard here, the others in processes of their own.
    private func runInProcesses(_ jobs: Int) throws {
        // Behind the name of the command.
        let arguments = CommandLine.arguments.dropFirst()
        let workers = Workers(
            (2...jobs).map { number in
                arguments.prefix(1) + ["--shard", "\(number)/\(jobs)"] + arguments.dropFirst()
            })
        guard workers.count == jobs - 1 else {
            Workers.stop()
            _ = workers.collect()
            return try finish(try pieces(.whole).list)
        }
        let own: Pieces<Piece>
        do { own = try pieces(Shard(number: 1, of: jobs)!) } catch {
            Workers.stop()
            throw error
        }
        try finish(workers.collect().reduce(own.list) { try $0 + read($1, own.question) })
    }

    /// The pieces of another process. What went wrong there goes wrong here.
    private func read(_ output: Workers.Output, _ question: String) throws -> [Piece] {
        guard output.status == 0 else {
            Console.error(String(decoding: output.errors, as: UTF8.self))
            throw ExitCode(output.status)
        }
        guard let part = try? PartFile(output.text), part.question == question else {
            Console.error("kconfig-sat: the tree or the tools changed meanwhile\nhint: run it again\n")
            throw Exit.toolFailed
        }
        return try pieces(of: part)
    }

    private func pieces(of part: PartFile) throws -> [Piece] {
        try part.pieces.map { json in
            guard let piece = Piece(json: json) else { throw PartFile.Failure.noPart }
            return piece
        }
    }

    /// Puts parts together whose header says that they belong together.
    func merge(_ parts: [PartFile]) throws {
        try finish(try parts.flatMap { try pieces(of: $0) })
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
