// SPDX-License-Identifier: GPL-2.0-or-later

/// Bytes of a console for people: nothing that moves a cursor or is no text.
enum PrintableText {
    static func of(_ bytes: some Collection<UInt8>) -> String {
        String(
            String(decoding: bytes, as: UTF8.self).unicodeScalars.compactMap { scalar -> Character? in
                if scalar == "\r" { return nil }
                return scalar.value < 0x20 && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
                    ? "?" : Character(scalar)
            })
    }
}
