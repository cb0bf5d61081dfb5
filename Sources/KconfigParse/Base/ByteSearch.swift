// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Finding bytes in bytes.
public enum ByteSearch {
    /// Where `pattern` first stands at or after `start`. The pattern should begin with a rare byte.
    public static func firstRange(
        of pattern: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0
    ) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var position = start
        while position + pattern.count <= bytes.count {
            let rest = bytes.count - pattern.count + 1 - position
            guard let hit = memchr(base + position, Int32(pattern[0]), rest) else { return nil }
            let found = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
            if memcmp(base + found, pattern, pattern.count) == 0 { return found }
            position = found + 1
        }
        return nil
    }
}
