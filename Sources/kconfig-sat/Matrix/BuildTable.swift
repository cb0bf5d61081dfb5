// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Matrix

/// What a build changes, decisions first, as text and as JSON.
struct BuildTable {
    let cells: [MatrixCell]
    /// In the order of the cells.
    let answers: [CellAnswer]
    /// What became of each output.
    let states: [String: State]
    let isVerbose: Bool

    enum State: String { case written, unchanged, untouched, failed }

    private struct Row {
        let change: CellAnswer.Change
        var cells: [String]
        var consequences: [String]
    }

    /// Changes of several cells that are the same decision are one row.
    private var rows: [Row] {
        var rows: [Row] = []
        var number: [[String]: Int] = [:]
        for answer in answers {
            for change in answer.changes {
                let key = [change.symbol, change.old, change.new, change.instead ?? ""]
                if let index = number[key] {
                    rows[index].cells.append(answer.cell)
                    for text in change.consequences where !rows[index].consequences.contains(text) {
                        rows[index].consequences.append(text)
                    }
                } else {
                    number[key] = rows.count
                    rows.append(
                        Row(change: change, cells: [answer.cell], consequences: change.consequences))
                }
            }
        }
        // What a line says comes before what has another default, or none of its lines any more.
        return rows.filter { $0.change.place != nil } + rows.filter { $0.change.place == nil }
    }

    // MARK: - Text

    private static let listed = 8

    var text: String {
        let rows = rows
        var text = ""
        for (title, part) in [
            ("decided", rows.filter { $0.change.place != nil }),
            ("by default now", rows.filter { $0.change.place == nil }),
        ] where !part.isEmpty {
            text += "\(title)\n" + part.map(self.text).joined()
        }
        text += lostLines
        let width = cells.map(\.name.count).max() ?? 0
        for (cell, answer) in zip(cells, answers) {
            let name = cell.name + String(repeating: " ", count: width - cell.name.count)
            text += "\(name)  \(cell.output)  \(summary(answer))\n"
        }
        return text
    }

    /// Weak lines that can't be had, each once.
    private var lostLines: String {
        var cellsOfLine: [String: [String]] = [:]
        var order: [String] = []
        for answer in answers {
            for line in answer.lost {
                if cellsOfLine[line] == nil { order.append(line) }
                cellsOfLine[line, default: []].append(answer.cell)
            }
        }
        return order.map { line in
            let own = cellsOfLine[line]!
            let names = own.count == cells.count ? "all cells" : own.joined(separator: ", ")
            return "\(line) can't be had in \(names)\n"
        }.joined()
    }

    private func text(_ row: Row) -> String {
        let change = row.change
        var line =
            "  " + ChangeList.decision(change.symbol, change.old, change.new, instead: change.instead)
        line += "  in \(row.cells.count == cells.count ? "all cells" : row.cells.joined(separator: ", "))"
        let notes = [change.place, change.prompt].compactMap(\.self)
        if !notes.isEmpty { line += "  (\(notes.joined(separator: ", ")))" }
        guard !row.consequences.isEmpty else { return line + "\n" }
        let some = isVerbose ? row.consequences[...] : row.consequences.prefix(Self.listed)
        let rest = row.consequences.count - some.count
        return line + "\n      follows: \(some.joined(separator: ", "))"
            + (rest > 0 ? " and \(rest) more" : "")
            + "\n"
    }

    private func summary(_ answer: CellAnswer) -> String {
        switch answer.outcome {
        case .impossible: return "no configuration meets the policy"
        case .stopped: return "no configuration found in time"
        case .malformed: return "the policy can't be read"
        case .undecided, .built: break
        }
        let what =
            answer.isNew
            ? "new"
            : answer.differ == 0
                ? "no symbol differs"
                : "\(answer.differ) \(answer.differ == 1 ? "symbol differs" : "symbols differ")"
        let isWritten = ![.untouched, .failed].contains(states[answer.cell] ?? .untouched)
        return what + (answer.outcome == .undecided ? ", prompts are not decided" : "")
            + (isWritten ? "" : ", not written") + (answer.isOptimal ? "" : ", not optimal")
            + (isVerbose && answer.isKept ? ", known from an earlier run" : "")
    }

    // MARK: - JSON

    var json: [JSONValue.Member] {
        [
            .init(
                "cells",
                .array(
                    zip(cells, answers).map { cell, answer in
                        .object([
                            "cell": .string(cell.name), "output": .string(cell.output),
                            "outcome": .string(answer.outcome.rawValue),
                            "state": .string(states[cell.name]?.rawValue ?? State.untouched.rawValue),
                            "new": .bool(answer.isNew), "differ": .int(answer.differ),
                            "plain": .bool(answer.isPlain), "optimal": .bool(answer.isOptimal),
                            "kept": .bool(answer.isKept),
                            "lost": .array(answer.lost.map { .string($0) }),
                        ])
                    })),
            .init(
                "decisions",
                .array(
                    rows.map { row in
                        .object(
                            row.change.members.dropLast() + [
                                .init("consequences", .array(row.consequences.map { .string($0) })),
                                .init("cells", .array(row.cells.map { .string($0) })),
                            ])
                    })),
        ]
    }
}
