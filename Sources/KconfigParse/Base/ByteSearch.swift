// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Finding bytes in bytes.
public enum ByteSearch {
    /// Where `pattern` first stands at or after `start`; it must not be empty.
    public static func firstRange(
        of pattern: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0
    ) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let anchor = rarest(in: pattern)
        var position = start
        while position + pattern.count <= bytes.count {
            let rest = bytes.count - pattern.count + 1 - position
            guard let hit = memchr(base + position + anchor, Int32(pattern[anchor]), rest) else { return nil }
            let found = UnsafeRawPointer(hit) - UnsafeRawPointer(base) - anchor
            if memcmp(base + found, pattern, pattern.count) == 0 { return found }
            position = found + 1
        }
        return nil
    }

    /// Where the byte of a pattern stands that sources have most seldom: `memchr` stops there least often.
    private static func rarest(in pattern: [UInt8]) -> Int {
        var best = 0
        for (index, byte) in pattern.enumerated() where commonness(byte) < commonness(pattern[best]) {
            best = index
        }
        return best
    }

    /// How often a byte stands in C sources, roughly.
    private static func commonness(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "e"), UInt8(ascii: "t"):
            4
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): 3
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: ","): 2
        case UInt8(ascii: "\""), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: ">"), UInt8(ascii: "."): 2
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): 1
        default: 0
        }
    }
}
