// SPDX-License-Identifier: GPL-2.0-or-later

/// What can be told from noise on a board, from a comparison of the base with itself (A/A).
///
/// R. Kohavi, D. Tang, Y. Xu, "Trustworthy online controlled experiments", 2020, chapter 19 (A/A tests); H. S. Bloom,
/// "Minimum detectable effects", Evaluation Review 19 (1995).
public struct NoiseLimit: Equatable, Sendable {
    /// The standard deviation of the logarithm of the ratio of two boots of the same kernel.
    public let spread: Double
    /// How many pairs it was estimated from.
    public let pairs: Int
    /// The chance of a wrong "better or worse" that is accepted.
    public let level: Double

    /// - Parameters:
    ///   - comparison: of the base with itself, two pairs or more.
    ///   - level: 0.05 for 5 %.
    /// - Returns: nil for less than two pairs, which have no spread.
    public init?(comparison: PairedRatios, level: Double = 0.05) {
        guard comparison.count > 1 else { return nil }
        spread = comparison.standardDeviation
        pairs = comparison.count
        self.level = level
    }

    /// The smallest mean that so many pairs can tell from noise: a gain that is not larger does not count. A logarithm.
    ///
    /// - Parameter count: of pairs of a later comparison, 1 or more.
    public func limit(pairs count: Int) -> Double { distance(1 - level / 2) * error(count) }

    /// The true gain that is found with probability `power` by so many pairs: what a user is told before the start. A
    /// logarithm.
    public func detectable(pairs count: Int, power: Double = 0.8) -> Double {
        (distance(1 - level / 2) + distance(power)) * error(count)
    }

    /// How many pairs find a true gain with probability `power`; nil when more than `most` would be needed.
    ///
    /// - Parameter gain: the logarithm, positive.
    public func pairsNeeded(for gain: Double, power: Double = 0.8, most: Int = 1000) -> Int? {
        let fewest = SignFlipTest.fewestPairs(below: level)
        return fewest > most ? nil : (fewest...most).first { detectable(pairs: $0, power: power) <= gain }
    }

    /// What the sample of the A/A comparison, however small, makes of a probability.
    private func distance(_ p: Double) -> Double { StudentDistribution(freedom: pairs - 1).quantile(p) }

    private func error(_ count: Int) -> Double { spread / Double(count).squareRoot() }
}
