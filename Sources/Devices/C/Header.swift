// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// What a header defines and includes: looked through once, macros read when they are asked for.
final class Header {
    struct Include {
        let name: String
        let isQuoted: Bool
    }

    let path: String
    let text: SourceText
    private(set) var includes: [Include] = []
    private(set) var constants: [StringID: EnumConstant] = [:]
    /// Where the text behind a macro's name begins.
    private var places: [StringID: (offset: Int, line: Int32)] = [:]
    private var macros: [StringID: Macro] = [:]
    private let pool: CPool
    /// The headers it includes, as they were found.
    var resolved: [Header]?
    /// Whether it or one beside it that it includes has tables, once it was asked.
    var leadsToTables: Bool?
    /// Names of those that are not.
    var unresolved: [String] = []

    init(path: String, text: SourceText, _ pool: CPool) {
        self.path = path
        self.text = text
        self.pool = pool
        lookThrough()
    }

    var definedNames: [StringID] { Array(places.keys) + constants.keys.filter { places[$0] == nil } }

    func macro(_ name: StringID) -> Macro? {
        if let known = macros[name] { return known }
        guard let place = places[name] else { return nil }
        var lexer = CLexer(text.bytes, pool, at: place.offset, line: place.line)
        let macro = Macro(lexer.restOfLine(), pool.words)
        macros[name] = macro
        return macro
    }

    /// Tables stand in it, so that its text counts, not only its macros.
    private(set) lazy var hasTables: Bool = {
        for word in ["MODULE_DEVICE_TABLE(", "MODULE_ALIAS("] {
            if starts(line: Array(word.utf8)) { return true }
        }
        var position = 0
        let mark = Array("_device_id ".utf8)
        while let found = ByteSearch.firstRange(of: mark, in: text.bytes, from: position) {
            position = found + mark.count
            let line = text.bytes[position..<text.bytes.endOfLine(from: position)]
            if line.contains(0x5B), line.contains(0x3D) { return true }
        }
        return false
    }()

    /// Whether some line begins with a word.
    private func starts(line word: [UInt8]) -> Bool {
        var position = 0
        while let found = ByteSearch.firstRange(of: word, in: text.bytes, from: position) {
            if found == 0 || text.bytes[found - 1] == 0x0A { return true }
            position = found + 1
        }
        return false
    }

    private func lookThrough() {
        let bytes = text.bytes
        var position = 0
        var line: Int32 = 1
        while position < bytes.count {
            let end = bytes.endOfLine(from: position)
            var index = position
            while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
            if index < end, bytes[index] == 0x23 {
                directive(index + 1, line)
            } else if index < end, bytes[index] == 0x65 || bytes[index] == 0x74, isEnum(index, end) {
                readEnum(index, line)
            }
            position = end + 1
            line += 1
        }
    }

    private func directive(_ start: Int, _ line: Int32) {
        var lexer = CLexer(text.bytes, pool, at: start, line: line)
        guard let word = lexer.next(inLine: true) else { return }
        if word.text == pool.words.define {
            guard let name = lexer.next(inLine: true), places[name.text] == nil else { return }
            places[name.text] = (lexer.position, line)
        } else if word.text == pool.words.include {
            if let include = Include(lexer.restOfLine(), pool) { includes.append(include) }
        }
    }

    private func isEnum(_ start: Int, _ end: Int) -> Bool {
        let bytes = text.bytes
        var start = start
        if starts("typedef ", at: start) { start += 8 }
        guard starts("enum", at: start) else { return false }
        return start + 4 >= end || !CLexer.isWord(bytes[start + 4])
    }

    private func starts(_ word: StaticString, at start: Int) -> Bool {
        guard start + word.utf8CodeUnitCount <= text.bytes.count else { return false }
        return memcmp(text.bytes.baseAddress! + start, word.utf8Start, word.utf8CodeUnitCount) == 0
    }

    private func readEnum(_ start: Int, _ line: Int32) {
        var lexer = CLexer(text.bytes, pool, at: start, line: line)
        var tokens: [CToken] = []
        while let token = lexer.next() {
            if token.text == pool.words.openBrace { break }
            // A parameter, a variable or a function of that type.
            if token.kind != .name { return }
        }
        var depth = 1
        while let token = lexer.next() {
            if token.kind == .directive {
                _ = lexer.restOfLine()
                continue
            }
            if token.text == pool.words.openBrace { depth += 1 }
            if token.text == pool.words.closeBrace {
                depth -= 1
                if depth == 0 { break }
            }
            tokens.append(token)
        }
        for (name, constant) in EnumReader.constants(tokens[...], pool.words) where constants[name] == nil {
            constants[name] = constant
        }
    }
}

extension Header.Include {
    /// Reads what stands behind `#include`; nil when it is no name.
    init?(_ tokens: [CToken], _ pool: CPool) {
        guard let first = tokens.first else { return nil }
        if first.kind == .text {
            self.init(name: String(pool.text(first.text).dropFirst().dropLast()), isQuoted: true)
        } else if pool.text(first.text) == "<" {
            let parts = tokens.dropFirst().prefix { pool.text($0.text) != ">" }
            self.init(name: parts.map { pool.text($0.text) }.joined(), isQuoted: false)
        } else {
            return nil
        }
    }
}
