// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A name in a document that may be a symbol's.
struct NamedPlace: Equatable {
    /// Without the prefix.
    let name: String
    /// The bytes of the name, without the prefix.
    let range: Range<Int>
    /// `CONFIG_` stands before it.
    let hasPrefix: Bool
}

extension Document {
    /// The name at an offset, or that ends there.
    func name(at offset: Int) -> NamedPlace? {
        let line = lines.line(of: offset)
        let range = lines.range(ofLine: line)
        if kind.isConfiguration { return settingName(onLine: line) }
        guard let word = word(at: offset, in: range) else { return nil }
        return place(word)
    }

    /// The name that a line of a configuration is about.
    func settingName(onLine line: Int) -> NamedPlace? {
        let range = lines.range(ofLine: line)
        let prefix = Array(ConfigEnvironment.prefix.utf8)
        guard let start = lines.bytes[range].firstRange(of: prefix)?.lowerBound else { return nil }
        let before = lines.bytes[range.lowerBound..<start]
        guard before.allSatisfy({ $0 == 0x23 || $0 == 0x20 || $0 == 0x09 }) else { return nil }
        let end = lines.bytes[start..<range.upperBound].firstIndex { !Self.isWord($0) } ?? range.upperBound
        return place(start..<end)
    }

    /// A word as the name of a symbol; nil where the kind of document wants the prefix and it is not there.
    private func place(_ word: Range<Int>) -> NamedPlace? {
        let prefix = ConfigEnvironment.prefix
        let hasPrefix = lines.bytes[word].starts(with: prefix.utf8)
        guard hasPrefix || kind == .kconfig || kind == .satconfig else { return nil }
        let range = hasPrefix ? word.lowerBound + prefix.utf8.count..<word.upperBound : word
        guard !range.isEmpty else { return nil }
        return NamedPlace(name: lines.text(range), range: range, hasPrefix: hasPrefix)
    }

    /// The bytes of the word at an offset, or that ends there.
    func word(at offset: Int, in line: Range<Int>) -> Range<Int>? {
        var start = offset
        while start > line.lowerBound, Self.isWord(lines.bytes[start - 1]) { start -= 1 }
        var end = offset
        while end < line.upperBound, Self.isWord(lines.bytes[end]) { end += 1 }
        return start < end ? start..<end : nil
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}
