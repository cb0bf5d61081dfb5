// SPDX-License-Identifier: GPL-2.0-or-later

/// The words of a Kconfig file that may be names of symbols, with their places: what an editor needs of a text that
/// need not be right. Comments, help texts, quoted texts and macro calls are left out.
public struct KconfigWords {
    /// A word of a statement.
    public struct Word {
        /// The bytes of the file that it takes.
        public let range: Range<Int>
        /// The first word of its line.
        public let keyword: Range<Int>
        /// How many words stand before it on its line.
        public let index: Int
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// The parts of the file that are help texts, in order.
    public private(set) var helpTexts: [Range<Int>] = []

    public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Calls `body` with each word in the order of the file.
    public mutating func scan(_ body: (Word) -> Void) {
        position = 0
        helpTexts = []
        while position < bytes.count { line(body) }
    }

    private mutating func line(_ body: (Word) -> Void) {
        var index = 0
        var keyword = 0..<0
        var isContinued = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0A {
                position += 1
                if isContinued {
                    isContinued = false
                    continue
                }
                break
            }
            isContinued = false
            switch byte {
            case 0x23: position = bytes.endOfLine(from: position)
            case 0x22, 0x27: skipQuoted(byte)
            case 0x24: skipMacro()
            case 0x5C:
                isContinued = true
                position += 1
            case _ where Lexer.isWord(byte):
                let range = word()
                if index == 0 { keyword = range }
                body(Word(range: range, keyword: keyword, index: index))
                index += 1
            default: position += 1
            }
        }
        if index == 1, isHelp(keyword) { skipHelp() }
    }

    private mutating func word() -> Range<Int> {
        let start = position
        while position < bytes.count, Lexer.isWord(bytes[position]) { position += 1 }
        return start..<position
    }

    private func isHelp(_ range: Range<Int>) -> Bool {
        let word = bytes[range]
        return word.elementsEqual("help".utf8) || word.elementsEqual("---help---".utf8)
    }

    private mutating func skipHelp() {
        var scanner = HelpScanner(bytes: bytes, position: position, collects: false)
        scanner.scan()
        helpTexts.append(position..<scanner.position)
        position = max(position, scanner.position)
    }

    private mutating func skipQuoted(_ quote: UInt8) {
        position += 1
        while position < bytes.count, bytes[position] != 0x0A {
            let byte = bytes[position]
            position += byte == 0x5C && position + 1 < bytes.count && bytes[position + 1] != 0x0A ? 2 : 1
            if byte == quote { return }
        }
    }

    /// `$(…)` with what is nested in it, to the end of the line at most.
    private mutating func skipMacro() {
        position += 1
        guard position < bytes.count, bytes[position] == 0x28 else { return }
        var depth = 0
        while position < bytes.count, bytes[position] != 0x0A {
            if bytes[position] == 0x28 { depth += 1 }
            if bytes[position] == 0x29 { depth -= 1 }
            position += 1
            if depth == 0 { return }
        }
    }
}
