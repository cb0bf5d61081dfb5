// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// How much better a candidate is than the base, pair by pair: natural logarithms of ratios. 0.01 is about 1 % better,
/// -0.01 about 1 % worse, whether small or large values are the good ones.
///
/// Logarithms make "twice as fast" and "half as fast" equally far from "the same", and their mean is the logarithm of the
/// geometric mean, the only one that does not depend on which side one divides by: P. J. Fleming, J. J. Wallace, "How not to
/// lie with statistics: the correct way to summarize benchmark results", CACM 29 (1986).
public struct PairedRatios: Equatable, Sendable {
    /// Which values of a measurement are the good ones.
    public enum Better: String, CaseIterable, Sendable {
        case smaller, larger
    }

    /// One a pair.
    public private(set) var logarithms: [Double]

    /// - Parameter logarithms: finite numbers.
    public init(logarithms: [Double] = []) { self.logarithms = logarithms }

    /// Pairs what was measured under the same conditions: the same seed, the same board, one after the other.
    ///
    /// - Parameters:
    ///   - base: positive numbers.
    ///   - candidate: as many, in the same order.
    /// - Returns: nil when they can't be compared: other counts, or a number that is not positive or not finite.
    public init?(base: [Double], candidate: [Double], better: Better) {
        guard base.count == candidate.count else { return nil }
        var logarithms: [Double] = []
        for (base, candidate) in zip(base, candidate) {
            let ratio = better == .smaller ? base / candidate : candidate / base
            guard base > 0, candidate > 0, ratio.isFinite, ratio > 0 else { return nil }
            logarithms.append(log(ratio))
        }
        self.logarithms = logarithms
    }

    public mutating func append(_ logarithm: Double) { logarithms.append(logarithm) }

    public var count: Int { logarithms.count }

    /// Of the logarithms; 0 without pairs.
    public var mean: Double { count == 0 ? 0 : logarithms.reduce(0, +) / Double(count) }

    /// 1.01 for 1 % better.
    public var ratio: Double { exp(mean) }

    /// How far pairs lie from each other, estimated from this sample (n-1 below the line); 0 for less than two pairs.
    public var standardDeviation: Double {
        guard count > 1 else { return 0 }
        let mean = mean
        let squares = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(count - 1)).squareRoot()
    }

    /// Of the mean; 0 for less than two pairs.
    public var standardError: Double { count > 1 ? standardDeviation / Double(count).squareRoot() : 0 }

    /// Where the true mean lies, by Student's t; nil for less than two pairs.
    ///
    /// - Parameter confidence: 0.95 for an interval that has the true mean 95 times of 100.
    public func interval(confidence: Double) -> ClosedRange<Double>? {
        guard count > 1 else { return nil }
        let half = StudentDistribution(freedom: count - 1).quantile((1 + confidence) / 2) * standardError
        return mean - half...mean + half
    }
}
