// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A search from the base to the best configuration that is confirmed.
///
/// It runs from its beginning each time: what the journal knows is not done again, so a search that was interrupted comes
/// back to where it was, with the same decisions. Nothing in it depends on the clock but the end of the budget, and where
/// that was reached the journal has the round that confirms.
public final class Campaign {
    let journal: Journal
    let laboratory: Laboratory
    let tuner: any Tuner
    let settings: SearchSettings
    let folder: SearchFolder
    /// Whether time is over.
    private let isOver: () -> Bool
    /// Told what a person wants to know.
    let say: (String) -> Void

    private var nextRound = 0
    private var built = 0
    var comparisons = 0

    /// The base's kernel, once it is built.
    var base: Laboratory.Subject!
    /// What can be told from noise, once it is known.
    var noise: NoiseLimit!
    var drift: DriftAlarm!
    /// What the base measured at the start.
    var reference: [String: Measure] = [:]
    /// The names of what counts.
    var counting: Set<String> = []
    /// What is known by now not to boot. Not asked of the journal, which knows of the future of a search that goes on.
    var culprits: [[Wish]] = []
    /// What was solved for builds that may be needed, with how many culprits were known.
    var solvedAhead: [(wishes: [Wish], culprits: Int, candidate: Candidate)] = []
    /// Which objects of the base hang on which options; nil when nobody knows.
    var footprint: BuildFootprint?

    public init(
        _ journal: Journal, _ laboratory: Laboratory, _ tuner: any Tuner, _ settings: SearchSettings,
        _ folder: SearchFolder, isOver: @escaping () -> Bool, say: @escaping (String) -> Void
    ) {
        self.folder = folder
        self.journal = journal
        self.laboratory = laboratory
        self.tuner = tuner
        self.settings = settings
        self.isOver = isOver
        self.say = say
    }

    /// What a search has found.
    public struct Result: Sendable {
        /// The bytes of the best `.config`; nil when none is better than the base.
        public let config: [UInt8]?
        public let wishes: [Wish]
        /// Of the confirmation.
        public let verdict: Verdict?
    }

    /// The best candidate so far.
    struct Best {
        var wishes: [Wish] = []
        var config: [UInt8]
        var subject: Laboratory.Subject
        /// The p of each step that was kept.
        var steps: [Double] = []
    }

    /// - Throws: `SearchStop`, and what the journal and the tuner throw.
    public func run() throws -> Result {
        defer { laboratory.endBuilds() }
        try checkBase()
        var best = Best(config: tuner.base, subject: base)
        do {
            try search(&best)
        } catch let stop as SearchStop where stop.kind == .exhausted {
            say(stop.description)
        }
        return try confirm(best)
    }

    private func search(_ best: inout Best) throws {
        var turn = 0
        while true {
            let wishes = try proposed(turn: turn, beside: best)
            if wishes.isEmpty { return }
            try together(try screened(wishes), &best)
            try ablate(&best)
            try tryAlternatives(to: wishes, &best)
            turn += 1
        }
    }

    /// New wishes of a turn; none when there is nothing else to try.
    private func proposed(turn: Int, beside best: Best) throws -> [Wish] {
        let key = "proposal \(turn)"
        let known = try journal.wishes()
        if let count = try journal.value(key).flatMap({ Int($0) }) {
            let start = try (0..<turn).reduce(0) { sum, turn in
                sum + (Int(try journal.value("proposal \(turn)") ?? "") ?? 0)
            }
            return Array(known[start..<start + count])
        }
        let wishes = try tuner.propose(turn: turn, history: try history()).filter { wish in
            !known.contains { ($0.symbol, $0.value) == (wish.symbol, wish.value) }
        }
        try journal.add(wishes, answering: key)
        return wishes
    }

    /// A line for each comparison.
    private func history() throws -> [String] {
        let verdicts = Dictionary(
            try journal.verdicts().filter { $0.name == "total" }.map { ($0.round, $0) }
        ) { first, _ in first }
        return try journal.rounds().compactMap { round in
            guard let verdict = verdicts[round.number], !round.wishes.isEmpty else { return nil }
            return "\(round.phase.rawValue) \(round.wishes.joined(separator: " ")): \(verdict.text)"
        } + (try journal.culprits().map { "does not boot: \($0.wishes.joined(separator: " "))" })
    }

    // MARK: - Rounds

