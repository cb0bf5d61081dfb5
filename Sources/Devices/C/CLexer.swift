// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Cuts C into tokens. Comments and lines that go on behind a backslash count as blanks.
struct CLexer {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int
    private(set) var line: Int32
    /// Only blanks stand before the position on its line.
    private var isAtLineStart = true
    private let pool: CPool

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ pool: CPool, at position: Int = 0, line: Int32 = 1) {
        self.bytes = bytes
        self.pool = pool
        self.position = position
        self.line = line
    }

    /// The next token; nil at the end of the text, or with `inLine` at the end of the line.
    mutating func next(inLine: Bool = false) -> CToken? {
        let isSpaced = skipBlanks(inLine)
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        if byte == 0x0A { return nil }
        let start = position
        let startLine = line
        var kind = CToken.Kind.sign
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x5F:
            kind = .name
            skip(while: Self.isWord)
            if position < bytes.count, bytes[position] == 0x22, position - start == 1, byte == 0x4C {
                quoted(0x22)
                kind = .text
            }
        case 0x30...0x39:
            kind = .number
            skip(while: Self.isWord)
        case 0x22, 0x27:
            kind = byte == 0x22 ? .text : .character
            quoted(byte)
        case 0x23 where isAtLineStart && !inLine:
            kind = .directive
            position += 1
        default: position += signLength(byte)
        }
        isAtLineStart = false
        let text = pool.strings.intern(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        return CToken(kind: kind, text: text, line: startLine, isSpaced: isSpaced)
    }

    /// The rest of the line.
    mutating func restOfLine() -> [CToken] {
        var tokens: [CToken] = []
        while let token = next(inLine: true) { tokens.append(token) }
        return tokens
    }

    /// Passes over what stands between braces whose first was just read, faster than token by token.
    ///
    /// - Returns: the words of `#else` and `#endif` in it that belong to an `#if` before it.
    mutating func skipBody() -> [StringID] {
        var depth = 1
        var nested = 0
        var foreign: [StringID] = []
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0x0A:
                line += 1
                position += 1
                isAtLineStart = true
                guard position < bytes.count else { return foreign }
                // A brace in the first column ends a function, whatever was counted.
                if bytes[position] == 0x7D {
                    position += 1
                    isAtLineStart = false
                    return foreign
                }
                if bytes[position] == 0x23 { directiveInBody(&nested, &foreign) }
            case 0x22, 0x27: quoted(byte)
            case 0x2F where isCommentStart: comment()
            case 0x7B:
                depth += 1
                position += 1
            case 0x7D:
                depth -= 1
                position += 1
                if depth == 0 { return foreign }
            default: position += 1
            }
        }
        return foreign
    }

    private mutating func directiveInBody(_ nested: inout Int, _ foreign: inout [StringID]) {
        position += 1
        guard let word = next(inLine: true)?.text else { return }
        let words = pool.words
        switch word {
        case words.if, words.ifdef, words.ifndef: nested += 1
        case words.endif where nested > 0: nested -= 1
        case words.else, words.elif, words.endif: if nested == 0 { foreign.append(word) }
        default: break
        }
    }

    // MARK: - Parts

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }

    private mutating func skip(while fits: (UInt8) -> Bool) {
        while position < bytes.count, fits(bytes[position]) { position += 1 }
    }

    private var isCommentStart: Bool {
        position + 1 < bytes.count && (bytes[position + 1] == 0x2A || bytes[position + 1] == 0x2F)
    }

    private mutating func skipBlanks(_ inLine: Bool) -> Bool {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0D, 0x0C: position += 1
            case 0x0A:
                if inLine { return position > start }
                line += 1
                position += 1
                isAtLineStart = true
            case 0x5C where position + 1 < bytes.count && bytes[position + 1] == 0x0A:
                line += 1
                position += 2
            case 0x5C where position + 2 < bytes.count && bytes[position + 1] == 0x0D:
                line += 1
                position += 3
            case 0x2F where isCommentStart: comment()
            default: return position > start
            }
        }
        return position > start
    }

    private mutating func comment() {
        let isLine = bytes[position + 1] == 0x2F
        position += 2
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0A {
                if isLine { return }
                line += 1
            } else if byte == 0x2A, !isLine, position + 1 < bytes.count, bytes[position + 1] == 0x2F {
                position += 2
                return
            }
            position += 1
        }
    }

    private mutating func quoted(_ mark: UInt8) {
        position += 1
        while position < bytes.count, bytes[position] != 0x0A {
            let byte = bytes[position]
            if byte == 0x5C {
                if position + 1 < bytes.count, bytes[position + 1] == 0x0A { line += 1 }
                position = min(position + 2, bytes.count)
                continue
            }
            position += 1
            if byte == mark { return }
        }
    }

    private func signLength(_ byte: UInt8) -> Int {
        guard position + 1 < bytes.count else { return 1 }
        let next = bytes[position + 1]
        switch (byte, next) {
        case (0x2E, 0x2E): return position + 2 < bytes.count && bytes[position + 2] == 0x2E ? 3 : 1
        case (0x23, 0x23), (0x3C, 0x3C), (0x3E, 0x3E), (0x3D, 0x3D), (0x21, 0x3D), (0x3C, 0x3D), (0x3E, 0x3D),
            (0x26, 0x26), (0x7C, 0x7C), (0x2D, 0x3E), (0x2B, 0x2B), (0x2D, 0x2D):
            return 2
        default: return 1
        }
    }
}
