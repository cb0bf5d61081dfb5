// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigParse
import Lint

struct DeadCommand: ShardedCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "List the symbols that no configuration turns on, builds in or makes a module.",
        discussion: """
            One line per symbol, its name first: 'never on', or for a tristate that
            can be on 'never m' or 'never y'. The answer holds for this architecture
            and these tools; 'lint --tree' looks for what is dead everywhere. With -v
            each line has a reason.

            Examples:
              kconfig-sat dead --arch x86
              kconfig-sat dead --arch riscv -v PCI_GODIRECT ISA
            """
    )

    @OptionGroup var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var symbols: SymbolArguments

    @OptionGroup var shards: ShardOptions

    func run() throws { try runShard() }

    func pieces(_ shard: Shard) throws -> Pieces<ConstantPiece> {
        try symbols.constants(tree, shard) { $0.dead }
    }

    func finish(_ pieces: [ConstantPiece]) { format.print(pieces, "kconfig-sat/dead/1") }
}

struct NecessaryCommand: ShardedCommand {
    static let configuration = CommandConfiguration(
        commandName: "necessary",
        abstract: "List the symbols that every configuration turns on.",
        discussion: """
            One line per symbol, its name first: 'always y', 'always m', or 'always
            on' when both occur. With -v each line has a reason.

            Example:
              kconfig-sat necessary --arch x86 -v
            """
    )

    @OptionGroup var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var symbols: SymbolArguments

    @OptionGroup var shards: ShardOptions

    func run() throws { try runShard() }

    func pieces(_ shard: Shard) throws -> Pieces<ConstantPiece> {
        try symbols.constants(tree, shard) { $0.necessary }
    }

    func finish(_ pieces: [ConstantPiece]) { format.print(pieces, "kconfig-sat/necessary/1") }
}

/// One symbol in the answer of `dead` or `necessary`.
struct ConstantPiece: ShardPiece {
    /// The place in the answer.
    let rank: Int
    let name: String
    let kind: String
    let file: String
    let line: Int
    let reason: String?

    fileprivate init(_ entry: ConstantSymbols.Entry, _ model: KconfigModel) {
        let location = model.location(of: entry.symbol)
        rank = entry.symbol.index
        name = model.name(entry.symbol)
        kind = entry.kind.rawValue
        file = model.sources.name(location.file)
        line = Int(location.line)
        reason = entry.reason
    }

    init?(json: JSONValue) {
        guard let rank = json["rank"]?.int, let name = json["name"]?.string, let kind = json["is"]?.string,
            let file = json["file"]?.string, let line = json["line"]?.int
        else { return nil }
        self.rank = rank
        self.name = name
        self.kind = kind
        self.file = file
        self.line = line
        reason = json["reason"]?.string
    }

    var json: JSONValue { .object([JSONValue.Member("rank", .int(rank))] + members) }

    fileprivate var members: [JSONValue.Member] {
        let all: [(String, JSONValue?)] = [
            ("name", .string(name)), ("is", .string(kind)), ("file", .string(file)), ("line", .int(line)),
            ("reason", reason.map { .string($0) }),
        ]
        return all.compactMap { name, value in value.map { JSONValue.Member(name, $0) } }
    }

    fileprivate var text: String { "\(name) \(kind)\(reason.map { ": \($0)" } ?? "")\n" }
}

extension SymbolArguments {
    /// What of the constant symbols was asked for.
    fileprivate func constants(
        _ tree: TreeOptions, _ shard: Shard, _ choose: (ConstantSymbols) -> [ConstantSymbols.Entry]
    ) throws -> Pieces<ConstantPiece> {
        let model = try tree.loadModel()
        let wanted = Set(try find(in: model))
        let watch = Stopwatch()
        let formula = TreeFormula(LintTree(model))
        let question = shard.isWhole ? "" : formula.digest
        let constants = try ConstantSymbols(formula, shard, explains: tree.verbose)
        tree.log("asked what can be", watch)
        let entries = choose(constants).filter { wanted.isEmpty || wanted.contains($0.symbol) }
        return Pieces(list: entries.map { ConstantPiece($0, model) }, question: question)
    }
}

extension FormatOption {
    fileprivate func print(_ pieces: [ConstantPiece], _ schema: String) {
        let sorted = pieces.sorted { $0.rank < $1.rank }
        print(schema) {
            sorted.map(\.text).joined()
        } json: {
            [.init("symbols", .array(sorted.map { .object($0.members) }))]
        }
    }
}
