// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver

/// One symbol in the answer of `dead` or `necessary`.
public struct ConstantAnswer {
    /// The place in the answer.
    public let rank: Int
    public let name: String
    let kind: String
    let file: String
    let line: Int
    let reason: String?

    private init(_ entry: ConstantSymbols.Entry, _ model: KconfigModel) {
        let location = model.location(of: entry.symbol)
        rank = entry.symbol.index
        name = model.name(entry.symbol)
        kind = entry.kind.rawValue
        file = model.sources.name(location.file)
        line = Int(location.line)
        reason = entry.reason
    }

    /// Nil for anything but what `json` gives.
    public init?(json: JSONValue) {
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

    public var json: JSONValue { .object([JSONValue.Member("rank", .int(rank))] + members) }

    /// What the JSON of the command's answer says.
    public var members: [JSONValue.Member] {
        let all: [(String, JSONValue?)] = [
            ("name", .string(name)), ("is", .string(kind)), ("file", .string(file)), ("line", .int(line)),
            ("reason", reason.map { .string($0) }),
        ]
        return all.compactMap { name, value in value.map { JSONValue.Member(name, $0) } }
    }

    /// A line of the command's answer.
    public var text: String { "\(name) \(kind)\(reason.map { ": \($0)" } ?? "")\n" }

    /// Asks a shard of the questions.
    ///
    /// - Parameters:
    ///   - wanted: the symbols that are told of; all of them if empty.
    ///   - explains: also find reasons.
    ///   - onProgress: is told now and then how many of how many questions are answered.
    /// - Returns: the answers, and for a shard of several what stands for the formula that was asked.
    /// - Throws: `SearchStopped`.
    public static func find(
        _ side: ConstantSymbols.Side, in model: KconfigModel, _ shard: Shard, among wanted: Set<SymbolID>,
        explains: Bool, engine: any SATEngine, onProgress: @escaping (Int, Int) -> Void = { _, _ in }
    ) throws -> (answers: [ConstantAnswer], question: String) {
        let formula = TreeFormula(LintTree(model), engine: engine, onProgress: onProgress)
        // Before questions add to the formula.
        let question = shard.isWhole ? "" : formula.digest
        let entries = try ConstantSymbols(formula, shard, among: wanted, explains: explains).entries(side)
        return (entries.map { ConstantAnswer($0, model) }, question)
    }
}
