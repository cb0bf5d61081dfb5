// SPDX-License-Identifier: GPL-2.0-or-later

/// SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014): small, and the same on every machine.
public struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    // Swift's own `random(in:)` and `shuffle` may draw differently in its next version; these never do.

    /// A number from 0 to `count - 1`, all equally likely (D. Lemire, "Fast Random Integer Generation in an
    /// Interval", 2019).
    ///
    /// - Parameter count: more than 0.
    mutating func below(_ count: Int) -> Int {
        precondition(count > 0, "a number of none")
        let range = UInt64(count)
        let surplus = (0 &- range) % range
        while true {
            let product = next().multipliedFullWidth(by: range)
            if product.low >= surplus { return Int(product.high) }
        }
    }

    /// True once in 2^`exponent` times.
    mutating func isRare(_ exponent: Int) -> Bool { next() & ((1 << UInt64(exponent)) - 1) == 0 }

    /// Fisher and Yates's shuffle.
    mutating func shuffled<Element>(_ list: [Element]) -> [Element] {
        var list = list
        for last in stride(from: list.count - 1, to: 0, by: -1) { list.swapAt(last, below(last + 1)) }
        return list
    }
}
