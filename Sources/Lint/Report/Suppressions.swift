// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Comments that silence rules.
///
/// `kconfig-sat: disable=RULE[,RULE…]` in a comment holds for the line it stands on; where the line is nothing but
/// that comment, for the next line. `all` stands for every rule. In `.config` files, where a comment has a line of
/// its own, only the second form is of use.
struct Suppressions {
    private var rules: [Int: Set<String>] = [:]
    /// What the comments name, with their lines.
    private(set) var named: [(line: Int, rule: String)] = []

    private static let mark = Array("kconfig-sat: disable=".utf8)

    init(_ text: SourceText) {
        let bytes = text.bytes
        var line = 1
        var start = 0
        // Most files have no such comment, so lines are looked at only where the mark is.
        var position = 0
        while let found = Self.find(bytes, from: position) {
            while let end = bytes[start..<found].firstIndex(of: 0x0A) {
                start = end + 1
                line += 1
            }
            let end = bytes[found...].firstIndex(of: 0x0A) ?? bytes.count
            let isAlone = Self.isComment(bytes[start..<found])
            let names = Self.names(bytes[(found + Self.mark.count)..<end])
            rules[isAlone ? line + 1 : line, default: []].formUnion(names)
            named += names.map { (line, $0) }
            position = end
        }
    }

    /// Whether a comment silences the rule on that line.
    func contain(_ rule: String, line: Int) -> Bool {
        guard let names = rules[line] else { return false }
        return names.contains(rule) || names.contains("all")
    }

    private static func find(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        ByteSearch.firstRange(of: mark, in: bytes, from: start)
    }

    /// Whether what stands before the mark is only blanks and the beginning of a comment.
    private static func isComment(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let shown = text.filter { $0 != 0x20 && $0 != 0x09 }
        return ["#", "//", "/*", ";"].contains { shown.elementsEqual($0.utf8) }
    }

    private static func names(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [String] {
        let list = text.prefix { $0 == 0x2D || $0 == 0x2C || (0x61...0x7A).contains($0) }
        return list.split(separator: 0x2C).map { String(decoding: $0, as: UTF8.self) }
    }
}
