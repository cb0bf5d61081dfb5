// SPDX-License-Identifier: GPL-2.0-or-later

/// Builds an alias as `scripts/mod/file2alias.c` does.
struct AliasText {
    private(set) var text: String
    /// A field that is needed can't be computed.
    private(set) var isIncomplete = false

    init(_ start: String) { text = start }

    mutating func add(_ more: String?) {
        guard let more else {
            isIncomplete = true
            return
        }
        text += more
    }

    /// A number with leading zeros, as wide as its type; `*` when the field is not to be compared.
    mutating func add(_ sign: String, _ number: UInt64?, _ size: Int, if isCompared: Bool) {
        text += sign
        guard isCompared else {
            text += "*"
            return
        }
        guard let number else {
            isIncomplete = true
            return
        }
        text += Self.hex(number, size * 2)
    }

    mutating func endInWildcard() { if text.utf8.last != 0x2A { text += "*" } }

    var alias: String? { isIncomplete ? nil : text }

    static func hex(_ number: UInt64, _ width: Int) -> String {
        let mask: UInt64 = width >= 16 ? .max : (1 << (UInt64(width) * 4)) - 1
        let digits = String(number & mask, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `%02x…-…` in the order in which the bytes are given.
    static func uuid(_ bytes: [UInt8], _ order: [Int], uppercase: Bool = false) -> String {
        var text = ""
        for (index, place) in order.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            let digits = hex(UInt64(bytes[place]), 2)
            text += uppercase ? digits : digits.lowercased()
        }
        return text
    }

    static let inOrder = Array(0..<16)
    static let littleEndian = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

    static func withoutBlanks(_ text: String) -> String {
        String(
            decoding: text.utf8.map { [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains($0) ? 0x5F : $0 },
            as: UTF8.self)
    }
}
