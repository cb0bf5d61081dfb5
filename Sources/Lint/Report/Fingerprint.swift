// SPDX-License-Identifier: GPL-2.0-or-later

/// FNV-1a over 64 bits (G. Fowler, L. C. Noll, K.-P. Vo): the same on every machine.
enum Fingerprint {
    /// 16 hexadecimal digits for a list of texts.
    ///
    /// - Parameter ordinal: counts the findings that are the same in all of `parts`.
    static func make(_ parts: [String], ordinal: Int) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in parts + [String(ordinal)] {
            for byte in part.utf8 + [0] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
