// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

struct MatrixWhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say which value symbols have in each cell, and what decides it.",
        discussion: """
            For each cell: the value that its policy gives, and the line that decides it
            with its note; else the default, the choice or the select that it comes from.

            Examples:
              kconfig-sat matrix why E1000E
              kconfig-sat matrix why CONFIG_RUST PREEMPT_RT --format json
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var matrix: MatrixOptions
    @OptionGroup var format: FormatOption

    @Argument(help: ArgumentHelp("With or without CONFIG_.", valueName: "symbol"))
    var symbols: [String]

    @Option(help: ArgumentHelp("Only this cell; several times for several.", valueName: "cell"))
    var cell: [String] = []

    private struct Answer: Hashable {
        /// Nil where the tree does not have the symbol.
        let value: String?
        let how: String
        let place: String?
        let note: String?
    }

    func run() throws {
        let input = try MatrixInput(matrix)
        let wanted = try input.cells(cell)
        let names = symbols.map { ConfigEnvironment.symbolName($0[...]) }
        var answers: [String: [String: Answer]] = [:]
        var near: [String] = []
        try MatrixTrees(input: input, options: tree).forEach(wanted) { model, cells in
            let unknown = names.filter { model.symbol(named: $0) == nil }
            near += unknown.flatMap { NearMiss.names(for: $0, in: model) }.filter { !near.contains($0) }
            for cell in cells { answers[cell.name] = try answer(names, cell, model, input) }
        }
        let found = answers.values.contains { $0.values.contains { $0.value != nil } }
        if !found {
            Console.error("kconfig-sat: no tree of \(input.name) has \(names.joined(separator: ", "))\n")
            if !near.isEmpty {
                Console.error("hint: did you mean \(near.prefix(3).joined(separator: ", "))?\n")
            }
            throw Exit.badInput
        }
        print(names, wanted.map(\.name), answers)
    }

    private func answer(
        _ names: [String], _ cell: MatrixCell, _ model: KconfigModel, _ input: MatrixInput
    ) throws -> [String: Answer] {
        let policy: Satconfig
        do { policy = try input.policy(cell, model, ignoresUnknown: true) } catch let error as SatconfigError
        {
            throw Exit.told(error)
        }
        let query = LinesQuery(policy, .forbidden, engine: Engine.standard)
        guard case .found(let found) = try Exit.onMismatch({ try query.solve() }) else {
            Console.error("kconfig-sat: cell \(cell.name): no configuration meets its policy\n")
            throw Exit.no
        }
        let reasons = ReasonFinder(found.configuration)
        var answers: [String: Answer] = [:]
        for name in names {
            guard let symbol = model.symbol(named: name), model.symbols[symbol].isDefined else {
                answers[name] = Answer(value: nil, how: "this tree does not have it", place: nil, note: nil)
                continue
            }
            answers[name] = Self.answer(symbol, policy, found, reasons)
        }
        return answers
    }

    private static func answer(
        _ symbol: SymbolID, _ policy: Satconfig, _ found: LinesQuery.Found, _ reasons: ReasonFinder
    ) -> Answer {
        let value = found.configuration.text(symbol)
        for wish in policy.requirements + policy.preferences.map(\.requirement) {
            guard case .value(symbol, let values) = wish.kind else { continue }
            let how = values.contains(value) ? wish.text : "can't be had: \(wish.text)"
            return Answer(value: value, how: how, place: wish.origin.place, note: wish.note)
        }
        let reason = reasons.reason(symbol)
        let review = policy.marks.reviews.last { $0.symbol == symbol }
        let isDefault = found.configuration.isAsWithoutLine(symbol)
        let step = reason.steps.last { !$0.isDetail && !$0.location.file.isNone }
        let place = step.map { policy.model.sources.describe($0.location) }
        let how: String
        switch reason.cause {
        case .line where !isDefault: how = "so that the policy can be met"
        case .line: how = "its default"
        default: how = reason.cause.summary + (step.map { ": \($0.text)" } ?? "")
        }
        let reviewed = review.map { "reviewed \($0.version)" + ($0.note.map { ": \($0)" } ?? "") }
        return Answer(value: value, how: how, place: place, note: reviewed)
    }

    private func print(_ names: [String], _ cells: [String], _ answers: [String: [String: Answer]]) {
        format.print("kconfig-sat/matrix-why/1") {
            names.map { text($0, cells, answers) }.joined()
        } json: {
            [.init("symbols", .array(names.map { json($0, cells, answers) }))]
        }
    }

    /// Cells with the same answer are one line.
    private func groups(
        _ name: String, _ cells: [String], _ answers: [String: [String: Answer]]
    ) -> [(answer: Answer, cells: [String])] {
        var groups: [(answer: Answer, cells: [String])] = []
        for cell in cells {
            guard let answer = answers[cell]?[name] else { continue }
            if let index = groups.firstIndex(where: { $0.answer == answer }) {
                groups[index].cells.append(cell)
            } else {
                groups.append((answer, [cell]))
            }
        }
        return groups
    }

    private func text(_ name: String, _ cells: [String], _ answers: [String: [String: Answer]]) -> String {
        var text = name + "\n"
        for (answer, own) in groups(name, cells, answers) {
            text += "  \(answer.value.map { ChangeList.shown($0) } ?? "-")  "
            text += own.count == cells.count && own.count > 1 ? "all cells" : own.joined(separator: ", ")
            text += "\n      \(answer.place.map { "\($0): " } ?? "")\(answer.how)"
            text += (answer.note.map { "  # \($0)" } ?? "") + "\n"
        }
        return text
    }

    private func json(_ name: String, _ cells: [String], _ answers: [String: [String: Answer]]) -> JSONValue {
        .object([
            "symbol": .string(name),
            "answers": .array(
                groups(name, cells, answers).map { answer, own in
                    .object([
                        "cells": .array(own.map { .string($0) }),
                        "value": answer.value.map { .string($0) } ?? .null, "how": .string(answer.how),
                        "place": answer.place.map { .string($0) } ?? .null,
                        "note": answer.note.map { .string($0) } ?? .null,
                    ])
                }),
        ])
    }
}
