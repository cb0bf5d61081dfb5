// SPDX-License-Identifier: GPL-2.0-or-later

/// When a candidate is so clearly worse that more boots of it are a waste.
///
/// A one-sided interval by Student's t, looked at after each pair. Looking often makes a wrong stop likelier (P. Armitage,
/// C. K. McPherson, B. C. Rowe, "Repeated significance tests on accumulating data", 1969), therefore the high confidence.
/// A stop only ever rejects, so it can't make a bad candidate pass.
public struct EarlyStop: Sendable {
    public let confidence: Double
    public let fewestPairs: Int

    /// - Parameters:
    ///   - confidence: 0.99: of a hundred candidates that are no worse than the base at most one is stopped at each look.
    ///   - fewestPairs: no stop before these.
    public init(confidence: Double = 0.99, fewestPairs: Int = 3) {
        self.confidence = confidence
        self.fewestPairs = max(2, fewestPairs)
    }

    /// The best that the true mean may be, by what was measured so far; nil while there are too few pairs. A logarithm.
    ///
    /// - Parameter noise: three pairs may be close to each other by chance; they are not taken to be closer than pairs of the
    ///   base with itself.
    public func best(_ ratios: PairedRatios, noise: NoiseLimit?) -> Double? {
        guard ratios.count >= fewestPairs else { return nil }
        let spread = max(ratios.standardDeviation, noise?.spread ?? 0)
        let distance = StudentDistribution(freedom: ratios.count - 1).quantile(confidence)
        return ratios.mean + distance * spread / Double(ratios.count).squareRoot()
    }

    /// Whether to stop: even the best that may be is worse than the base.
    public func isClearlyWorse(_ ratios: PairedRatios, noise: NoiseLimit?) -> Bool {
        best(ratios, noise: noise).map { $0 < 0 } ?? false
    }
}
