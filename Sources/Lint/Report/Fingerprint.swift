// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A digest of texts that is the same on every machine.
enum Fingerprint {
    /// 16 hexadecimal digits for a list of texts.
    ///
    /// - Parameter ordinal: counts the findings that are the same in all of `parts`.
    static func make(_ parts: [String], ordinal: Int) -> String {
        var hash = Hash64()
        for part in parts + [String(ordinal)] {
            hash.add(part.utf8)
            hash.add(CollectionOfOne(0))
        }
        return hash.hex
    }
}
