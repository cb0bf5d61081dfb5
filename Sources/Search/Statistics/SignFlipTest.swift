// SPDX-License-Identifier: GPL-2.0-or-later

/// Whether pairs differ from nothing more than by chance, without supposing how they are distributed: if base and candidate
/// were the same, each difference could as well have had the other sign. Counts how many of all choices of signs give a
/// mean at least as far from 0 (two-sided).
///
/// R. A. Fisher, "The design of experiments", 1935, section 21; E. J. G. Pitman, "Significance tests which may be applied to
/// samples from any populations", 1937. Drawn signs count the observed ones as one draw more, so that no p is 0:
/// B. Phipson, G. K. Smyth, "Permutation p-values should never be zero", 2010.
public struct SignFlipTest: Sendable {
    /// Up to so many pairs all choices are counted: 4,096.
    public static let mostExactPairs = 12
    /// How many choices are drawn where there are more pairs.
    public static let draws = 10_000

    /// The probability of what was seen, or more, if there is no difference. 1 without pairs.
    public let p: Double
    /// False when signs were drawn.
    public let isExact: Bool

    /// - Parameters:
    ///   - differences: finite numbers, one a pair.
    ///   - seed: what signs are drawn with; the same gives the same p.
    public init(_ differences: [Double], seed: UInt64 = 0) {
        isExact = differences.count <= Self.mostExactPairs
        let seen = abs(differences.reduce(0, +))
        // Sums of the same numbers in another order differ in the last digits; they are as far from 0 all the same.
        let limit = seen - differences.reduce(0) { $0 + abs($1) } * 1e-12
        p = isExact ? Self.counted(differences, limit) : Self.drawn(differences, limit, seed)
    }

    /// The fewest pairs with which p can be below a level: with all signs equal it is 2 of 2^n.
    public static func fewestPairs(below level: Double) -> Int {
        (1...60).first { 2 / Double(UInt64(1) << UInt64($0)) < level } ?? 60
    }

    private static func counted(_ differences: [Double], _ limit: Double) -> Double {
        let choices = 1 << differences.count
        let far = (0..<choices).count { abs(sum(differences, signs: UInt64($0))) >= limit }
        return Double(far) / Double(choices)
    }

    private static func drawn(_ differences: [Double], _ limit: Double, _ seed: UInt64) -> Double {
        var numbers = RandomNumbers(seed: seed)
        var far = 1
        for _ in 0..<draws {
            var total = 0.0
            for start in stride(from: 0, to: differences.count, by: 64) {
                let part = differences[start..<min(start + 64, differences.count)]
                total += sum(part, signs: numbers.next())
            }
            if abs(total) >= limit { far += 1 }
        }
        return Double(far) / Double(draws + 1)
    }

    /// - Parameter signs: a bit a difference, at most 64; 1 for the other sign.
    private static func sum(_ differences: some Sequence<Double>, signs: UInt64) -> Double {
        var (total, signs) = (0.0, signs)
        for difference in differences {
            total += signs & 1 == 0 ? difference : -difference
            signs >>= 1
        }
        return total
    }
}
