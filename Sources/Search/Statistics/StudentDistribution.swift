// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Student's t: how a mean is distributed that is measured by the spread of its own sample.
///
/// By the incomplete beta function (Abramowitz and Stegun, 26.7.1), that by its continued fraction (NIST Digital Library of
/// Mathematical Functions, 8.17.22) with W. J. Lentz's method.
public struct StudentDistribution: Sendable {
    /// Degrees of freedom: one less than the size of the sample.
    public let freedom: Int

    /// - Parameter freedom: 1 or more.
    public init(freedom: Int) {
        precondition(freedom > 0)
        self.freedom = freedom
    }

    /// The probability of a value up to `t`.
    public func probability(upTo t: Double) -> Double {
        let freedom = Double(freedom)
        let tail = Self.beta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
        return t < 0 ? tail : 1 - tail
    }

    /// The value up to which the probability is `p`.
    ///
    /// - Parameter p: more than 0, less than 1.
    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1)
        if p == 0.5 { return 0 }
        if p < 0.5 { return -quantile(1 - p) }
        var (low, high) = (0.0, 1.0)
        while probability(upTo: high) < p, high < 1e300 { (low, high) = (high, high * 2) }
        // Each step halves the distance: after 200 there is no number left between the two.
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { break }
            if probability(upTo: middle) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    // MARK: - The regularised incomplete beta function

    private static func beta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        // The fraction converges fast on this side only.
        if x > (a + 1) / (a + b + 2) { return 1 - beta(1 - x, b, a) }
        let scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        return scale / (a * fraction(x, a, b))
    }

    /// 1 + d₁/(1 + d₂/(1 + …)).
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var (value, above, below) = (1.0, 1.0, 0.0)
        for step in 1...10_000 {
            let term = coefficient(step, x, a, b)
            below = 1 + term * below
            above = 1 + term / above
            if abs(below) < tiny { below = tiny }
            if abs(above) < tiny { above = tiny }
            below = 1 / below
            value *= above * below
            if abs(above * below - 1) < 1e-16 { break }
        }
        return value
    }

    private static func coefficient(_ step: Int, _ x: Double, _ a: Double, _ b: Double) -> Double {
        let m = Double(step / 2)
        return step % 2 == 0
            ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    }
}
