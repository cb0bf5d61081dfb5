// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// The beginning and the end of a search.
extension Campaign {
    /// How often the base is compared with itself when it seems not to be as fast: one of twenty is by chance.
    private static let looks = 3

    /// The base builds, boots, and is as fast as itself: what differs all the same is noise.
    func checkBase() throws {
        var round = try begin(.check, [])
        let hash = Self.hash(tuner.base)
        try folder.keep(tuner.base)
        let build = try laboratory.build(tuner.base, hash: hash)
        (round.config, round.image) = (hash, build.image)
        guard let image = build.image else {
            round.note = build.failure ?? "no image"
            try note(round, .buildFailed)
            throw SearchStop(.broken, "the base does not build: \(round.note)")
        }
        try note(round, .built)
        base = Laboratory.Subject(image)
        let first = try laboratory.outcomes(of: [[(base, seed(round.number, 998))]])[0][0]
        guard case .booted(let measures) = first else {
            round.note = Self.reason(first)
            try note(round, .bootFailed)
            throw SearchStop(
                .broken,
                "the base does not boot: \(round.note)\nhint: 'kconfig-sat search --check-board' shows the console"
            )
        }
        try note(round, .booted)
        laboratory.good = image
        footprint = laboratory.workshop.footprint.flatMap { $0.count == 0 ? nil : $0 }
        counting = Set(measures.keys.filter(settings.counts))
        guard !counting.isEmpty else {
            let names = measures.keys.sorted().joined(separator: ", ")
            throw SearchStop(
                .broken,
                "the base boots and measures nothing that counts\nhint: it measures \(names.isEmpty ? "nothing: see 'result' in the board's file" : names)"
            )
        }
        try compareWithItself(round)
        say(
            "the base boots; \(settings.pairs) pairs of boots see a gain of "
                + "\(Figures.percent(noise.detectable(pairs: settings.pairs))) in four of five cases"
                + estimate(build))
    }

    private func compareWithItself(_ round: Round) throws {
        for look in 1...Self.looks {
            let pairs = settings.pairs * look
            guard
                case .measured(let comparison) = try measure(
                    base, base, seed: round.number + (look - 1) * 3000, pairs: pairs),
                comparison.count > 1
            else { throw SearchStop(.broken, "the base boots, and then it does not, or it does not measure") }
            noise = NoiseLimit(comparison: comparison.total, level: settings.level)
            let verdicts = verdicts(of: comparison, round.number)
            if verdicts[0].outcome != .same && look < Self.looks {
                noise = nil
                continue
            }
            try note(round, .judged, verdicts)
            guard verdicts[0].outcome == .same else {
                throw SearchStop(
                    .broken,
                    "the base is not as fast as itself: \(verdicts[0].text)\nhint: something else works on the board, or it gets warm; "
                        + "look at its console in rounds/000")
            }
            drift = DriftAlarm(noise: noise)
            reference = Self.means(comparison.bases)
            return
        }
    }

    /// Geometric, by name.
    private static func means(_ boots: [[String: Measure]]) -> [String: Measure] {
        boots[0].reduce(into: [:]) { means, measure in
            let logarithms = boots.compactMap { $0[measure.key].map { log($0.value) } }
            let mean = logarithms.reduce(0, +) / Double(logarithms.count)
            means[measure.key] = Measure(exp(mean), measure.value.better)
        }
    }

    private func estimate(_ build: Build) -> String {
        guard let boots = try? journal.boots(), !boots.isEmpty else { return "" }
        let boot = boots.reduce(0) { $0 + $1.seconds } / Double(boots.count)
        let round =
            build.seconds + boot * Double(2 * settings.pairs) / Double(laboratory.workshop.boards.count)
        return
            "; a round takes up to \(Figures.time(round)), all \(settings.rounds) \(Figures.time(round * Double(settings.rounds)))"
    }

    // MARK: - Confirmation

    /// The best against the base on fresh boots, counted with all steps that led to it: who tries often finds something.
    func confirm(_ best: Best) throws -> Result {
        guard best.subject != base, !best.wishes.isEmpty else {
            return Result(config: nil, wishes: [], verdict: nil)
        }
        let round = try begin(.confirm, best.wishes.map(\.text))
        var known = round
        (known.config, known.image, known.against) = (Self.hash(best.config), best.subject.image, base.image)
        try note(known, .built)
        let pairs = max(settings.confirmingPairs, settings.pairs)
        switch try measure(base, best.subject, seed: round.number, pairs: pairs) {
        case .failed(let why):
            known.note = why
            try note(known, .bootFailed)
            say("the best configuration does not boot any more: \(why)")
            return Result(config: nil, wishes: best.wishes, verdict: nil)
        case .measured(let comparison):
            let p = SignFlipTest(comparison.total.logarithms, seed: UInt64(settings.seed)).p
            let corrected = HolmCorrection.adjusted(best.steps + [p]).last!
            let total = verdict("total", comparison.total, round.number, p: corrected)
            try note(known, .judged, [total] + verdicts(of: comparison, round.number).dropFirst())
            say("the best against the base: \(total.text)")
            return Result(
                config: total.outcome == .better ? best.config : nil, wishes: best.wishes, verdict: total)
        }
    }
}
