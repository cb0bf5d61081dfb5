// SPDX-License-Identifier: GPL-2.0-or-later

/// The words and signs of a Swift source. Comments and the text of strings are left out, what strings interpolate is
/// not.
struct SwiftWords {
    private(set) var words: [String] = []
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        scan(isInterpolation: false)
    }

    private mutating func scan(isInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            let sign = bytes[position]
            if Self.isLetter(sign) {
                let end = bytes[position...].firstIndex { !Self.isLetter($0) } ?? bytes.count
                words.append(String(decoding: bytes[position..<end], as: UTF8.self))
                position = end
            } else if sign == UInt8(ascii: "/"), starts("//") {
                position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if sign == UInt8(ascii: "/"), starts("/*") {
                skipComment()
            } else if let hashes = hashesOfString {
                string(hashes)
            } else {
                if sign == UInt8(ascii: "(") { depth += 1 }
                if sign == UInt8(ascii: ")") { depth -= 1 }
                position += 1
                if isInterpolation && depth < 0 { return }
                if sign > 0x20 { words.append(String(decoding: [sign], as: UTF8.self)) }
            }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
        default: false
        }
    }

    private func starts(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                position += 2
            } else if starts("*/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0 && position < bytes.count
    }

    /// How many `#` stand before the quotation mark that begins a string here; nil where none begins.
    private var hashesOfString: Int? {
        var end = position
        while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
        return end < bytes.count && bytes[end] == UInt8(ascii: "\"") ? end - position : nil
    }

    private mutating func string(_ hashes: Int) {
        position += hashes
        let mark = starts("\"\"\"") ? "\"\"\"" : "\""
        position += mark.count
        let hashes = String(repeating: "#", count: hashes)
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\""), starts(mark + hashes) {
                position += mark.count + hashes.count
                return
            }
            guard bytes[position] == UInt8(ascii: "\\"), starts("\\" + hashes) else {
                position += 1
                continue
            }
            position += 1 + hashes.count
            let isInterpolation = starts("(")
            position += 1
            if isInterpolation { scan(isInterpolation: true) }
        }
    }
}
