// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigParse
import Lint

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put the parts of an answer together that runs with --shard printed.",
        discussion: """
            Prints what the command would have printed without --shard, and has its
            exit status. Run it where the command ran: 'lint' looks into the Kconfig
            files for comments that silence a rule.

            Example:
              for k in 1 2 3; do kconfig-sat dead --arch x86 --shard $k/3 >part.$k & done
              wait
              kconfig-sat merge part.*
            """
    )

    @Argument(
        help: ArgumentHelp("The parts, all of them, in any order.", valueName: "file"), completion: .file())
    var files: [String]

    func run() throws {
        let parts = try files.map { (name: $0, part: try read($0)) }
        try check(parts)
        let arguments = parts[0].part.arguments
        guard let command = try? KconfigSat.parseAsRoot(arguments) as? any ShardedCommand else {
            throw Self.bad(
                "\(parts[0].name): the parts of '\(arguments.joined(separator: " "))' can't be merged")
        }
        do { try command.merge(parts.map(\.part)) } catch ShardFile.Failure.noPart {
            throw Self.bad("a part is damaged\nhint: run the shards again")
        }
    }

    private func read(_ file: String) throws -> ShardFile {
        guard let text = SourceText(path: file) else {
            throw Self.bad("can't read \(file): \(String(cString: strerror(errno)))")
        }
        do throws(ShardFile.Failure) { return try ShardFile(text.bytes) } catch {
            switch error {
            case .notJSON(let reason):
                throw Self.bad("\(file): \(reason)\nhint: was that shard cut off? Run it again")
            case .noPart: throw Self.bad("\(file): not what a run with --shard prints")
            case .otherVersion(let version):
                throw Self.bad("\(file): made by kconfig-sat \(version), this is \(kconfigSatVersion)")
            }
        }
    }

    /// All parts must be of one run, and all of it.
    private func check(_ parts: [(name: String, part: ShardFile)]) throws {
        let (first, one) = parts[0]
        for (name, part) in parts {
            if part.arguments != one.arguments || part.shard.count != one.shard.count {
                throw Self.bad(
                    "\(name) and \(first) are of different runs: '\(Self.describe(part))', '\(Self.describe(one))'"
                )
            }
            if part.question != one.question {
                throw Self.bad(
                    "\(name) and \(first) are about different trees, or were made with different tools")
            }
        }
        for number in 1...one.shard.count {
            let holders = parts.filter { $0.part.shard.number == number }.map(\.name)
            if holders.isEmpty { throw Self.bad("the part --shard \(number)/\(one.shard.count) is missing") }
            if holders.count > 1 {
                throw Self.bad(
                    "\(holders[0]) and \(holders[1]) are the same part: \(number)/\(one.shard.count)")
            }
        }
    }

    private static func describe(_ part: ShardFile) -> String {
        (part.arguments + ["--shard \(part.shard.number)/\(part.shard.count)"]).joined(separator: " ")
    }

    private static func bad(_ text: String) -> ExitCode {
        Console.error("kconfig-sat: \(text)\n")
        return Exit.badInput
    }
}
