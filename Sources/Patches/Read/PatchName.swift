// SPDX-License-Identifier: GPL-2.0-or-later

/// Names of files as diffs write them.
enum PatchName {
    static let nowhere = "/dev/null"

    /// The name after `--- ` or `+++ `: quoted as in C, or up to the tab before a time.
    static func name(_ text: ArraySlice<UInt8>) -> String {
        if let (name, _) = quoted(text) { return name }
        var name = text.prefix { $0 != UInt8(ascii: "\t") }
        // Some write the time after blanks.
        if name.count == text.count, let end = timeStart(text) { name = text[..<end] }
        while name.last == UInt8(ascii: " ") { name.removeLast() }
        return String(decoding: name, as: UTF8.self)
    }

    /// Where blanks and a time begin that end the text: ` 2024-01-31 …`.
    private static func timeStart(_ text: ArraySlice<UInt8>) -> Int? {
        let words = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        return words.first { $0.startIndex > text.startIndex && isDate($0) }.map { $0.startIndex - 1 }
    }

    private static func isDate(_ word: ArraySlice<UInt8>) -> Bool {
        let parts = String(decoding: word, as: UTF8.self).split(
            separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [4, 2, 2]
            && parts.allSatisfy { $0.allSatisfy(\.isASCII) && Int($0) != nil }
    }

    /// A name in quotes that the text begins with, and what follows it; nil when there is none.
    static func quoted(_ text: ArraySlice<UInt8>) -> (name: String, rest: ArraySlice<UInt8>)? {
        guard text.first == UInt8(ascii: "\"") else { return nil }
        var bytes: [UInt8] = []
        var rest = text.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return (String(decoding: bytes, as: UTF8.self), rest)
            case UInt8(ascii: "\\"):
                guard let one = escape(&rest) else { return nil }
                bytes.append(one)
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10,
        UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
    ]

    private static func escape(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        guard let byte = rest.popFirst() else { return nil }
        if let known = escapes[byte] { return known }
        guard (0x30...0x33).contains(byte) else { return byte }
        let digits = [byte] + rest.prefix(2)
        rest = rest.dropFirst(2)
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// Names that a file may have in a tree, where a diff calls it so.
    ///
    /// - Parameter isGit: git puts a letter in front, unless it was told not to; others put a folder there.
    static func candidates(_ name: String, isGit: Bool) -> [String] {
        if name == nowhere { return [] }
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return [name] }
        let rest = String(name.utf8[name.utf8.index(after: slash)...]) ?? ""
        if rest.isEmpty { return [name] }
        let isLetter = ["a", "b", "c", "i", "o", "w", "1", "2", "old", "new"].contains(name[..<slash])
        return isLetter || !isGit ? [rest, name] : [name, rest]
    }

    /// The names of `diff --git A B`, where both are one but for what stands in front, or are quoted.
    static func pair(_ text: ArraySlice<UInt8>) -> (old: String, new: String)? {
        if let (old, rest) = quoted(text) {
            let rest = rest.dropFirst()
            return (old, quoted(rest)?.name ?? String(decoding: rest, as: UTF8.self))
        }
        let spaces = text.indices.filter { text[$0] == UInt8(ascii: " ") }
        func halves(_ space: Int) -> (old: String, new: String) {
            let new = text[(space + 1)...]
            return (
                String(decoding: text[..<space], as: UTF8.self),
                quoted(new)?.name ?? String(decoding: new, as: UTF8.self)
            )
        }
        if spaces.count == 1 { return halves(spaces[0]) }
        // With blanks in the names: where both halves are the same file.
        return spaces.lazy.map(halves).first { old, new in
            candidates(old, isGit: true).first == candidates(new, isGit: true).first
        }
    }

    /// Whether it leads to a file below the tree.
    static func isInside(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(0)
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && $0 != ".."
            }
    }
}
