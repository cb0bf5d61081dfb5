// SPDX-License-Identifier: GPL-2.0-or-later

/// Whether the board itself has changed: the base is measured again every few rounds, and what it scores must stay what it
/// was. Sees a slow change by the sum of deviations, and a sudden one at once.
///
/// Sums: E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954). Both together: J. M. Lucas, "Combined
/// Shewhart-CUSUM quality control schemes", Journal of Quality Technology 14 (1982). With these numbers a board that does
/// not change gives a false alarm after some 400 measurements.
public struct DriftAlarm: Equatable, Sendable {
    /// What is no deviation yet, in standard deviations.
    public static let slack = 0.5
    /// The sum at which there is an alarm.
    public static let mostSum = 5.0
    /// The single deviation at which there is one.
    public static let mostAtOnce = 3.5

    public enum Verdict: Equatable, Sendable {
        case steady
        /// The board got faster or slower, in standard deviations of one measurement.
        case faster(Double)
        case slower(Double)
    }

    /// The standard deviation of one measurement, a logarithm.
    public let spread: Double
    public private(set) var upper = 0.0
    public private(set) var lower = 0.0

    /// - Parameter noise: what the base with itself gave. It is about the difference of two boots, of which each has half
    ///   the variance; a mean of several boots has less.
    /// - Parameter boots: how many boots each measurement is the mean of.
    public init(noise: NoiseLimit, boots: Int = 1) {
        spread = noise.spread / (2 * Double(max(1, boots))).squareRoot()
    }

    /// Takes in a measurement.
    ///
    /// - Parameter deviation: how much better the base was than at the start, a logarithm.
    public mutating func add(_ deviation: Double) -> Verdict {
        // Instructions that repeat to the digit have no spread: then any difference is a change.
        let steps =
            spread > 1e-12
            ? deviation / spread : abs(deviation) < 1e-9 ? 0 : deviation.sign == .minus ? -1e9 : 1e9
        upper = max(0, upper + steps - Self.slack)
        lower = max(0, lower - steps - Self.slack)
        if upper > Self.mostSum || steps > Self.mostAtOnce { return .faster(steps) }
        if lower > Self.mostSum || steps < -Self.mostAtOnce { return .slower(steps) }
        return .steady
    }
}
