// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

@Suite struct HelpTests {
    /// The help of the symbol A, and the names of all symbols.
    private func help(_ text: String) throws -> (text: String?, names: [String]) {
        let model = try parse("config A\n\tbool \"a\"\n" + text)
        let menu = model.symbols[model.symbol("A")].firstMenu
        let names = model.menuOrder.compactMap {
            model.menus[$0].symbol.isNone ? nil : model.name(model.menus[$0].symbol)
        }
        return (model.menus[menu].help?.render(model.sources), names)
    }

    @Test(arguments: [
        ("\thelp\n\t  One line.\n", "One line.\n", ["A"]),
        ("\thelp\n\t  One.\n\t  Two.\nconfig B\n\tbool\n", "One.\nTwo.", ["A", "B"]),
        ("\thelp\n\t  One.\n\n\t  After a blank line.\n", "One.\n\nAfter a blank line.\n", ["A"]),
        ("\thelp\n\t  One.\n\t    deeper\n\t  back\n", "One.\n  deeper\nback\n", ["A"]),
        ("\thelp\n\t  One.   \t\n", "One.\n", ["A"]),
        ("\thelp\n        spaces\n\ttab\n", "spaces\ntab\n", ["A"]),
        ("\thelp\n\t  config B\n\t  \tbool\n", "config B\n      bool\n", ["A"]),
        ("\thelp\n\n\n\t  late\n", "\n\nlate\n", ["A"]),
        ("\thelp\n\t  ends here", "ends here", ["A"]),
        ("\thelp\n\t  # no comment\n", "# no comment\n", ["A"]),
        ("\thelp\n\t  \"open $(undefined\n", "\"open $(undefined\n", ["A"]),
        ("\thelp   # comment\n\t  One.\n", "One.\n", ["A"]),
        ("  help\n   text\nconfig B\n\tbool\n", "text", ["A", "B"]),
        ("\thelp\n\t  tail \\\n\t  next\n", "tail \\\nnext\n", ["A"]),
    ])
    func texts(text: String, expected: String, names: [String]) throws {
        let found = try help(text)
        #expect(found.text == expected)
        #expect(found.names == names)
    }

    @Test func textInColumnZeroIsHelpAsWell() throws {
        // As in lexer.l: without any indentation the first line sets none, and the text goes on.
        let found = try help("\thelp\nflush left\n")
        #expect(found.text == "flush left\n")
        #expect(try help("\thelp\nconfig B\n\tbool\n").names == ["A"])
    }

    @Test func aLineThatIsIndentedLessEndsTheHelp() {
        let text = "config A\n\tbool \"a\"\n\thelp\n\t  less\n   than that\n"
        #expect(diagnostics(text) == ["Kconfig:5:4: error: unknown statement \"than\""])
    }

    @Test func blankHelp() throws {
        #expect(diagnostics("config A\n\tbool\n\thelp\n").contains { $0.contains("blank help text") })
        #expect(diagnostics("config A\n\tbool\n\thelp").contains { $0.contains("blank help text") })
        #expect(diagnostics("config A\n\tbool\n\thelp\n\t \n\n").contains { $0.contains("blank help text") })
    }

    @Test func helpTwice() {
        let said = diagnostics("config A\n\tbool\n\thelp\n\t  one\n\n\thelp\n\t  two\n")
        #expect(
            said == [
                "Kconfig:6:2: warning: 'A' defined with more than one help text -- only the last one will be used"
            ])
    }

    @Test func oldSpelling() throws {
        #expect(try help("\t---help---\n\t  Old.\n").text == "Old.\n")
    }

    @Test func linesAreCountedThroughHelp() {
        let said = diagnostics("config A\n\tbool\n\thelp\n\t  one\n\n\t  two\n\nwrong\n")
        #expect(said == ["Kconfig:8:1: error: unknown statement \"wrong\""])
    }
}
