// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// What a search has done, as its journal tells: for people, for programs, and as a picture.
public struct SearchReport {
    /// What the report is about, beside the journal.
    public struct Title: Sendable {
        /// `6.12 for riscv`
        public let kernel: String
        public let board: String
        public let goal: String
        /// The name of the file that the search began with.
        public let base: String
        /// What the numbers are of: `instructions` on an emulator that counts them, else `speed`.
        public let unit: String

        public init(kernel: String, board: String, goal: String, base: String, unit: String) {
            self.kernel = kernel
            self.board = board
            self.goal = goal
            self.base = base
            self.unit = unit
        }
    }

    /// A round, with what it gained.
    struct Entry {
        let round: Round
        /// Of all that counts; nil when nothing was measured.
        let verdict: Verdict?
        /// Against the base, a logarithm: what it was compared with counts as it was measured itself.
        let gain: Double?
        /// The same of the interval's ends.
        let low: Double
        let high: Double
    }

    let title: Title
    let entries: [Entry]
    let wishes: [Wish]
    let culprits: [Culprit]
    let verdicts: [Verdict]
    let boots: [Boot]
    let builds: [Build]
    let events: [(time: Int, kind: String, text: String)]

    /// - Throws: what the journal throws.
    public init(_ journal: Journal, _ title: Title) throws {
        self.title = title
        wishes = try journal.wishes()
        culprits = try journal.culprits()
        verdicts = try journal.verdicts()
        boots = try journal.boots()
        builds = try journal.builds()
        events = try journal.events()
        entries = Self.entries(try journal.rounds(), verdicts)
    }

    private static func entries(_ rounds: [Round], _ verdicts: [Verdict]) -> [Entry] {
        let totals = Dictionary(verdicts.filter { $0.name == "total" }.map { ($0.round, $0) }) { first, _ in
            first
        }
        var gains: [String: Double] = [:]
        return rounds.map { round in
            let verdict = totals[round.number]
            if round.phase == .check, let image = round.image { gains[image] = 0 }
            guard let verdict, let against = round.against, round.phase != .check else {
                return Entry(round: round, verdict: verdict, gain: nil, low: 0, high: 0)
            }
            let before = gains[against] ?? 0
            let gain = before + log(verdict.ratio)
            if round.phase != .screen, let image = round.image, gains[image] == nil { gains[image] = gain }
            return Entry(
                round: round, verdict: verdict, gain: gain, low: before + log(verdict.low),
                high: before + log(verdict.high))
        }
    }

    /// The confirmation, when there was one.
    var confirmation: Entry? { entries.last { $0.round.phase == .confirm } }

    /// The best configuration was confirmed.
    public var isConfirmed: Bool { confirmation?.verdict?.outcome == .better }

    /// How far it is, in a line.
    public var status: String {
        let done = entries.count { $0.round.state.isFinal }
        let last =
            entries.last.map { "\($0.round.phase.rawValue), \($0.round.state.rawValue)" } ?? "not begun"
        let failed = entries.count { $0.round.state == .bootFailed || $0.round.state == .buildFailed }
        return
            "\(done) \(done == 1 ? "round" : "rounds") done (\(last)), \(builds.count) \(builds.count == 1 ? "build" : "builds"), "
            + "\(boots.count) boots, \(failed) failed, \(culprits.count) \(culprits.count == 1 ? "culprit" : "culprits"); "
            + result
    }

    /// What came of it, in a sentence.
    var result: String {
        guard let confirmation else { return "nothing is confirmed yet" }
        guard let verdict = confirmation.verdict else { return "the best does not boot any more" }
        let percent = Figures.percent(log(verdict.ratio))
        return isConfirmed
            ? "confirmed: \(percent) \(title.unit)"
            : "not confirmed: \(percent) \(title.unit), which may be chance"
    }
}
