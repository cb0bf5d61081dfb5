// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// The likeliest way to have each line again that does not survive.
struct LostWays {
    /// How many lines ways are looked for, usually: each takes a part of a second.
    static let usual = 10

    private let migration: Migration
    private let costs: any EditCost
    private let limit: Int

    init(_ migration: Migration, _ costs: any EditCost, limit: Int) {
        self.migration = migration
        self.costs = costs
        self.limit = limit
    }

    /// By the number of the line, the edits without the line itself; none for a line that nothing brings back.
    func solve(_ progress: ProgressLine) throws -> [Int: [FixQuery.Change]] {
        defer { progress.clear() }
        let lost = migration.lost.prefix(limit)
        return try lost.enumerated().reduce(into: [:]) { ways, item in
            progress.show("looking for ways to have lines again", item.offset, of: lost.count)
            ways[item.element.line] = try way(item.element)
        }
    }

    private func way(_ finding: ConfigCheck.Finding) throws -> [FixQuery.Change]? {
        let model = migration.carried.model
        guard let symbol = finding.symbol, let wanted = finding.wanted else { return nil }
        let wish = try Wishes.read(["\(model.name(symbol))=\(wanted)"], model)
        var options = FixQuery.Options()
        options.limit = 1
        options.timeout = 10
        options.costs = costs
        guard
            case .fixes(let fixes, _) = try FixQuery(
                wish, migration.carried, options, engine: Engine.standard
            ).solve()
        else { return nil }
        return fixes.first?.edits.filter { $0.symbol != symbol }
    }
}

/// What becomes of a configuration under another kernel, as text and as JSON.
struct MigrationReport {
    let migration: Migration
    let old: BaseConfiguration
    /// By the number of a lost line.
    let ways: [Int: [FixQuery.Change]]
    /// Everything is listed.
    let isVerbose: Bool

    private static let listed = 12
    private var model: KconfigModel { migration.carried.model }
    private var places: LinePlaces { LinePlaces(migration.carried.name, nil) }
    private var renamed: [Migration.Gone] { migration.gone.filter { !$0.successors.isEmpty } }
    private var gone: [Migration.Gone] { migration.gone.filter(\.successors.isEmpty) }

    /// Whether everything that was set goes on.
    var isWhole: Bool { gone.isEmpty && migration.lost.isEmpty }

    // MARK: - Text

    var text: String {
        let parts = [
            section("goes on by another name", renamed.flatMap(lines)),
            section("gone", gone.map(line)),
            section("does not hold any more", migration.lost.map(line)),
            section("asked anew", sorted(migration.asked).map(question)),
        ]
        let text = parts.filter { !$0.isEmpty }.joined(separator: "\n")
        return text.isEmpty ? "everything goes on as it was, and nothing is asked anew\n" : text
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        if lines.isEmpty { return "" }
        let shown = isVerbose ? lines[...] : lines.prefix(Self.listed)
        let rest = lines.count - shown.count
        return "\(title) (\(lines.count))\n" + shown.map { "  \($0)\n" }.joined()
            + (rest > 0 ? "  and \(rest) more: see -v\n" : "")
    }

    private func lines(_ gone: Migration.Gone) -> [String] {
        gone.successors.map { successor in
            let name = old.model.name(gone.symbol)
            let why =
                switch successor.evidence {
                case .transitional: "the new tree takes it over"
                case .object(let path): "both build \(path).o"
                case .prompt: "the same question: \(model.firstPrompt(of: successor.symbol) ?? "")"
                case .selected: "it selected that"
                case .similarPrompt:
                    "almost the same question: \(model.firstPrompt(of: successor.symbol) ?? "")"
                }
            return "\(name)=\(ChangeList.shown(gone.value)) → "
                + "\(model.name(successor.symbol))=\(ChangeList.shown(migration.carried.text(successor.symbol)))  (\(why))"
        }
    }

