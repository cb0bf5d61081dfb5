// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A token of C, as the preprocessor sees it.
struct CToken {
    enum Kind: UInt8 { case name, number, text, character, sign, directive }

    var kind: Kind
    var text: StringID
    var line: Int32
    /// The file that it stands in (`StatementReader.files`).
    var file: Int16 = 0
    /// Blanks before it.
    var isSpaced = false
    /// Macros that are not expanded again in it (`MacroExpander`).
    var hidden: Int32 = 0
    /// The condition of the `#if`s around it (`ConditionList`).
    var condition: Int32 = 0
}

/// Words and signs that the reader asks for, interned once.
struct CWords {
    let open, close, openBrace, closeBrace, openBracket, closeBracket, comma, semicolon, equals, dot: StringID
    let hash, paste, ellipsis, star, variadic: StringID
    let define, undef, include, `if`, ifdef, ifndef, elif, `else`, endif, defined: StringID
    let `enum`, `struct`, union, typedef: StringID
    let deviceTable, alias: StringID

    init(_ pool: inout StringPool) {
        open = pool.intern(utf8: "(")
        close = pool.intern(utf8: ")")
        openBrace = pool.intern(utf8: "{")
        closeBrace = pool.intern(utf8: "}")
        openBracket = pool.intern(utf8: "[")
        closeBracket = pool.intern(utf8: "]")
        comma = pool.intern(utf8: ",")
        semicolon = pool.intern(utf8: ";")
        equals = pool.intern(utf8: "=")
        dot = pool.intern(utf8: ".")
        hash = pool.intern(utf8: "#")
        paste = pool.intern(utf8: "##")
        ellipsis = pool.intern(utf8: "...")
        star = pool.intern(utf8: "*")
        variadic = pool.intern(utf8: "__VA_ARGS__")
        define = pool.intern(utf8: "define")
        undef = pool.intern(utf8: "undef")
        include = pool.intern(utf8: "include")
        `if` = pool.intern(utf8: "if")
        ifdef = pool.intern(utf8: "ifdef")
        ifndef = pool.intern(utf8: "ifndef")
        elif = pool.intern(utf8: "elif")
        `else` = pool.intern(utf8: "else")
        endif = pool.intern(utf8: "endif")
        defined = pool.intern(utf8: "defined")
        `enum` = pool.intern(utf8: "enum")
        `struct` = pool.intern(utf8: "struct")
        union = pool.intern(utf8: "union")
        typedef = pool.intern(utf8: "typedef")
        deviceTable = pool.intern(utf8: "MODULE_DEVICE_TABLE")
        alias = pool.intern(utf8: "MODULE_ALIAS")
    }
}

/// The words of everything that one thread reads.
final class CPool {
    var strings = StringPool()
    let words: CWords

    init() {
        var strings = StringPool()
        words = CWords(&strings)
        self.strings = strings
    }

    func text(_ id: StringID) -> String { strings.text(id) }
    func intern(_ text: String) -> StringID { strings.intern(utf8: text) }
}
