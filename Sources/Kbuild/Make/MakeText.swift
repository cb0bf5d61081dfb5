// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// A logical line of a make file: continued lines put together, comments left out.
struct MakeLine {
    let number: Int
    let text: String
    /// Begins with a tab: part of a recipe when a rule stands before it.
    let isIndented: Bool
}

/// Cuts a make file into logical lines.
enum MakeText {
    static func lines(_ bytes: UnsafeBufferPointer<UInt8>) -> [MakeLine] {
        var lines: [MakeLine] = []
        var position = 0
        var number = 1
        while position < bytes.count {
            let first = number
            var text: [UInt8] = []
            let isIndented = bytes[position] == 0x09
            var goesOn = true
            while goesOn, position < bytes.count {
                let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
                var part = bytes[position..<end]
                if part.last == 0x0D { part.removeLast() }
                let slashes = part.reversed().prefix { $0 == 0x5C }.count
                goesOn = slashes % 2 == 1
                if goesOn { part.removeLast() }
                if first != number { part = part.drop { $0 == 0x20 || $0 == 0x09 } }
                text += part
                if goesOn {
                    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
                    text.append(0x20)
                }
                position = end + 1
                number += 1
            }
            let kept = isIndented ? text[...] : withoutComment(text)
            guard kept.contains(where: { !isBlank($0) }) else { continue }
            lines.append(
                MakeLine(number: first, text: String(decoding: kept, as: UTF8.self), isIndented: isIndented))
        }
        return lines
    }

    private static func withoutComment(_ text: [UInt8]) -> ArraySlice<UInt8> {
        var depth = 0
        for (index, byte) in text.enumerated() {
            if byte == 0x28 || byte == 0x7B, index > 0, text[index - 1] == 0x24 || depth > 0 { depth += 1 }
            if byte == 0x29 || byte == 0x7D, depth > 0 { depth -= 1 }
            if byte == 0x23, depth == 0, index == 0 || text[index - 1] != 0x5C { return text[..<index] }
        }
        return text[...]
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var bytes = Substring(text).utf8[...]
        while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(Substring(bytes))
    }

    /// Cuts at a sign that is not within parentheses or braces.
    static func split(_ text: Substring, at sign: UInt8, limit: Int = .max) -> [Substring] {
        var parts: [Substring] = []
        var depth = 0
        var start = text.startIndex
        let bytes = text.utf8
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == 0x28 || byte == 0x7B { depth += 1 }
            if byte == 0x29 || byte == 0x7D { depth -= 1 }
            if byte == sign, depth == 0, parts.count < limit - 1 {
                parts.append(text[start..<index])
                start = bytes.index(after: index)
            }
            index = bytes.index(after: index)
        }
        parts.append(text[start...])
        return parts
    }

    /// An assignment: name, operator, value; nil when the line is something else, as a rule.
    static func assignment(_ text: Substring) -> (name: Substring, sign: Substring, value: Substring)? {
        var depth = 0
        let bytes = text.utf8
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == 0x28 || byte == 0x7B { depth += 1 }
            if byte == 0x29 || byte == 0x7D { depth -= 1 }
            if depth == 0, byte == 0x3D { return assignment(text, index, index) }
            let next = bytes.index(after: index)
            if depth == 0, next < bytes.endIndex, [0x3A, 0x2B, 0x3F, 0x21].contains(byte) {
                if bytes[next] == 0x3D { return assignment(text, index, next) }
                if byte == 0x3A {
                    // `::=`, else a rule.
                    let third = bytes.index(after: next)
                    if bytes[next] == 0x3A, third < bytes.endIndex, bytes[third] == 0x3D {
                        return assignment(text, index, third)
                    }
                    return nil
                }
            } else if depth == 0, byte == 0x3A {
                return nil
            }
            index = next
        }
        return nil
    }

    private static func assignment(
        _ text: Substring, _ start: String.Index, _ end: String.Index
    ) -> (name: Substring, sign: Substring, value: Substring)? {
        let after = text.utf8.index(after: end)
        let value = text[after...].utf8.drop(while: isBlank)
        return (text[..<start], text[start..<after], Substring(value))
    }
}

extension String {
    /// Whether it has these bytes in it.
    func holds(_ part: StaticString) -> Bool {
        part.utf8Start.withMemoryRebound(to: CChar.self, capacity: part.utf8CodeUnitCount + 1) { part in
            withCString { strstr($0, part) != nil }
        }
    }
}
