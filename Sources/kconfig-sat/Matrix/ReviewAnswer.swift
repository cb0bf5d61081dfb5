// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

/// A root decision of a bump, with the cells that it concerns.
struct ReviewRow {
    let kind: TreeReview.Kind
    let change: TreeReview.Change
    let prompt: String?
    /// Where the new tree asks it; the old one, for what is gone.
    let place: String
    let help: String?
    /// The policy's line and its place.
    let line: String?
    /// `NAME=value (reason)`.
    let successors: [String]
    let isReviewed: Bool
    let isSettled: Bool
    var consequences: [TreeReview.Change]
    var cells: [String]

    var key: [String] { [kind.rawValue, change.name, change.old, change.new] }

    init(_ root: TreeReview.Root, _ old: KconfigModel, _ new: KconfigModel, cell: String) {
        kind = root.kind
        change = root.change
        let model = root.symbol == nil ? old : new
        let symbol = root.symbol ?? old.symbol(named: root.change.name)!
        prompt = model.firstPrompt(of: symbol)
        place = model.sources.describe(model.location(of: symbol))
        help = Self.help(symbol, model)
        line = root.line.map { "\($0.origin.place): \($0.text)" + ($0.note.map { "  # \($0)" } ?? "") }
        successors = root.successors.map { "\($0.name)=\($0.value) (\(Self.text($0.evidence)))" }
        isReviewed = root.isReviewed
        isSettled = root.isSettled
        consequences = root.consequences
        cells = [cell]
    }

    private static func text(_ evidence: Migration.Evidence) -> String {
        switch evidence {
        case .transitional: "the new tree says so"
        case .object(let path): "both build \(path).o"
        case .prompt: "the same question"
        }
    }

    /// The first sentence of the help text.
    private static func help(_ symbol: SymbolID, _ model: KconfigModel) -> String? {
        let menus = model.definitions(of: symbol)
        guard let help = menus.lazy.compactMap({ model.menus[$0].help }).first else { return nil }
        let words = help.render(model.sources).split(whereSeparator: \.isWhitespace)
        var sentence = ""
        for word in words {
            sentence += (sentence.isEmpty ? "" : " ") + word
            if word.hasSuffix(".") || sentence.count > 200 { break }
        }
        return sentence.isEmpty ? nil : sentence
    }
}

/// All that a bump brings to a matrix.
struct ReviewReport {
    private(set) var rows: [ReviewRow] = []
    /// Prompts that are off and can be seen only now, by menu: names with their cells.
    private(set) var off: [(menu: String, name: String, cells: [String])] = []
    /// Names of symbols without a prompt that differ by the tree's own doing.
    private(set) var ofTree: [TreeReview.Change] = []
    let cellCount: Int
    let isVerbose: Bool
    private var numberOfRow: [[String]: Int] = [:]
    private var numberOfOff: [String: Int] = [:]

    init(cellCount: Int, isVerbose: Bool) {
        self.cellCount = cellCount
        self.isVerbose = isVerbose
    }

    mutating func add(_ review: TreeReview, _ old: KconfigModel, _ new: KconfigModel, cell: String) {
        for root in review.roots {
            let row = ReviewRow(root, old, new, cell: cell)
            if let index = numberOfRow[row.key] {
                rows[index].cells.append(cell)
                let known = Set(rows[index].consequences)
                rows[index].consequences += row.consequences.filter { !known.contains($0) }
            } else {
                numberOfRow[row.key] = rows.count
                rows.append(row)
            }
        }
        for symbol in review.off {
            let name = new.name(symbol)
            if let index = numberOfOff[name] {
                off[index].cells.append(cell)
            } else {
                numberOfOff[name] = off.count
                off.append((Self.menu(symbol, new), name, [cell]))
            }
        }
        let known = Set(ofTree)
        ofTree += review.ofTree.filter { !known.contains($0) }
    }

    /// The title of the menu that a prompt is in.
    private static func menu(_ symbol: SymbolID, _ model: KconfigModel) -> String {
        model.sources.name(model.location(of: symbol).file)
    }

    /// Those that somebody has to look at.
    var open: [ReviewRow] { rows.filter { !$0.isReviewed && !$0.isSettled } }

