// SPDX-License-Identifier: GPL-2.0-or-later

/// Numbers that are the same in each run (Knuth's linear congruential generator).
public struct Chance: RandomNumberGenerator {
    private var state: UInt64

    public init(state: UInt64) { self.state = state }

    public mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
