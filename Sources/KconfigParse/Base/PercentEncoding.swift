// SPDX-License-Identifier: GPL-2.0-or-later

/// Texts in URIs (RFC 3986, section 2.1).
public enum PercentEncoding {
    /// - Parameter others: what stays beside letters, digits, `-`, `.`, `_` and `~`, which mean nothing in URIs.
    public static func encode(_ text: String, keeping others: String = "") -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            case _ where others.utf8.contains(byte): out.append(byte)
            default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