    // MARK: - Text

    private static let titles: [(TreeReview.Kind, String)] = [
        (.gone, "gone"), (.lost, "said by the policy, and not so any more"),
        (.on, "new, and on by default"), (.changed, "another value by default"),
    ]

    var text: String {
        var text = ""
        for (kind, title) in Self.titles {
            let rows = open.filter { $0.kind == kind }
            if rows.isEmpty { continue }
            text += "\(title) (\(rows.count))\n" + rows.map(self.text).joined() + "\n"
        }
        let settled = rows.filter { $0.isSettled && !$0.isReviewed }
        if !settled.isEmpty {
            text +=
                "\(settled.count) settle themselves: mere defaults that are gone, other names with the same value"
            text += isVerbose ? "\n" + settled.map(self.text).joined() : ": -v lists them\n"
        }
        let reviewed = rows.count { $0.isReviewed }
        if reviewed > 0 { text += "\(reviewed) decisions are reviewed in the policy\n" }
        if !off.isEmpty {
            text += "\(off.count) new prompts are off by default\(isVerbose ? "" : ": -v lists them")\n"
            if isVerbose { text += menus }
        }
        if !ofTree.isEmpty {
            text += "\(ofTree.count) symbols without a prompt differ by the tree's own doing\n"
            if isVerbose { text += "  " + list(ofTree) + "\n" }
        }
        return text.isEmpty ? "nothing changes\n" : text
    }

    private var menus: String {
        let groups = Dictionary(grouping: off, by: \.menu)
        return groups.keys.sorted().map { menu in
            "  \(menu): \(groups[menu]!.map(\.name).joined(separator: ", "))\n"
        }.joined()
    }

    private static let listed = 6

    private func list(_ changes: [TreeReview.Change]) -> String {
        let some = isVerbose ? changes[...] : changes.prefix(Self.listed)
        let rest = changes.count - some.count
        return some.map { "\($0.name) \(ChangeList.shown($0.old))→\(ChangeList.shown($0.new))" }
            .joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    private func text(_ row: ReviewRow) -> String {
        var line = "  \(row.change.name)  \(ChangeList.shown(row.change.old)) → "
        line += row.kind == .gone ? "-" : ChangeList.shown(row.change.new)
        line += "  in \(row.cells.count == cellCount ? "all cells" : row.cells.joined(separator: ", "))"
        line += "  (\(row.prompt.map { "\($0), " } ?? "")\(row.place))\n"
        if let policy = row.line { line += "      \(policy)\n" }
        if !row.successors.isEmpty { line += "      now \(row.successors.joined(separator: ", "))\n" }
        if row.kind == .on || isVerbose, let help = row.help { line += "      \(help)\n" }
        if !row.consequences.isEmpty { line += "      follows: \(list(row.consequences))\n" }
        return line
    }

    // MARK: - JSON

    var json: [JSONValue.Member] {
        [
            .init(
                "roots",
                .array(
                    rows.map { row in
                        .object([
                            "kind": .string(row.kind.rawValue), "symbol": .string(row.change.name),
                            "old": .string(row.change.old), "new": .string(row.change.new),
                            "cells": .array(row.cells.map { .string($0) }),
                            "prompt": row.prompt.map { .string($0) } ?? .null, "place": .string(row.place),
                            "help": row.help.map { .string($0) } ?? .null,
                            "line": row.line.map { .string($0) } ?? .null,
                            "successors": .array(row.successors.map { .string($0) }),
                            "reviewed": .bool(row.isReviewed), "settled": .bool(row.isSettled),
                            "consequences": .array(row.consequences.map(Self.json)),
                        ])
                    })),
            .init(
                "off",
                .array(
                    off.map { one in
                        .object([
                            "symbol": .string(one.name), "file": .string(one.menu),
                            "cells": .array(one.cells.map { .string($0) }),
                        ])
                    })),
            .init("tree", .array(ofTree.map(Self.json))),
        ]
    }

    private static func json(_ change: TreeReview.Change) -> JSONValue {
        .object([
            "symbol": .string(change.name), "old": .string(change.old), "new": .string(change.new),
        ])
    }
}