    /// The next round, as it is known or new.
    ///
    /// - Throws: `SearchStop.exhausted` when there must be no more.
    func begin(_ phase: Phase, _ wishes: [String]) throws -> Round {
        let number = nextRound
        let known = try journal.round(number)
        if let known, known.phase == .confirm, phase != .confirm {
            throw SearchStop(.exhausted, "the search was ended before; its best is confirmed")
        }
        let isCounted = ![.check, .screen, .bisect, .confirm].contains(phase)
        if known == nil, phase != .confirm, phase != .check {
            if isOver() { throw SearchStop(.exhausted, "the time is over: the best so far is confirmed") }
            if isCounted, built >= settings.rounds {
                throw SearchStop(
                    .exhausted, "\(settings.rounds) rounds are over: the best so far is confirmed")
            }
        }
        nextRound += 1
        if isCounted { built += 1 }
        guard let known else {
            let round = Round(number: number, phase: phase, wishes: wishes)
            try journal.put(round)
            try folder.begin(round)
            return round
        }
        try folder.begin(known)
        guard known.phase == phase, known.wishes == wishes else {
            throw SearchStop(
                .mismatch,
                "round \(number) was \(known.phase.rawValue) of \(known.wishes.joined(separator: " ")), and would be "
                    + "\(phase.rawValue) of \(wishes.joined(separator: " ")) now\nhint: something has changed since; take another --dir"
            )
        }
        return known
    }

    /// Notes how far a round is. What is known of one that has ended stays.
    func note(_ round: Round, _ state: RoundState, _ verdicts: [Verdict] = []) throws {
        let known = try journal.round(round.number)
        if known?.state.isFinal == true { return }
        var round = round
        round.state = state
        if verdicts.isEmpty { try journal.put(round) } else { try journal.put(verdicts, of: round) }
    }

    // MARK: - Candidates

    /// What came of a candidate.
    enum Trial {
        /// The kernel is the one that it would be compared with.
        case same([UInt8])
        /// It does not build or boot.
        case failed(String)
        case measured(Laboratory.Subject, [UInt8], Verdict)
    }

    /// The configuration with some wishes, kept in its file.
    func solve(_ wishes: [Wish], _ round: inout Round) throws -> Candidate {
        if let known = known(wishes, round) { return known }
        let candidate = try candidate(wishes)
        let hash = Self.hash(candidate.config)
        try folder.keep(candidate.config)
        round.config = hash
        round.refused = candidate.refused.map { "\($0.wish.text): \($0.why)" }
        try note(round, .solved)
        return candidate
    }

    /// What the solver has said about a round before.
    private func known(_ wishes: [Wish], _ round: Round) -> Candidate? {
        guard let hash = round.config, let config = folder.kept(), Self.hash(config) == hash else {
            return nil
        }
        let refused = round.refused.compactMap { text in
            wishes.first { text.hasPrefix("\($0.text): ") }.map { wish in
                (wish: wish, why: String(text.dropFirst(wish.text.count + 2)))
            }
        }
        return Candidate(config: config, refused: refused)
    }

    /// What names a configuration.
    public static func hash(_ bytes: [UInt8]) -> String {
        var hash = Hash64()
        hash.add(bytes)
        return hash.hex
    }

    /// Builds a candidate and compares it.
    ///
    /// - Parameters:
    ///   - what: for people, if the wishes do not say it.
    ///   - next: sets of wishes of which one may be tried next, the likeliest first.
    func attempt(
        _ phase: Phase, _ wishes: [Wish], against: Laboratory.Subject, _ what: String? = nil,
        next: [[Wish]] = []
    ) throws -> Trial {
        var round = try begin(phase, wishes.map(\.text))
        round.note = what ?? ""
        let candidate = try solve(wishes, &round)
        try announce(round, candidate.config)
        let build = try laboratory.build(candidate.config, hash: round.config!)
        guard let image = build.image else {
            round.note = build.failure ?? "no image"
            try note(round, .buildFailed)
            return .failed(round.note)
        }
        (round.image, round.against) = (image, against.image)
        let isNew = !round.state.isFinal
        try note(round, .built)
        let subject = Laboratory.Subject(image)
        if subject == against {
            round.note = "the kernel is the same"
            try note(round, .refused)
            return .same(candidate.config)
        }
        if isNew { try buildAhead(next) }
        return try compare(against, subject, round, candidate.config)
    }

    /// Measures, and judges.
    func compare(
        _ against: Laboratory.Subject, _ subject: Laboratory.Subject, _ round: Round, _ config: [UInt8]
    ) throws -> Trial {
        switch try measure(against, subject, seed: round.number, pairs: settings.pairs) {
        case .failed(let why):
            var round = round
            round.note = why
            try note(round, .bootFailed)
            return .failed(why)
        case .measured(let comparison):
            try note(round, .measured)
            let verdicts = verdicts(of: comparison, round.number)
            try note(round, .judged, verdicts)
            say(progress(round, verdicts[0]))
            try lookForDrift(round.number)
            return .measured(subject, config, verdicts[0])
        }
    }

    private func progress(_ round: Round, _ verdict: Verdict) -> String {
        let what = round.note.isEmpty ? Figures.list(round.wishes) : round.note
        return "round \(round.number), \(round.phase.rawValue) \(what): \(verdict.text)"
    }
}
