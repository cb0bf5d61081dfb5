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
    func runShard() throws {
        guard let shard = shards.shard else { return try finish(try pieces(.whole).list) }
        let pieces = try pieces(shard)
        let part = PartFile(
            arguments: PartFile.withoutShard(Array(CommandLine.arguments.dropFirst())), shard: shard,
            question: pieces.question, pieces: pieces.list.map(\.json))
        Console.out(part.text)
    }

    /// Puts parts together whose header says that they belong together.
    func merge(_ parts: [PartFile]) throws {
        try finish(
            try parts.flatMap { part in
                try part.pieces.map { json in
                    guard let piece = Piece(json: json) else { throw PartFile.Failure.noPart }
                    return piece
                }
            })
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
}
