// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Matrix
import Probes
import Solver

/// Solves cells, and says what that changes.
struct CellBuild {
    let input: MatrixInput
    let trees: MatrixTrees
    let cache: CacheFolder
    let ignoresUnknown: Bool
    let unmet: UnmetPolicy
    let timeout: Double?
    let isVerbose: Bool

    /// - Parameter onCell: called with the number of those that are done.
    func answers(_ cells: [MatrixCell], onCell: (Int) -> Void) throws -> [CellAnswer] {
        var answers: [CellAnswer] = []
        try trees.forEach(cells) { model, cells in
            let kept = KeptCells(cache: cache, tree: model.contentHash)
            for cell in cells {
                onCell(answers.count)
                answers.append(try answer(cell, model, kept))
            }
        }
        return answers
    }

    private func answer(_ cell: MatrixCell, _ model: KconfigModel, _ kept: KeptCells) throws -> CellAnswer {
        let policy: Satconfig
        do { policy = try input.policy(cell, model, ignoresUnknown: ignoresUnknown) } catch let error
            as SatconfigError
        {
            var answer = CellAnswer(cell.name, .malformed)
            answer.messages = error.diagnostics.map(\.rendered)
            return answer
        }
        let name = kept.name(cell, policy, question)
        var answer: CellAnswer
        if let known = kept.find(name) {
            answer = known
            answer.isKept = true
        } else {
            answer = try solved(cell, policy)
            kept.keep(answer, name)
        }
        answer.messages = policy.warnings.map(\.rendered) + answer.messages
        compare(&answer, cell, policy)
        return answer
    }

    /// What an answer depends on beside the tree and the policy.
    private var question: String {
        "\(unmet) \(timeout.map { "\($0)" } ?? "none") \(isVerbose)"
    }

    private func solved(_ cell: MatrixCell, _ policy: Satconfig) throws -> CellAnswer {
        let query = LinesQuery(policy, unmet, timeout: timeout, engine: Engine.standard)
        switch try query.solve() {
        case .found(let found): return built(cell, policy, found)
        case .impossible:
            var answer = CellAnswer(cell.name, .impossible)
            answer.messages = try reasons(policy)
            return answer
        case .stopped: return CellAnswer(cell.name, .stopped)
        }
    }

    private func reasons(_ policy: Satconfig) throws -> [String] {
        let found = try Explanation.explainAll(policy, unmet, engine: Engine.standard)
        return found.enumerated().map { number, explanation in
            (number == 0 ? "because\n" : "and, whatever becomes of that, because\n")
                + explanation.rendered(showsAll: isVerbose)
        }
    }

    private func built(_ cell: MatrixCell, _ policy: Satconfig, _ found: LinesQuery.Found) -> CellAnswer {
        let undecided = CellCheck(cell, policy).undecided(found.configuration)
        var answer = CellAnswer(cell.name, undecided.isEmpty ? .built : .undecided)
        answer.config = found.config
        (answer.isPlain, answer.isOptimal) = (found.isPlain, found.isOptimal)
        answer.lost = policy.weakOnesLost(in: found.configuration.evaluator).map {
            "\($0.origin.place): \($0.text)"
        }
        if let closed = policy.marks.closed, !undecided.isEmpty {
            answer.messages = [refusal(undecided.map(\.message), closed)]
        }
        return answer
    }

    private static let listed = 8

    /// Why a closed policy gives nothing, and what can be done.
    private func refusal(_ undecided: [String], _ closed: RequirementOrigin) -> String {
        let some = isVerbose ? undecided[...] : undecided.prefix(Self.listed)
        let rest = undecided.count - some.count
        return
            "\(closed): error: the policy is closed, and \(undecided.count == 1 ? "1 prompt is" : "\(undecided.count) prompts are") neither decided nor reviewed\n"
            + some.map { "  \($0)\n" }.joined() + (rest > 0 ? "  and \(rest) more: -v lists them\n" : "")
            + "hint: a line decides each; 'kconfig-sat matrix review --accept' writes 'reviewed' lines for all of them\n"
    }

    // MARK: - What it changes

    /// Compares a configuration with the last output.
    private func compare(_ answer: inout CellAnswer, _ cell: MatrixCell, _ policy: Satconfig) {
        if answer.config.isEmpty { return }
        guard let old = SourceText(path: input.path(cell.output)) else {
            answer.isNew = true
            return
        }
        if old.bytes.elementsEqual(answer.config) { return }
        let before = BaseConfiguration(policy.model, old, name: input.shown(cell.output))
        let after = BaseConfiguration(
            policy.model, SourceText(copying: answer.config), name: input.shown(cell.output))
        let difference = ConfigurationDifference(from: before, to: after)
        answer.differ = difference.count
        let places = policy.valueLines.mapValues(\.origin.place)
        answer.changes = difference.causes.map { change($0, policy.model, places) }
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
