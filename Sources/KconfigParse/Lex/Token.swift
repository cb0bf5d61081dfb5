// SPDX-License-Identifier: GPL-2.0-or-later

/// The tokens of `lexer.l`, keywords included.
enum TokenKind: UInt8 {
    // Keywords, in the order in which their spellings are interned (`Keyword.spellings`).
    case bool, choice, comment, config, defBool, defTristate, `default`, depends, endchoice, endif, endmenu,
        help
    case hex, `if`, imply, int, mainmenu, menu, menuconfig, modules, on, prompt, range, select, source, string
    case tristate, visible
    // Operators.
    case or, and, equal, unequal, less, lessEqual, greater, greaterEqual, not, openParen, closeParen
    case colonEqual, plusEqual
    // Tokens with a text.
    case word, quoted, assignedValue, helpText
    case endOfLine, endOfInput
}

enum Keyword {
    static let spellings = [
        "bool", "choice", "comment", "config", "def_bool", "def_tristate", "default", "depends", "endchoice",
        "endif", "endmenu", "help", "hex", "if", "imply", "int", "mainmenu", "menu", "menuconfig", "modules",
        "on", "prompt", "range", "select", "source", "string", "tristate", "visible",
    ]

    /// Interns the spellings first of all, so that an id tells whether a word is a keyword.
    static func intern(into pool: inout StringPool) {
        precondition(pool.count == 1, "keywords go into a fresh pool")
        for spelling in spellings { _ = pool.intern(utf8: spelling) }
    }

    static func kind(of word: StringID) -> TokenKind? {
        let last = UInt32(TokenKind.visible.rawValue)
        return word.raw &- 1 <= last ? TokenKind(rawValue: UInt8(word.raw - 1)) : nil
    }
}

struct Token {
    var kind: TokenKind
    /// The text of a word, string, assigned value; empty for the others.
    var text: StringID = StringPool.empty
    var location: Location
    /// Where a help text lies.
    var help: HelpText?
    /// The text as written, where a command's output became part of what it expanded to.
    var probe = StringID.none
}

/// A help text as a range of its file. It is rendered when somebody asks: most runs never do.
public struct HelpText: Hashable, Sendable {
    let file: FileID
    let start: UInt32
    let isBlank: Bool
    /// The line on which the lexer goes on.
    let endLine: UInt32

    public func render(_ sources: SourceMap) -> String {
        var scanner = HelpScanner(bytes: sources.files[file].text.bytes, position: Int(start), collects: true)
        scanner.scan()
        return String(decoding: scanner.text, as: UTF8.self)
    }
}
