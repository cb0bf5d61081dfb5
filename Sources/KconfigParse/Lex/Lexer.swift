// SPDX-License-Identifier: GPL-2.0-or-later

/// Turns the bytes of one file into tokens, expanding macros as it meets them (`lexer.l`).
///
/// Macros must be expanded while lexing: an assignment changes what follows it, and a `source` path may be
/// made of variables.
struct Lexer {
    let file: FileID
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0
    private(set) var line: UInt32 = 1
    private var lineStart = 0

    init(file: FileID, bytes: UnsafeBufferPointer<UInt8>) {
        self.file = file
        self.bytes = bytes
    }

    private var here: Location {
        Location(file: file, line: line, column: UInt32(position - lineStart + 1))
    }

    /// The next token; `endOfInput` again and again at the end of the file.
    mutating func next(_ context: LexContext) throws -> Token {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0x20, 0x09:
                position += 1
            case 0x0A:
                let token = Token(kind: .endOfLine, location: here)
                newline()
                return token
            case 0x23:  // '#'
                skipLine()
            case 0x5C where position + 1 < bytes.count && bytes[position + 1] == 0x0A:  // escaped newline
                position += 1
                newline()
            case 0x22, 0x27:
                if let token = try quoted(context) { return token }
            default:
                if Self.isWord(byte) || byte == 0x24 && context.expandsMacros || isPath(context) {
                    if let token = try word(context) { return token }
                } else if let token = operatorToken(ordersValues: context.ordersValues) {
                    return token
                } else {
                    if context.dialect.warnsOddCharacters { reportOdd(byte, context) }
                    position += 1
                }
            }
        }
        return Token(kind: .endOfInput, location: here)
    }

    /// The rest of the line as the value of an assignment, unexpanded; nil when nothing but blanks is left.
    mutating func assignedValue(_ context: LexContext) -> Token? {
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
        guard position < bytes.count, bytes[position] != 0x0A else { return nil }
        let location = here
        let start = position
        skipLine()
        let text = context.strings.intern(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        return Token(kind: .assignedValue, text: text, location: location)
    }

    /// The help text that starts on the line after `help`.
    mutating func helpText() -> Token {
        let location = here
        let start = position
        var scanner = HelpScanner(bytes: bytes, position: position, collects: false)
        scanner.scan()
        position = scanner.position
        line += UInt32(scanner.lines)
        lineStart = bytes[..<position].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let help = HelpText(
            file: file, start: UInt32(clamping: start), isBlank: scanner.isBlank, endLine: line)
        return Token(kind: .helpText, location: location, help: help)
    }

    // MARK: - Pieces

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Letters, digits, `_` and `-`, looked up in a bit set.
    @inline(__always)
    static func isWord(_ byte: UInt8) -> Bool {
        let set: UInt64 = byte < 0x40 ? 0x03FF_2000_0000_0000 : 0x07FF_FFFE_87FF_FFFE
        return byte < 0x80 && set >> UInt64(byte & 0x3F) & 1 != 0
    }

    private static func isPath(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x2F }

    /// Whether a dot or slash at hand is part of a word, which goes on behind it.
    private func isPath(_ context: LexContext) -> Bool {
        guard context.readsPaths, Self.isPath(bytes[position]), position + 1 < bytes.count else {
            return false
        }
        let next = bytes[position + 1]
        return (Self.isWord(next) || Self.isPath(next) || next == 0x24) && context.accepts(.pathWord)
    }

    private mutating func newline() {
        position += 1
        line += 1
        lineStart = position
    }

    private mutating func skipLine() {
        position = lineEnd()
    }

    private func lineEnd() -> Int { bytes.endOfLine(from: position) }

    private mutating func word(_ context: LexContext) throws -> Token? {
        let start = position
        let location = here
        while position < bytes.count, Self.isWord(bytes[position]) || isPath(context) { position += 1 }
        if position == bytes.count || bytes[position] != 0x24 || !context.expandsMacros {
            if bytes[start] == 0x2D, isRowOfDashes(from: start), context.accepts(.loneDashes) { return nil }
            let id = context.strings.intern(UnsafeBufferPointer(rebasing: bytes[start..<position]))
            return Token(kind: Keyword.kind(of: id) ?? .word, text: id, location: location)
        }
        position = start
        let rest = UnsafeBufferPointer(rebasing: bytes[start..<lineEnd()])
        let (expanded, used) = try context.expandWord(rest, at: location) {
            !Self.isWord($0) && !(context.readsPaths && Self.isPath($0))
        }
        position = start + used
        if expanded.isEmpty { return nil }
        var token = Token(kind: .word, text: context.strings.intern(expanded), location: location)
        let origins = context.macros.origins
        if context.keepsProbes && !origins.commands.isEmpty {
            token.probe = context.strings.intern(rest.prefix(used))
        }
        if !origins.isEmpty {
            context.macroWord = .init(
                location: location, text: Array(rest.prefix(used)), value: expanded, origins: origins)
        }
        return token
    }

    private func isRowOfDashes(from start: Int) -> Bool {
        position - start == 3 && bytes[start..<position].allSatisfy { $0 == 0x2D }
    }

    private func reportOdd(_ byte: UInt8, _ context: LexContext) {
        let shown = String(decoding: CollectionOfOne(byte), as: UTF8.self)
        context.report(.warning, at: here, "ignoring unsupported character '\(shown)'")
    }

    /// A text in quotes; nil for one that the file ends in, where that is passed over.
    private mutating func quoted(_ context: LexContext) throws -> Token? {
        let location = here
        let quote = bytes[position]
        position += 1
        if let text = plainText(to: quote) {
            return Token(kind: .quoted, text: context.strings.intern(text), location: location)
        }
        let start = position
        var origins = MacroOrigins()
        var text: [UInt8] = []
        var isClosed = false
        scan: while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case quote:
                position += 1
                isClosed = true
                break scan
            case 0x0A:
                isClosed = true
                var warning = Diagnostic(.warning, at: location, "multi-line strings not supported")
                warning.isOutput = context.dialect.printsOpenStrings
                context.report(warning)
                break scan
            case 0x5C:
                position += 1
                if position < bytes.count, bytes[position] != 0x0A {
                    text.append(bytes[position])
                    position += 1
                }
            case 0x24 where context.expandsMacros:
                let rest = UnsafeBufferPointer(rebasing: bytes[(position + 1)..<lineEnd()])
                let (expanded, used) = try context.expandReference(rest, at: here)
                text.append(contentsOf: expanded)
                origins.add(context.macros.origins)
                position += 1 + used
            default:
                text.append(byte)
                position += 1
            }
        }
        if !isClosed && !context.dialect.keepsOpenTexts { return nil }
        origins.add(context.expandTextVariables(&text))
        if !origins.isEmpty {
            context.macroWord = .init(
                location: location, text: [quote] + bytes[start..<position], value: text, origins: origins)
        }
        return Token(kind: .quoted, text: context.strings.intern(text), location: location)
    }

    /// The text up to the closing quote when nothing in it has a meaning; then `position` is behind it.
    private mutating func plainText(to quote: UInt8) -> UnsafeBufferPointer<UInt8>? {
        let start = position
        var end = start
        while end < bytes.count, bytes[end] != quote {
            if bytes[end] == 0x0A || bytes[end] == 0x5C || bytes[end] == 0x24 { return nil }
            end += 1
        }
        guard end < bytes.count else { return nil }
        position = end + 1
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }

    private mutating func operatorToken(ordersValues: Bool) -> Token? {
        let location = here
        func token(_ kind: TokenKind, _ length: Int) -> Token {
            position += length
            return Token(kind: kind, location: location)
        }
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        switch (bytes[position], next) {
        case (0x7C, 0x7C): return token(.or, 2)
        case (0x26, 0x26): return token(.and, 2)
        case (0x21, 0x3D): return token(.unequal, 2)
        case (0x3C, _) where !ordersValues, (0x3E, _) where !ordersValues: return nil
        case (0x3C, 0x3D): return token(.lessEqual, 2)
        case (0x3E, 0x3D): return token(.greaterEqual, 2)
        case (0x3A, 0x3D): return token(.colonEqual, 2)
        case (0x2B, 0x3D): return token(.plusEqual, 2)
        case (0x3D, _): return token(.equal, 1)
        case (0x3C, _): return token(.less, 1)
        case (0x3E, _): return token(.greater, 1)
        case (0x21, _): return token(.not, 1)
        case (0x28, _): return token(.openParen, 1)
        case (0x29, _): return token(.closeParen, 1)
        default: return nil
        }
    }
}
