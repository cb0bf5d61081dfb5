// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Solver

/// A use of a configuration symbol outside Kconfig files.
struct SourceReference: Sendable {
    /// The name without `CONFIG_`, and with `_MODULE` where that stands for "is a module".
    let name: String
    let line: Int
    let column: Int
    /// The file gives the name a meaning itself: `#define`, `#undef`, `-D`, or an assignment of make.
    let isDefinition: Bool
}

/// Reads C, assembly and make files: one pass each, with PCRE2's machine code.
enum SourceScan {
    enum Language { case c, make }

    /// What kind of file a name without folders is; nil for one that is not looked at.
    static func language(of name: String) -> Language? {
        if [".c", ".h", ".S", ".s", ".dts", ".dtsi", ".rs"].contains(where: { name.hasSuffix($0) }) {
            return .c
        }
        let isMake =
            name == "Kbuild" || name.hasPrefix("Makefile") || name.hasSuffix(".mk") || name == "Platform"
        return isMake ? .make : nil
    }

    /// The uses in code, in order, and the blocks that depend on them. Comments don't count, nor names that a macro
    /// puts together.
    static func facts(_ bytes: UnsafeBufferPointer<UInt8>, _ language: Language) -> SourceFacts {
        // Most files have nothing to do with the configuration.
        guard ByteSearch.firstRange(of: mark, in: bytes) != nil else { return SourceFacts() }
        switch language {
        case .c:
            var scan = CodeScan(bytes)
            return scan.run()
        case .make:
            var scan = MakeScan(bytes)
            return scan.run()
        }
    }

    static let mark = Array("CONFIG_".utf8)

    /// `CONFIG_X` as a whole word: `CONFIG_##x`, `CONFIG_X_*` and `CONFIG_$(x)` stand for many, `CONFIG_k` is a
    /// parameter of a macro.
    static let name = #"(?:(?<=-D)|(?<![\w#]))CONFIG_([A-Z0-9]\w*)(?<!_)(?!\w|##|[*$%])"#

    /// The matches of a pattern in a part of a file, with the text and the offset of their first group.
    static func names(
        _ pattern: borrowing Pattern, in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
        _ body: (String, Int) -> Void
    ) {
        let part = UnsafeBufferPointer(rebasing: bytes[range])
        forEachMatch(pattern, part) { match in
            guard let name = match[1] else { return }
            body(text(part, name), range.lowerBound + name.lowerBound - mark.count)
        }
    }

    static func pattern(_ text: String) -> Pattern {
        guard let compiled = try? Pattern(text, isMultiline: true) else {
            preconditionFailure("the pattern is a constant")
        }
        return compiled
    }

    /// Calls `body` with all matches. A text that the library gives up on is read as far as it gets.
    static func forEachMatch(
        _ pattern: borrowing Pattern, _ bytes: UnsafeBufferPointer<UInt8>, _ body: (Pattern.Match) -> Void
    ) {
        try? pattern.forEachMatch(in: bytes) { match in
            body(match)
            return true
        }
    }

    static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// On one line, and not longer than a line.
    static func shown(_ bytes: some Collection<UInt8>) -> String {
        let words = bytes.split { $0 <= 0x20 || $0 == 0x5C }
        let text = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
        return text.count > 100 ? text.prefix(97) + "..." : text
    }

    static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}

/// Turns offsets, asked in rising order, into lines and columns.
struct LineCounter {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var line = 1
    private var start = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func place(of offset: Int) -> (line: Int, column: Int) {
        while let base = bytes.baseAddress, let hit = memchr(base + start, 0x0A, max(0, offset - start)) {
            start = UnsafeRawPointer(hit) - UnsafeRawPointer(base) + 1
            line += 1
        }
        return (line, offset - start + 1)
    }
}
