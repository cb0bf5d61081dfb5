// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

/// All that there is to decide in a matrix.
struct ReviewReport {
    private(set) var rows: [ReviewRow] = []
    /// Prompts that are off and can be seen only now, by menu: names with their cells.
    private(set) var off: [(menu: String, name: String, cells: [String])] = []
    /// Names of symbols without a prompt that differ by the tree's own doing.
    private(set) var ofTree: [TreeReview.Change] = []
    /// Lines that nothing is to be decided about, by their places: what each is about, and in which cells it counts.
    private(set) var moot: [RequirementOrigin: (name: String, cells: [String])] = [:]
    let cellCount: Int
    let isVerbose: Bool
    private var numberOfRow: [[String]: Int] = [:]
    private var numberOfOff: [String: Int] = [:]

    init(cellCount: Int, isVerbose: Bool) {
        self.cellCount = cellCount
        self.isVerbose = isVerbose
    }

    mutating func add(_ review: TreeReview, _ old: KconfigModel, _ new: KconfigModel, cell: String) {
        for root in review.roots { add(ReviewRow(root, old, new, cell: cell)) }
        for symbol in review.off {
            let name = new.name(symbol)
            if let index = numberOfOff[name] {
                off[index].cells.append(cell)
            } else {
                numberOfOff[name] = off.count
                off.append((Self.menu(symbol, new), name, [cell]))
            }
        }
        for line in review.moot {
            moot[line.origin, default: (ReviewRow.name(line, old), [])].cells.append(cell)
        }
        let known = Set(ofTree)
        ofTree += review.ofTree.filter { !known.contains($0) }
    }

    mutating func add(_ row: ReviewRow) {
        if let index = numberOfRow[row.key] {
            rows[index].add(row)
        } else {
            numberOfRow[row.key] = rows.count
            rows.append(row)
        }
    }

    /// Takes out what was asked before.
    mutating func leaveOut(_ asked: Set<[String]>) { rows.removeAll { asked.contains($0.question) } }

    /// The file that a prompt is in.
    private static func menu(_ symbol: SymbolID, _ model: KconfigModel) -> String {
        model.sources.name(model.location(of: symbol).file)
    }

    /// Those that somebody has to look at.
    var open: [ReviewRow] { rows.filter { !$0.isReviewed && !$0.isSettled } }

    /// The same as questions: what is of one kind and in one menu is one, and what is gone without a trace.
    var questions: [[ReviewRow]] {
        var questions: [[ReviewRow]] = []
        for kind in TreeReview.Kind.allCases {
            var numbers: [String: Int] = [:]
            for row in open where row.kind == kind {
                // What goes on by another name is a matter of its own.
                let group = kind != .gone ? row.menu : row.successors.isEmpty ? "" : row.change.name
                if let number = numbers[group] {
                    questions[number].append(row)
                } else {
                    numbers[group] = questions.count
                    questions.append([row])
                }
            }
        }
        return questions
    }

    // MARK: - Text

    private static let titles: [(TreeReview.Kind, String)] = [
        (.gone, "gone"), (.lost, "said by the policy, and not so any more"),
        (.on, "new, and on by default"), (.changed, "another value by default"),
        (.undecided, "neither decided nor reviewed"),
    ]

    static func title(_ kind: TreeReview.Kind) -> String { titles.first { $0.0 == kind }!.1 }

    var text: String {
        var text = ""
        for (kind, title) in Self.titles {
            let rows = open.filter { $0.kind == kind }
            if rows.isEmpty { continue }
            let isShort = kind == .undecided && !isVerbose
            text +=
                "\(title) (\(rows.count))\n" + (isShort ? list(rows) : rows.map(self.text).joined()) + "\n"
        }
        let settled = rows.filter { $0.isSettled && !$0.isReviewed }
        if !settled.isEmpty {
            text +=
                "\(settled.count) settle themselves: what others select, mere defaults that are gone, other names with the same value"
            text += isVerbose ? "\n" + settled.map(self.text).joined() : ": -v lists them\n"
        }
        if !moot.isEmpty {
            let names = moot.sorted { ($0.key.file, $0.key.line) < ($1.key.file, $1.key.line) }.map(
                \.value.name)
            text +=
                "\(moot.count.counted("line")) \(moot.count == 1 ? "is" : "are") about options that are gone and off, or go on by another name: "
                + (isVerbose
                    ? names.joined(separator: ", ") + "\n"
                    : "--accept and --decide take them out, -v lists them\n")
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
        let questions = questions.count
        if open.count > questions {
            text +=
                "\(open.count) decisions in \(questions) questions, by menus: --decide asks them on a terminal\n"
        }
        return text.isEmpty ? "nothing is to be decided\n" : text
    }

    private var menus: String {
        let groups = Dictionary(grouping: off, by: \.menu)
        return groups.keys.sorted().map { menu in
            "  \(menu): \(groups[menu]!.map(\.name).joined(separator: ", "))\n"
        }.joined()
    }

    /// What is undecided, by the files that ask.
    private func list(_ rows: [ReviewRow]) -> String {
        let groups = Dictionary(grouping: rows) { $0.place.prefix { $0 != ":" } }
        return groups.keys.sorted().map { file in
            let names = groups[file]!.map { "\($0.change.name)=\(ChangeList.shown($0.change.new))" }
            return "  \(file): \(names.joined(separator: ", "))\n"
        }.joined()
    }

    private static let listed = 6

    private func list(_ changes: [TreeReview.Change]) -> String {
        let some = isVerbose ? changes[...] : changes.prefix(Self.listed)
        let rest = changes.count - some.count
        return some.map { "\($0.name) \(ChangeList.shown($0.old))→\(ChangeList.shown($0.new))" }
            .joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// A decision, as people read it.
    func text(_ row: ReviewRow) -> String {
        var line = "  \(row.change.name)  "
        if row.change.old != row.change.new { line += "\(ChangeList.shown(row.change.old)) → " }
        line += row.kind == .gone ? "-" : ChangeList.shown(row.change.new)
        line += "  in \(row.cells.count == cellCount ? "all cells" : row.cells.joined(separator: ", "))"
        line += "  (\(row.prompt.map { "\($0), " } ?? "")\(row.place))\n"
        if let policy = row.line { line += "      \(policy)\n" }
        if let reason = row.reason {
            line += reason.split(separator: "\n").map { "      \($0)\n" }.joined()
        }
        if !row.lost.isEmpty {
            let some = isVerbose ? row.lost[...] : row.lost.prefix(Self.listed)
            let rest = row.lost.count - some.count
            line += "      because of it these don't hold: \(some.joined(separator: ", "))"
            line += (rest > 0 ? " and \(rest) more" : "") + "\n"
        }
        if !row.successors.isEmpty {
            line += "      now \(row.successors.map(\.text).joined(separator: ", "))\n"
        }
        if [.on, .undecided].contains(row.kind) || isVerbose, let help = row.help {
            line += "      \(help)\n"
        }
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
                            "reason": row.reason.map { .string($0) } ?? .null,
                            "successors": .array(row.successors.map { .string($0.text) }),
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
