// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

/// Solves cells, and says what that changes.
struct CellBuild {
    let input: MatrixInput
    let trees: MatrixTrees
    let ignoresUnknown: Bool
    let unmet: UnmetPolicy
    let timeout: Double?
    let isVerbose: Bool

    /// - Parameter onCell: called with the number of those that are done.
    func answers(_ cells: [MatrixCell], onCell: (Int) -> Void) throws -> [CellAnswer] {
        var answers: [CellAnswer] = []
        try trees.forEach(cells) { model, cells in
            for cell in cells {
                onCell(answers.count)
                answers.append(try answer(cell, model))
            }
        }
        return answers
    }

    private func answer(_ cell: MatrixCell, _ model: KconfigModel) throws -> CellAnswer {
        let policy: Satconfig
        do { policy = try input.policy(cell, model, ignoresUnknown: ignoresUnknown) } catch let error
            as SatconfigError
        {
            var answer = CellAnswer(cell.name, .malformed)
            answer.messages = error.diagnostics.map(\.rendered)
            return answer
        }
        let query = LinesQuery(policy, unmet, timeout: timeout, engine: Engine.standard)
        var answer: CellAnswer
        switch try query.solve() {
        case .found(let found): answer = built(cell, policy, found)
        case .impossible:
            answer = CellAnswer(cell.name, .impossible)
            answer.messages = try reasons(policy)
        case .stopped: answer = CellAnswer(cell.name, .stopped)
        }
        answer.messages = policy.warnings.map(\.rendered) + answer.messages
        return answer
    }

    private func reasons(_ policy: Satconfig) throws -> [String] {
        let found = try Explanation.explainAll(policy, unmet, engine: Engine.standard)
        return found.enumerated().map { number, explanation in
            (number == 0 ? "because\n" : "and, whatever becomes of that, because\n")
                + explanation.rendered(showsAll: isVerbose)
        }
    }

    // MARK: - What it changes

    private func built(_ cell: MatrixCell, _ policy: Satconfig, _ found: LinesQuery.Found) -> CellAnswer {
        var answer = CellAnswer(cell.name, .built)
        answer.config = found.config
        (answer.isPlain, answer.isOptimal) = (found.isPlain, found.isOptimal)
        answer.lost = policy.weakOnesLost(in: found.configuration.evaluator).map {
            "\($0.origin.place): \($0.text)"
        }
        guard let old = SourceText(path: input.path(cell.output)) else {
            answer.isNew = true
            return answer
        }
        if old.bytes.elementsEqual(found.config) { return answer }
        let before = BaseConfiguration(policy.model, old, name: input.shown(cell.output))
        let difference = ConfigurationDifference(from: before, to: found.configuration)
        answer.differ = difference.count
        let places = policy.valueLines.mapValues(\.origin.place)
        answer.changes = difference.causes.map { change($0, policy.model, places) }
        return answer
    }

    private func change(
        _ cause: ConfigurationDifference.Cause, _ model: KconfigModel, _ places: [SymbolID: String]
    ) -> CellAnswer.Change {
        let symbol = cause.decision.symbol
        return CellAnswer.Change(
            symbol: model.name(symbol), old: cause.decision.old, new: cause.decision.new,
            instead: cause.instead.map { model.name($0) }, prompt: model.firstPrompt(of: symbol),
            place: places[symbol] ?? cause.instead.flatMap { places[$0] },
            consequences: cause.consequences.map {
                "\(model.name($0.symbol)) \(ChangeList.shown($0.old))→\(ChangeList.shown($0.new))"
            })
    }
}