    private func line(_ gone: Migration.Gone) -> String {
        let prompt = old.model.firstPrompt(of: gone.symbol).map { "\($0), " } ?? ""
        let place = old.model.sources.describe(old.model.location(of: gone.symbol))
        return "\(old.model.name(gone.symbol))=\(ChangeList.shown(gone.value))  (\(prompt)\(place))"
    }

    private func line(_ finding: ConfigCheck.Finding) -> String {
        var text = "\(places.text(finding.line)): \(finding.text)"
        if let actual = finding.actual { text += " becomes \(ChangeList.shown(actual))" }
        text += ": \(places.cause(finding.problem, migration.carried))"
        guard let way = ways[finding.line], !way.isEmpty else { return text }
        return text + "\n    had again " + described(way)
    }

    /// What is switched off for a line is no gain, and is said as a loss.
    private func described(_ way: [FixQuery.Change]) -> String {
        let edit = ConfigEdit(model)
        func goesOff(_ change: FixQuery.Change) -> Bool { change.new == "n" && change.old != "n" }
        let set = way.filter { !goesOff($0) }.map { edit.lineText($0.symbol, $0.new) }
        let losses = way.filter(goesOff).map { edit.lineText($0.symbol, $0.old) }
        let parts = [
            set.isEmpty ? "" : "with " + set.joined(separator: ", "),
            losses.isEmpty ? "" : "only without " + losses.joined(separator: ", "),
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// What is on comes first: it is what makes a kernel grow.
    private func sorted(_ asked: [SymbolID]) -> [SymbolID] {
        let isOn = { (symbol: SymbolID) in !["n", ""].contains(migration.carried.text(symbol)) }
        return asked.filter(isOn) + asked.filter { !isOn($0) }
    }

    private func question(_ symbol: SymbolID) -> String {
        let prompt = model.firstPrompt(of: symbol).map { "\($0), " } ?? ""
        return "\(model.name(symbol))=\(ChangeList.shown(migration.carried.text(symbol)))  "
            + "(\(prompt)\(model.sources.describe(model.location(of: symbol))))"
    }

    // MARK: - JSON

    var json: [JSONValue.Member] {
        [
            .init("whole", .bool(isWhole)),
            .init("renamed", .array(renamed.map(json))),
            .init("gone", .array(gone.map(json))),
            .init("lost", .array(migration.lost.map(json))),
            .init(
                "asked",
                .array(
                    migration.asked.map {
                        [
                            "symbol": .string(model.name($0)), "value": .string(migration.carried.text($0)),
                            "prompt": .string(model.firstPrompt(of: $0) ?? ""),
                        ]
                    })),
            .init("added", .string(String(decoding: migration.added, as: UTF8.self))),
        ]
    }

    private func json(_ gone: Migration.Gone) -> JSONValue {
        .object([
            "symbol": .string(old.model.name(gone.symbol)), "value": .string(gone.value),
            "prompt": .string(old.model.firstPrompt(of: gone.symbol) ?? ""),
            "successors": .array(
                gone.successors.map { successor in
                    var members: [JSONValue.Member] = [
                        .init("symbol", .string(model.name(successor.symbol))),
                        .init("value", .string(migration.carried.text(successor.symbol))),
                    ]
                    switch successor.evidence {
                    case .transitional: members.append(.init("evidence", "transitional"))
                    case .prompt: members.append(.init("evidence", "prompt"))
                    case .selected: members.append(.init("evidence", "selected"))
                    case .similarPrompt: members.append(.init("evidence", "similar-prompt"))
                    case .object(let path):
                        members += [.init("evidence", "object"), .init("object", .string(path))]
                    }
                    return .object(members)
                }),
        ])
    }

    private func json(_ finding: ConfigCheck.Finding) -> JSONValue {
        let edit = ConfigEdit(model)
        return .object([
            "line": .int(finding.line), "text": .string(finding.text),
            "symbol": finding.symbol.map { .string(model.name($0)) },
            "actual": finding.actual.map { .string($0) },
            "reason": .string(places.cause(finding.problem, migration.carried)),
            "way": ways[finding.line].map { .array($0.map { .string(edit.lineText($0.symbol, $0.new)) }) },
        ])
    }
}
