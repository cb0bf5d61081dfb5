// SPDX-License-Identifier: GPL-2.0-or-later

/// Two kernels against each other, boot by boot.
public struct Comparison: Equatable, Sendable {
    /// By the name of what was measured.
    public private(set) var ratios: [String: PairedRatios] = [:]
    /// The geometric mean of all that counts.
    public private(set) var total = PairedRatios()
    /// What the base has measured, boot by boot.
    public private(set) var bases: [[String: Measure]] = []

    public init() {}

    /// Adds a pair of boots.
    ///
    /// - Parameters:
    ///   - base: what one boot of the base has measured.
    ///   - candidate: what one of the other kernel has.
    ///   - names: of what counts.
    /// - Returns: false when one of them lacks something that counts, or it is no positive number.
    public mutating func append(
        base: [String: Measure], candidate: [String: Measure], counting names: Set<String>
    ) -> Bool {
        var logarithms: [String: Double] = [:]
        for name in names {
            guard let one = base[name], let other = candidate[name],
                let pair = PairedRatios(base: [one.value], candidate: [other.value], better: one.better)
            else { return false }
            logarithms[name] = pair.mean
        }
        for (name, logarithm) in logarithms { ratios[name, default: PairedRatios()].append(logarithm) }
        bases.append(base)
        // In the order of the names: a sum depends on it in its last digit.
        let sum = logarithms.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
        total.append(sum / Double(logarithms.count))
        return true
    }

    public var count: Int { total.count }
}
