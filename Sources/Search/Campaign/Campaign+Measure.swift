// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Boots in pairs, and what they say.
extension Campaign {
    enum Measured {
        /// The candidate does not boot, or does not measure.
        case failed(String)
        case measured(Comparison)
    }

    /// Boots two kernels in turn: AB, BA, AB, … Stops early when the second is clearly worse.
    ///
    /// - Parameter round: gives each boot a seed of its own.
    /// - Throws: `SearchStop` when the first one fails too often to compare anything.
    func measure(
        _ base: Laboratory.Subject, _ candidate: Laboratory.Subject, seed round: Int, pairs: Int
    ) throws -> Measured {
        var comparison = Comparison()
        for batch in [0..<min(EarlyStop().fewestPairs, pairs), min(EarlyStop().fewestPairs, pairs)..<pairs] {
            let outcomes = try laboratory.outcomes(
                of: batch.map { pair in order(base, candidate, round, pair) })
            for (pair, both) in zip(batch, outcomes) {
                let (first, second) = pair % 2 == 0 ? (both[0], both[1]) : (both[1], both[0])
                guard case .booted(let after) = second else { return .failed(Self.reason(second)) }
                guard case .booted(let before) = first else { continue }
                guard comparison.append(base: before, candidate: after, counting: counting) else {
                    return .failed(missing(after))
                }
            }
            if noise != nil, EarlyStop().isClearlyWorse(comparison.total, noise: noise) { break }
        }
        guard comparison.count * 2 > pairs || comparison.count >= EarlyStop().fewestPairs else {
            throw SearchStop(
                .broken,
                "the kernel to compare with fails in most boots\nhint: see 'kconfig-sat search --check-board'"
            )
        }
        return .measured(comparison)
    }

    /// One pair, as it is booted.
    private func order(
        _ base: Laboratory.Subject, _ candidate: Laboratory.Subject, _ round: Int, _ pair: Int
    ) -> [(subject: Laboratory.Subject, seed: Int)] {
        let seed = self.seed(round, 2 * pair)
        let pairs = [(subject: base, seed: seed), (subject: candidate, seed: seed + 1)]
        return pair % 2 == 0 ? pairs : pairs.reversed()
    }

    /// Of a boot of a round. Two boots never have the same: a board that repeats to the digit would measure nothing.
    func seed(_ round: Int, _ boot: Int) -> Int { (settings.seed * 10_000 + round) * 1000 + boot }

    static func reason(_ outcome: Laboratory.Outcome) -> String {
        if case .failed(let why) = outcome { why } else { "it boots" }
    }

    private func missing(_ measures: [String: Measure]) -> String {
        let names = counting.filter { measures[$0].map { $0.value > 0 } != true }.sorted()
        return "it boots, but does not measure \(names.joined(separator: ", "))"
    }

    // MARK: - Verdicts

    /// Of the total first, then of each measure.
    func verdicts(of comparison: Comparison, _ round: Int) -> [Verdict] {
        [verdict("total", comparison.total, round)]
            + comparison.ratios.sorted { $0.key < $1.key }.map { verdict($0.key, $0.value, round) }
    }

    /// - Parameter p: for p as it is corrected for other tests; else as it comes out.
    func verdict(_ name: String, _ ratios: PairedRatios, _ round: Int, p corrected: Double? = nil) -> Verdict
    {
        let p = corrected ?? SignFlipTest(ratios.logarithms, seed: UInt64(settings.seed)).p
        let limit = noise?.limit(pairs: max(ratios.count, 1)) ?? 0
        let interval = ratios.interval(confidence: 1 - settings.level) ?? ratios.mean...ratios.mean
        let isStopped = EarlyStop().isClearlyWorse(ratios, noise: noise) && name == "total"
        var outcome = Verdict.Outcome.same
        if p < settings.level && abs(ratios.mean) > limit { outcome = ratios.mean > 0 ? .better : .worse }
        if isStopped && ratios.count < settings.pairs { outcome = .worse }
        return Verdict(
            round: round, name: name, pairs: ratios.count, ratio: ratios.ratio, low: exp(interval.lowerBound),
            high: exp(interval.upperBound), p: p, limit: exp(limit), outcome: outcome,
            text: Self.text(ratios, interval, p, outcome))
    }

    private static func text(
        _ ratios: PairedRatios, _ interval: ClosedRange<Double>, _ p: Double, _ outcome: Verdict.Outcome
    ) -> String {
        "\(outcome.rawValue), \(Figures.percent(ratios.mean)) (\(Figures.percent(interval.lowerBound)) to "
            + "\(Figures.percent(interval.upperBound)), p \(Figures.decimal(p, 3)), \(ratios.count) pairs)"
    }

    // MARK: - Drift

    /// Every few comparisons the base alone is started: it must be as fast as it was.
    func lookForDrift(_ round: Int) throws {
        comparisons += 1
        guard comparisons % settings.driftInterval == 0, drift != nil else { return }
        let outcome = try laboratory.outcomes(of: [[(base, seed(round, 999))]])[0][0]
        guard case .booted(let measures) = outcome else { return }
        var comparison = Comparison()
        guard
            comparison.append(base: reference, candidate: measures, counting: counting),
            drift.add(comparison.total.mean) != .steady
        else { return }
        say(
            "the board has changed: the base is \(Figures.percent(comparison.total.mean)) against the start; "
                + "comparisons still hold, since both kernels of a pair are booted one after the other")
    }
}
