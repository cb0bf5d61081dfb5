// SPDX-License-Identifier: GPL-2.0-or-later

/// Matches names of devices with patterns, as `modprobe` does; both may have wildcards.
public enum AliasPattern {
    /// Whether some name fits both.
    public static func overlap(_ a: String, _ b: String) -> Bool {
        // Nearly all differ before the first wildcard.
        for (x, y) in zip(a.utf8, b.utf8) {
            if [0x2A, 0x3F, 0x5B].contains(x) || [0x2A, 0x3F, 0x5B].contains(y) { break }
            if x != y, !([0x2D, 0x5F].contains(x) && [0x2D, 0x5F].contains(y)) { return false }
        }
        guard let left = parsed(a), let right = parsed(b) else { return a == b }
        return overlap(left, right)
    }

    /// How many signs a pattern demands: of several that fit the one with most is the most specific.
    public static func weight(_ pattern: String) -> Int {
        parsed(pattern)?.reduce(0) { $0 + ($1 == .any ? 0 : 1) } ?? 0
    }

    private enum Sign: Equatable {
        case any
        /// One of some bytes.
        case one(ByteSet)
    }

    /// A set of bytes.
    private struct ByteSet: Equatable {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

        static func == (a: ByteSet, b: ByteSet) -> Bool { a.words == b.words }

        static let all = ByteSet(words: (.max, .max, .max, .max))

        mutating func insert(_ byte: UInt8) {
            let bit = UInt64(1) << UInt64(byte & 63)
            switch byte >> 6 {
            case 0: words.0 |= bit
            case 1: words.1 |= bit
            case 2: words.2 |= bit
            default: words.3 |= bit
            }
        }

        func meets(_ other: ByteSet) -> Bool {
            (words.0 & other.words.0) | (words.1 & other.words.1) | (words.2 & other.words.2)
                | (words.3 & other.words.3) != 0
        }

        var inverted: ByteSet { ByteSet(words: (~words.0, ~words.1, ~words.2, ~words.3)) }
    }

    /// Nil when a bracket has no end. Like `modprobe`, `-` and `_` are the same.
    private static func parsed(_ pattern: String) -> [Sign]? {
        let bytes = Array(pattern.utf8)
        var signs: [Sign] = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0x2A: if signs.last != .any { signs.append(.any) }
            case 0x3F: signs.append(.one(.all))
            case 0x5B:
                guard let end = bytes[(index + 1)...].firstIndex(of: 0x5D) else { return nil }
                signs.append(.one(set(bytes[(index + 1)..<end])))
                index = end
            default:
                var set = ByteSet()
                set.insert(bytes[index] == 0x2D ? 0x5F : bytes[index])
                signs.append(.one(set))
            }
            index += 1
        }
        return signs
    }

    private static func set(_ text: ArraySlice<UInt8>) -> ByteSet {
        var set = ByteSet()
        var text = text
        let isInverted = text.first == 0x21 || text.first == 0x5E
        if isInverted { text.removeFirst() }
        while let first = text.first {
            text.removeFirst()
            if text.first == 0x2D, text.count > 1 {
                let last = text[text.startIndex + 1]
                text.removeFirst(2)
                for byte in first...max(first, last) { set.insert(byte) }
            } else {
                set.insert(first)
            }
        }
        return isInverted ? set.inverted : set
    }

    private static func overlap(_ a: [Sign], _ b: [Sign]) -> Bool {
        // Which places of `b` can be reached with the part of `a` so far.
        var row = [Bool](repeating: false, count: b.count + 1)
        row[0] = true
        spread(&row, b)
        for sign in a {
            var next = [Bool](repeating: false, count: b.count + 1)
            switch sign {
            case .any:
                var isOpen = false
                for place in 0...b.count {
                    isOpen = isOpen || row[place]
                    next[place] = isOpen
                }
            case .one(let set):
                for place in 0..<b.count where row[place] {
                    switch b[place] {
                    case .any: next[place] = true
                    case .one(let other): if set.meets(other) { next[place + 1] = true }
                    }
                }
                spread(&next, b)
            }
            row = next
            if !row.contains(true) { return false }
        }
        return row[b.count]
    }

    /// A star of `b` may stand for nothing.
    private static func spread(_ row: inout [Bool], _ b: [Sign]) {
        for place in 0..<b.count where row[place] && b[place] == .any { row[place + 1] = true }
    }
}
