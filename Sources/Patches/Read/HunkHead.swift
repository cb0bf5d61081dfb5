// SPDX-License-Identifier: GPL-2.0-or-later

/// `@@ -1,7 +1,8 @@`; of a merge of two: `@@@ -1,7 -1,6 +1,8 @@@`.
struct HunkHead {
    /// Of each parent, then of the result. Without a count it is 1.
    let ranges: [(start: Int, count: Int)]
    var parents: Int { ranges.count - 1 }

    /// Nil for a line that is none.
    init?(_ line: ArraySlice<UInt8>) {
        let signs = line.prefix { $0 == UInt8(ascii: "@") }
        guard (2...64).contains(signs.count) else { return nil }
        // What follows the signs is a line of the file, of any bytes.
        let text = String(decoding: line.prefix(2000), as: UTF8.self)
        let words = text.split(separator: " ", maxSplits: signs.count + 1)
        guard words.count > signs.count + 1, words[signs.count + 1].hasPrefix(words[0]) else { return nil }
        var ranges: [(start: Int, count: Int)] = []
        for (number, word) in words[1...signs.count].enumerated() {
            let sign = number == signs.count - 1 ? "+" : "-"
            guard word.hasPrefix(sign), let range = Self.range(word.dropFirst()) else { return nil }
            ranges.append(range)
        }
        self.ranges = ranges
    }

    private static func range(_ word: Substring) -> (start: Int, count: Int)? {
        let parts = word.split(separator: ",", omittingEmptySubsequences: false).map { number($0) }
        guard parts.count <= 2, let start = parts[0] else { return nil }
        guard parts.count == 2 else { return (start, 1) }
        return parts[1].map { (start, $0) }
    }

    /// Digits alone, of a number that lines can have.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count < 10, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
