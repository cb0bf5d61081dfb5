// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// A use of a configuration symbol outside Kconfig files.
struct SourceReference: Sendable {
    /// The name without `CONFIG_`, and without `_MODULE` where that stands for "is a module".
    let name: String
    let line: Int
    let column: Int
    /// The file gives the name a meaning itself: `#define`, `#undef`, `-D`, or an assignment of make.
    let isDefinition: Bool
}

/// Finds `CONFIG_X` in the bytes of a C, assembly or make file.
///
/// A plain scan for `CONFIG_` with memchr(3) on the rare `G_`: all of 6.12 in about a second.
struct SourceScan {
    enum Language { case c, make }

    private let language: Language
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ language: Language) {
        self.bytes = bytes
        self.language = language
    }

    /// What kind of file a name without folders is; nil for one that is not looked at.
    static func language(of name: String) -> Language? {
        if [".c", ".h", ".S", ".s", ".dts", ".dtsi", ".rs"].contains(where: { name.hasSuffix($0) }) {
            return .c
        }
        let isMake =
            name == "Kbuild" || name.hasPrefix("Makefile") || name.hasSuffix(".mk") || name == "Platform"
        return isMake ? .make : nil
    }

    private static let mark = Array("CONFIG_".utf8)

    /// The uses in code of wanted names, in order. Comments don't count, nor names that a macro puts together.
    ///
    /// - Parameter isWanted: asked first, since telling comments from code costs more than all the rest.
    func references(_ isWanted: (String) -> Bool = { _ in true }) -> [SourceReference] {
        var found: [SourceReference] = []
        guard ByteSearch.firstRange(of: Self.mark, in: bytes) != nil else { return [] }
        var scanner = LineCounter(bytes)
        var comments = CommentTracker(bytes, language)
        var position = 0
        while let hit = ByteSearch.firstRange(of: Self.mark, in: bytes, from: position) {
            var end = hit + Self.mark.count
            while end < bytes.count, Self.isName(bytes[end]) { end += 1 }
            position = end
            let isDefinition = isDefinition(hit)
            guard isDefinition || isUse(hit, end) && isCondition(hit) else { continue }
            let name = String(decoding: bytes[(hit + Self.mark.count)..<end], as: UTF8.self)
            guard isWanted(name), !comments.isComment(at: hit) else { continue }
            let (line, column) = scanner.place(of: hit)
            found.append(SourceReference(name: name, line: line, column: column, isDefinition: isDefinition))
        }
        return found
    }

    /// In C a name that is undefined goes unnoticed only in conditions: elsewhere it would not compile, or it is a
    /// name of the driver's own. In a make file all uses count.
    private func isCondition(_ hit: Int) -> Bool {
        if language == .make { return true }
        let macros = ["IS_ENABLED(", "IS_BUILTIN(", "IS_MODULE(", "IS_REACHABLE(", "IF_ENABLED("]
        if macros.contains(where: { stands($0, before: hit) }) { return true }
        return ["if", "elif"].contains { directive(hit).starts(with: $0.utf8) }
    }

    private func isDefinition(_ hit: Int) -> Bool {
        if stands("-D", before: hit) { return true }
        let line = lineStart(hit)
        switch language {
        case .c:
            let words = directive(hit)
            return words.starts(with: "define".utf8) && isFirst(hit, after: "define")
                || words.starts(with: "undef".utf8)
        case .make:
            let before = bytes[line..<hit]
            guard before.isEmpty || stands("export ", before: hit) || stands("override ", before: hit) else {
                return false
            }
            let rest = bytes[hit...].prefix { $0 != 0x0A }.drop { Self.isName($0) }.drop {
                $0 == 0x20 || $0 == 0x09
            }
            return rest.starts(with: "=".utf8) || rest.starts(with: ":=".utf8) || rest.starts(with: "?=".utf8)
        }
    }

    private func lineStart(_ hit: Int) -> Int { bytes[..<hit].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0 }

    /// What follows the `#` of the line up to the hit; nothing where there is no `#`.
    private func directive(_ hit: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
        let line = bytes[lineStart(hit)..<hit].drop { $0 == 0x20 || $0 == 0x09 }
        guard line.first == 0x23 else { return bytes[hit..<hit] }
        return line.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
    }

    /// Whether nothing but blanks stands between the directive and the hit.
    private func isFirst(_ hit: Int, after word: String) -> Bool {
        directive(hit).dropFirst(word.utf8.count).allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    private func stands(_ text: String, before hit: Int) -> Bool {
        let count = text.utf8.count
        return hit >= count && bytes[(hit - count)..<hit].elementsEqual(text.utf8)
    }

    static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }

    /// Whether `CONFIG_…` is a whole name: `XCONFIG_Y` is another word, and `CONFIG_##x`, `CONFIG_$(x)`, `CONFIG_*`
    /// and `CONFIG_X_*` stand for many.
    private func isUse(_ start: Int, _ end: Int) -> Bool {
        if start > 0, Self.isName(bytes[start - 1]) || bytes[start - 1] == 0x23 { return false }
        if end == start + Self.mark.count || bytes[end - 1] == 0x5F { return false }
        // `CONFIG_k` is a parameter of a macro: names in Kconfig files are in capitals.
        if (0x61...0x7A).contains(bytes[start + Self.mark.count]) { return false }
        guard end < bytes.count else { return true }
        if bytes[end] == 0x23, end + 1 < bytes.count, bytes[end + 1] == 0x23 { return false }
        let next = bytes[end]
        return !(language == .make && (next == 0x24 || next == 0x25)) && next != 0x2A
    }
}

/// Turns offsets, asked in rising order, into lines and columns.
struct LineCounter {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var line = 1
    private var start = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func place(of offset: Int) -> (line: Int, column: Int) {
        while let base = bytes.baseAddress, let hit = memchr(base + start, 0x0A, offset - start) {
            start = UnsafeRawPointer(hit) - UnsafeRawPointer(base) + 1
            line += 1
        }
        return (line, offset - start + 1)
    }
}

/// Whether offsets, asked in rising order, lie in a comment.
struct CommentTracker {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let language: SourceScan.Language
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ language: SourceScan.Language) {
        self.bytes = bytes
        self.language = language
    }

    mutating func isComment(at offset: Int) -> Bool {
        language == .make ? isMakeComment(offset) : isCComment(offset)
    }

    private func isMakeComment(_ offset: Int) -> Bool {
        var index = offset
        while index > 0, bytes[index - 1] != 0x0A {
            index -= 1
            if bytes[index] == 0x23 { return true }
        }
        return false
    }

    /// Walks over strings and comments from where it last stopped.
    private mutating func isCComment(_ offset: Int) -> Bool {
        while position < offset {
            let byte = bytes[position]
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            let start = position
            if byte == 0x2F && next == 0x2A {
                skip(to: [0x2A, 0x2F])
            } else if byte == 0x2F && next == 0x2F {
                skip(to: [0x0A])
            } else if byte == 0x22 {
                skipString()
                continue
            } else {
                position += 1
                continue
            }
            if position > offset {
                // Asked again for this comment, the answer must be the same.
                position = start
                return true
            }
        }
        return false
    }

    private mutating func skip(to end: [UInt8]) {
        position =
            ByteSearch.firstRange(of: end, in: bytes, from: position + 2).map { $0 + end.count }
            ?? bytes.count
    }

    private mutating func skipString() {
        position += 1
        while position < bytes.count, bytes[position] != 0x22, bytes[position] != 0x0A {
            position += bytes[position] == 0x5C ? 2 : 1
        }
        position += 1
    }
}
