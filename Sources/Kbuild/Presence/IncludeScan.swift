// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The `#include` lines of a file, found without reading the rest.
struct IncludeScan {
    struct Include: Hashable {
        let name: String
        let isQuoted: Bool
        /// No `#if` stands around it, but for a header's guard.
        let isBare: Bool
    }

    private(set) var includes: [Include] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, isHeader: Bool) {
        var position = 0
        var depth = 0
        var sawDirective = false
        while position < bytes.count {
            let end = bytes.endOfLine(from: position)
            var index = position
            while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
            position = end + 1
            // Device trees write `/include/ "x"`.
            guard index < end, bytes[index] == 0x23 || bytes[index] == 0x2F else { continue }
            let isSlash = bytes[index] == 0x2F
            index += 1
            while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
            guard index < end else { continue }
            if bytes[index] == 0x69 {
                if Self.starts("if", bytes, index, end), !isSlash {
                    // The first of a header is its guard.
                    let isGuard = isHeader && !sawDirective && Self.starts("ifndef", bytes, index, end)
                    depth += isGuard ? 0 : 1
                } else if Self.starts("include", bytes, index, end) {
                    take(bytes[index..<end], isBare: depth == 0)
                }
            } else if Self.starts("endif", bytes, index, end), !isSlash {
                depth = max(0, depth - 1)
            }
            if !isSlash { sawDirective = true }
        }
    }

    private static func starts(
        _ word: StaticString, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> Bool {
        let count = word.utf8CodeUnitCount
        guard start + count <= end else { return false }
        return (0..<count).allSatisfy { bytes[start + $0] == word.utf8Start[$0] }
    }

    private mutating func take(_ line: Slice<UnsafeBufferPointer<UInt8>>, isBare: Bool) {
        guard let open = line.firstIndex(where: { $0 == 0x22 || $0 == 0x3C }) else { return }
        let close: UInt8 = line[open] == 0x22 ? 0x22 : 0x3E
        let name = line[(open + 1)...].prefix { $0 != close }
        guard !name.isEmpty, name.count < 200 else { return }
        includes.append(
            Include(
                name: String(decoding: name, as: UTF8.self), isQuoted: close == 0x22, isBare: isBare))
    }
}
