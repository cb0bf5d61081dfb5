// SPDX-License-Identifier: GPL-2.0-or-later

/// Finds the end of a help text and renders it: the HELP state of `lexer.l`.
///
/// A help text ends before the first line that is indented less than its first line. Indentation is taken
/// off, tabs count to the next multiple of eight, and trailing blanks go.
struct HelpScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position: Int
    var lines = 0
    var isBlank = true
    private(set) var text: [UInt8] = []
    private let collects: Bool
    private var firstIndent = 0
    private var lastIndent = 0

    init(bytes: UnsafeBufferPointer<UInt8>, position: Int, collects: Bool) {
        self.bytes = bytes
        self.position = position
        self.collects = collects
    }

    /// Afterwards `position` is where the next token is looked for and `lines` how many line ends were passed.
    mutating func scan() {
        while position < bytes.count {
            let (indent, next) = measureIndent()
            guard next < bytes.count else {
                position = next
                return
            }
            if bytes[next] == 0x0A {
                let ends = next + 1 < bytes.count && !Self.isBlankOrNewline(bytes[next + 1])
                position = next + 1
                lines += 1
                if ends { return }
                append(0x0A)
                continue
            }
            if next > position {
                lastIndent = indent
                if firstIndent > 0 {
                    if indent < firstIndent {
                        position = next
                        return
                    }
                    for _ in 0..<(indent - firstIndent) { append(0x20) }
                }
            }
            position = next
            takeLine()
        }
    }

    private func measureIndent() -> (indent: Int, next: Int) {
        var indent = 0
        var next = position
        while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 {
            indent = bytes[next] == 0x09 ? (indent & ~7) + 8 : indent + 1
            next += 1
        }
        return (indent, next)
    }

    private mutating func takeLine() {
        let line = bytes[position..<bytes.endOfLine(from: position)]
        position = line.endIndex
        if isBlank { isBlank = line.allSatisfy(Self.isSpace) }
        if collects {
            let end = line.lastIndex { $0 != 0x20 && $0 != 0x09 }
            if let end { text.append(contentsOf: line[...end]) }
        }
        if firstIndent == 0 { firstIndent = lastIndent }
    }

    private mutating func append(_ byte: UInt8) {
        if collects { text.append(byte) }
    }

    private static func isBlankOrNewline(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A
    }
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
