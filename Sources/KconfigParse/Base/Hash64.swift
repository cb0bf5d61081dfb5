// SPDX-License-Identifier: GPL-2.0-or-later

/// FNV-1a with 64 bits (G. Fowler, L. C. Noll, K.-P. Vo): the same on every machine. It names files and finds damage;
/// nothing relies on it against intent.
public struct Hash64 {
    @usableFromInline var state: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    public var value: UInt64 { state }

    @inlinable public mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    }

    /// Sixteen digits.
    public var hex: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
