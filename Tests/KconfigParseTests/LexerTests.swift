// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

@Suite struct LexerTests {
    /// The tokens of a text, `kind` or `kind:text`, and the warnings.
    private func lex(_ bytes: [UInt8]) throws -> (tokens: [String], warnings: [String]) {
        let options = ParseOptions(root: "Kconfig", dialect: .modern, shell: FakeShell(), sourceTree: nil)
        let context = LexContext(options: options, sourceTree: nil)
        let text = SourceText(copying: bytes)
        let file = context.sources.add(name: "Kconfig", text: text)
        var lexer = Lexer(file: file, bytes: text.bytes)
        var list: [String] = []
        while true {
            let token = try lexer.next(context)
            if token.kind == .endOfInput { break }
            let hasText = token.kind == .word || token.kind == .quoted
            list.append(hasText ? "\(token.kind):\(context.strings.text(token.text))" : "\(token.kind)")
        }
        #expect(try lexer.next(context).kind == .endOfInput)
        return (list, context.diagnostics.map { context.sources.show($0) })
    }

    private func tokens(_ text: String) throws -> [String] { try lex(Array(text.utf8)).tokens }
    private func warnings(_ text: String) throws -> [String] { try lex(Array(text.utf8)).warnings }

    @Test func keywords() throws {
        for spelling in Keyword.spellings {
            let found = try tokens(spelling)
            #expect(found.count == 1)
            #expect(!found[0].hasPrefix("word"), "\(spelling)")
        }
        #expect(try tokens("def_bool def_tristate") == ["defBool", "defTristate"])
        #expect(
            try tokens("Config configs config_ -config 9config")
                == ["word:Config", "word:configs", "word:config_", "word:-config", "word:9config"])
    }

    @Test func operators() throws {
        #expect(
            try tokens("|| && = != < <= > >= ! ( ) := +=") == [
                "or", "and", "equal", "unequal", "less", "lessEqual", "greater", "greaterEqual", "not",
                "openParen",
                "closeParen", "colonEqual", "plusEqual",
            ])
        #expect(try tokens("A&&!B<=0x1F") == ["word:A", "and", "not", "word:B", "lessEqual", "word:0x1F"])
        #expect(try tokens("A!=-5") == ["word:A", "unequal", "word:-5"])
    }

    @Test func quotes() throws {
        #expect(try tokens(#""plain""#) == ["quoted:plain"])
        #expect(try tokens(#"'single'"#) == ["quoted:single"])
        #expect(try tokens(#"'a "b" c'"#) == [#"quoted:a "b" c"#])
        #expect(try tokens(#""it's""#) == ["quoted:it's"])
        #expect(try tokens(#""a\"b\\c\n""#) == [#"quoted:a"b\cn"#])
        #expect(try tokens(#"'a\'b'"#) == ["quoted:a'b"])
        #expect(try tokens(#""""#) == ["quoted:"])
        #expect(try tokens(#""a # b"#) == ["quoted:a # b"])
        #expect(try tokens(#""a""b"c"#) == ["quoted:a", "quoted:b", "word:c"])
    }

    @Test func quotesThatStayOpen() throws {
        #expect(try tokens("\"open\nA") == ["quoted:open", "endOfLine", "word:A"])
        #expect(try warnings("x \"open\nA") == ["Kconfig:1:3: warning: multi-line strings not supported"])
        #expect(try tokens("\"open") == ["quoted:open"])
        #expect(try tokens("\"open\\") == ["quoted:open"])
        #expect(try tokens("\"open\\\nA") == ["quoted:open", "endOfLine", "word:A"])
    }

    @Test func continuationAndComments() throws {
        #expect(try tokens("A \\\n B") == ["word:A", "word:B"])
        #expect(try tokens("A\\\nB") == ["word:A", "word:B"])
        #expect(try tokens("A # rest \"of\" it\nB") == ["word:A", "endOfLine", "word:B"])
        #expect(try tokens("A#B") == ["word:A"])
        #expect(try tokens("# only") == [])
        #expect(try tokens("# not continued \\\nA") == ["endOfLine", "word:A"])
        #expect(try tokens("\t \n\n") == ["endOfLine", "endOfLine"])
    }

    @Test func unsupportedCharacters() throws {
        let (found, said) = try lex(Array("A @ B\n\t;C | D & \\ E".utf8))
        #expect(found == ["word:A", "word:B", "endOfLine", "word:C", "word:D", "word:E"])
        #expect(
            said == [
                "Kconfig:1:3: warning: ignoring unsupported character '@'",
                "Kconfig:2:2: warning: ignoring unsupported character ';'",
                "Kconfig:2:5: warning: ignoring unsupported character '|'",
                "Kconfig:2:9: warning: ignoring unsupported character '&'",
                "Kconfig:2:11: warning: ignoring unsupported character '\\'",
            ])
    }

    @Test func carriageReturnsNulsAndInvalidText() throws {
        #expect(try lex(Array("A\r\n".utf8)).tokens == ["word:A", "endOfLine"])
        #expect(try lex(Array("A\r\n".utf8)).warnings.count == 1)
        #expect(try lex([0x41, 0x00, 0x42]).tokens == ["word:A", "word:B"])
        #expect(try lex([0x41, 0xFF, 0xC3, 0x42]).tokens == ["word:A", "word:B"])
        #expect(try lex([0x41, 0xFF, 0xC3, 0x42]).warnings.count == 2)
        #expect(try lex([0x22, 0xFF, 0x22]).tokens == ["quoted:\u{FFFD}"])
        #expect(try tokens("\"é\"") == ["quoted:é"])
        #expect(try tokens("\u{FEFF}config A").suffix(2) == ["config", "word:A"])
    }

    @Test func macrosInWordsAndStrings() throws {
        #expect(try tokens("A$(undefined)B") == ["word:AB"])
        #expect(try tokens("$(undefined)") == [])
        #expect(try tokens("$(undefined) C") == ["word:C"])
        #expect(try tokens("X$(filename)-$(lineno)") == ["word:XKconfig-1"])
        #expect(try tokens("\n\"$(filename):$(lineno)\"") == ["endOfLine", "quoted:Kconfig:2"])
        #expect(try tokens("$") == ["word:$"])
        #expect(try tokens("A$ B") == ["word:A$", "word:B"])
        #expect(try tokens("\"a$b\"") == ["quoted:a$b"])
        #expect(try tokens("$(undefined)\"q\"") == ["quoted:q"])
    }

    @Test func columns() throws {
        #expect(
            diagnostics("config A\n\tbool \"a\"\n\tdepends on A &&\n")
                == ["Kconfig:3:17: error: syntax error: the name of a symbol expected"])
        #expect(diagnostics("\n\n  wrong here\n") == ["Kconfig:3:3: error: unknown statement \"wrong\""])
    }
}
