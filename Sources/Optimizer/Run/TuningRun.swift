// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Walks the menu tree and lets an adviser propose changes: observe, prune, propose, act, correct.
///
/// Each state has a function that does one thing and gives the next state. Only `act` changes the
/// configuration, through the judge; `observe` then reads the menus anew, so options that appear are asked
/// about and those that vanished are not.
public final class TuningRun {
    public struct Options: Sendable {
        public var batchSize = Batch.largest
        /// How often refusals go back to the adviser.
        public var corrections = 2
        public var allowsStrings = false

        public init() {}
    }

    /// The states of the loop.
    enum State {
        /// Look at the next menu, or at this one again.
        case observe(MenuID?)
        case prune(MenuView)
        case propose(MenuView)
        case act(Advice, [OptionView], MenuView, round: Int)
        case correct([Refusal], [OptionView], MenuView, round: Int)
        case finished(StopReason)
    }

    private let judge: Judge
    private let adviser: any Adviser
    private let exclusion: MenuExclusion
    private let options: Options
    private let mustStop: (RunRecord) -> StopReason?
    private let onProgress: (RunRecord, String) -> Void

    private(set) var record = RunRecord()
    private(set) var queue = MenuQueue(root: KconfigModel.root)
    private var reader: MenuReader

    /// - Parameters:
    ///   - mustStop: why the run must end now, if it must; asked before each visit and each question.
    ///   - onProgress: told of each menu that is entered, by its titles.
    public init(
        _ judge: Judge, _ adviser: any Adviser, _ exclusion: MenuExclusion, _ options: Options,
        mustStop: @escaping (RunRecord) -> StopReason? = { _ in nil },
        onProgress: @escaping (RunRecord, String) -> Void = { _, _ in }
    ) {
        self.judge = judge
        self.adviser = adviser
        self.exclusion = exclusion
        self.options = options
        self.mustStop = mustStop
        self.onProgress = onProgress
        reader = MenuReader(judge.query.evaluator(), includesText: options.allowsStrings)
    }

    /// Runs to the end.
    ///
    /// - Throws: what the adviser throws, and `EncodingMismatch`.
    public func run() throws -> RunRecord {
        var state = State.observe(nil)
        while true {
            if case .finished(let reason) = state {
                record.stop = reason
                return record
            }
            do { state = try step(state) } catch is TranscriptChat.Ended {
                state = .finished(.transcript)
            } catch let late as OutOfTime {
                record.problems.append("no answer came before the time was over: \(late.message)")
                state = .finished(.time)
            }
        }
    }

    /// An answer that came is always acted on, so a run can be repeated up to any question.
    func step(_ state: State) throws -> State {
        switch state {
        case .act(let advice, let batch, let view, let round): return try act(advice, batch, view, round)
        case .finished: return state
        default: return try mustStop(record).map { .finished($0) } ?? ask(state)
        }
    }

    private func ask(_ state: State) throws -> State {
        switch state {
        case .observe(let menu): return observe(menu)
        case .prune(let view): return try prune(view)
        case .propose(let view): return try propose(view)
        case .correct(let refusals, let batch, let view, let round):
            return try correct(refusals, batch, view, round)
        case .act, .finished: return state
        }
    }

    // MARK: - Observe

    private func observe(_ menu: MenuID?) -> State {
        guard let menu = menu ?? enterNext() else { return .finished(.complete) }
        guard reader.isOpen(menu) else { return .observe(nil) }
        let view = reader.view(menu)
        return queue.unseen(view.submenus).isEmpty ? .propose(view) : .prune(view)
    }

    /// The next menu that waits; when none does, those that show something new since they were visited.
    private func enterNext() -> MenuID? {
        if queue.isEmpty { queue.revisit(queue.joined.filter { hasNews($0) }) }
        guard let menu = queue.next() else { return nil }
        record.visits += 1
        onProgress(record, MenuView.title(reader.path(menu)))
        return menu
    }

    private func hasNews(_ menu: MenuID) -> Bool {
        guard reader.isOpen(menu) else { return false }
        let view = reader.view(menu)
        return !queue.unasked(view.options).isEmpty || !queue.unseen(view.submenus).isEmpty
    }

    // MARK: - Prune

    /// An answer that can't be used keeps every menu that isn't excluded.
    private func prune(_ view: MenuView) throws -> State {
        let new = queue.unseen(view.submenus)
        queue.notePruned(new)
        let model = judge.query.model
        let candidates = new.filter { !exclusion.excludes($0.menu, title: $0.title, in: model) }
        var kept = candidates
        if !candidates.isEmpty {
            let answer = try adviser.choose(among: candidates, of: view)
            record.questions += 1
            if let chosen = answer {
                kept = chosen.filter { candidates.indices.contains($0) }.map { candidates[$0] }
            } else {
                record.problems.append("\(view.title): the answer names no menus; all were kept")
            }
        }
        record.menusKept += kept.count
        record.menusPruned += new.count - kept.count
        queue.join(kept.map(\.menu))
        return .propose(view)
    }

    // MARK: - Propose

    private func propose(_ view: MenuView) throws -> State {
        let batch = Batch.next(of: queue.unasked(view.options), size: options.batchSize)
        guard !batch.isEmpty else { return .observe(nil) }
        let advice = try adviser.propose(batch, of: view)
        queue.noteAsked(batch)
        record.optionsAsked += batch.count
        record.questions += 1
        return .act(advice, batch, view, round: 0)
    }

    // MARK: - Act

    private func act(_ advice: Advice, _ batch: [OptionView], _ view: MenuView, _ round: Int) throws -> State
    {
        record.problems += advice.problems.map { "\(view.title): \($0)" }
        let verdicts = try judge.judge(advice.proposals)
        record.unchanged += verdicts.unchanged
        record.changes += verdicts.accepted.map {
            RunRecord.Change(accepted: $0, menu: view.title, round: round)
        }
        if !verdicts.accepted.isEmpty {
            reader = MenuReader(judge.query.evaluator(), includesText: options.allowsStrings)
        }
        let returned = round < options.corrections ? verdicts.refused.filter(\.isCorrectable) : []
        record.refused += verdicts.refused.map {
            RunRecord.Refused(refusal: $0, menu: view.title, round: round, wasReturned: returned.contains($0))
        }
        return returned.isEmpty ? .observe(view.menu) : .correct(returned, batch, view, round: round + 1)
    }

    // MARK: - Correct

    private func correct(
        _ refusals: [Refusal], _ batch: [OptionView], _ view: MenuView, _ round: Int
    ) throws -> State {
        let advice = try adviser.correct(refusals, batch, of: view)
        record.questions += 1
        return .act(advice, batch, view, round: round)
    }
}
