// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

/// Every statement and every attribute, right and wrong.
@Suite struct StatementTests {
    @Test func typesAndPrompts() throws {
        let model = try parse(
            """
            config A
            	bool "a" if B
            config B
            	tristate
            	prompt "b"
            config C
            	int "c"
            config D
            	hex
            config E
            	string "e"
            config F
            	def_bool y if A
            config G
            	def_tristate B

            """)
        #expect(
            "ABCDEFG".map { model.type(String($0)) } == [
                .bool, .tristate, .int, .hex, .string, .bool, .tristate,
            ])
        #expect(model.shown("A") == ["prompt \"a\" if B"])
        #expect(model.shown("B") == ["prompt \"b\""])
        #expect(model.shown("F") == ["default y if A"])
        #expect(model.shown("G") == ["default B"])
        #expect(model.diagnostics.isEmpty)
    }

    @Test func attributes() throws {
        let model = try parse(
            """
            config DEP
            	bool "dep"
            config N
            	int "n" if DEP
            	default 5 if DEP
            	default 7
            	range 1 9 if DEP
            	range 0 99
            	depends on DEP || !DEP
            config S
            	bool "s"
            	select T if DEP
            	imply U
            	depends on DEP
            	depends on S2 != n
            config S2
            	tristate "s2"
            config T
            	bool
            config U
            	bool "u"

            """)
        #expect(
            model.shown("N") == [
                "prompt \"n\" if DEP", "default 5 if DEP", "default 7 if y", "range [1 9] if DEP",
                "range [0 99] if y",
            ])
        #expect(model.reverse("T") == "S && S2!=n && DEP")
        #expect(model.implied("U") == "S && DEP && S2!=n")
        #expect(model.direct("S") == "DEP && S2!=n")
        let menu = model.menus[model.symbols[model.symbol("S")].firstMenu]
        #expect(menu.dependencyLocation.line == 14)
    }

    @Test func menusCommentsAndIfs() throws {
        let model = try parse(
            """
            mainmenu "Title"
            menu "outer"
            	depends on P
            comment "remark"
            	depends on Q
            menuconfig M
            	bool "m"
            if M
            config X
            	bool "x"
            endif
            endmenu
            config P
            	bool "p"
            config Q
            	bool "q"

            """)
        #expect(model.outline == "'outer'{'remark' M{X}} P Q")
        #expect(model.direct("X") == "P && M")
        let title = model.menus[KconfigModel.root].prompt
        #expect(model.strings.text(model.properties[title].text) == "Title")
        #expect(model.shown("M") == ["menu \"m\" if P"])
    }

    @Test func withoutMainmenu() throws {
        let model = try parse("")
        #expect(
            model.strings.text(model.properties[model.menus[KconfigModel.root].prompt].text) == "Main menu")
        #expect(model.modules == SymbolTable.no)
        #expect(model.menuOrder.isEmpty)
    }

    @Test(arguments: ["\tmodules\n", "\toption modules\n"])
    func modules(line: String) throws {
        let model = try parse(
            "config LOADABLE\n\tbool \"l\"\n\(line)config T\n\ttristate \"t\"\n\tdepends on m\n")
        #expect(model.modules == model.symbol("LOADABLE"))
        #expect(model.direct("T") == "m && LOADABLE")
        #expect(
            diagnostics("config A\n\tbool\n\(line)config B\n\tbool\n\(line)").last
                == "Kconfig:6:2: error: symbol 'B' redefines option 'modules' already defined by symbol 'A'")
    }

    @Test func oldOptions() throws {
        let model = try parse(
            """
            config A
            	bool "a"
            	option allnoconfig_y
            config L
            	string
            	option defconfig_list
            config T
            	bool
            	transitional

            """)
        #expect(model.allNoConfig == [model.symbol("A")])
        #expect(model.defconfigList == model.symbol("L"))
        #expect(model.transitional == [model.symbol("T")])
        #expect(
            diagnostics("config T\n\tbool \"t\"\n\ttransitional\n").last?.hasSuffix(
                "can only have help sections") == true)
    }

    @Test func newConditionalDependency() throws {
        let model = try parse(
            "config A\n\tbool \"a\"\n\tdepends on B if C\nconfig B\n\tbool\nconfig C\n\tbool\n")
        #expect(model.direct("A") == "B || !C")
    }

    @Test func sources() throws {
        let model = try parse(
            "DIR := sub\nsource \"$(DIR)/Kconfig\"\nsource plain-word\nconfig Z\n\tbool\n",
            files: [
                "sub/Kconfig": "config A\n\tbool\nsource \"sub/more\"", "sub/more": "config B\n\tbool",
                "plain-word": "",
            ])
        #expect(model.outline == "A B Z")
        #expect(model.sources.files.count == 4)
        #expect(model.sources.describe(model.location(of: model.symbol("B"))) == "sub/more:1")
        #expect(
            model.diagnostics.map { model.sources.show($0) } == [
                "sub/more:2:6: warning: no new line at end of file",
                "sub/Kconfig:3:18: warning: no new line at end of file",
            ] || model.diagnostics.count == 1)
    }

    @Test func theWorkingFolderComesFirst() throws {
        // An absolute name is not looked for in the source tree.
        #expect(
            diagnostics("source \"/no/such/Kconfig\"\n")
                == ["Kconfig:1:1: error: can't open file \"/no/such/Kconfig\""])
    }

    // MARK: - Errors

    @Test(arguments: [
        ("config\n", "1:7: error: syntax error: the name of a symbol expected"),
        ("config \"A\"\n", "1:8: error: syntax error: the name of a symbol expected"),
        ("config A B\n", "1:10: error: syntax error: end of line expected"),
        ("config if\n", "1:8: error: syntax error: the name of a symbol expected"),
        ("config A\n\tbool \"a\" \"b\"\n", "2:11: error: syntax error: end of line expected"),
        ("config A\n\tprompt a\n", "2:9: error: syntax error: a quoted prompt expected"),
        ("config A\n\tbool \"a\" if\n", "2:13: error: syntax error: the name of a symbol expected"),
        ("config A\n\tdefault\n", "2:9: error: syntax error: the name of a symbol expected"),
        ("config A\n\tselect \"B\"\n", "2:9: error: syntax error: the name of a symbol expected"),
        ("config A\n\trange 1\n", "2:9: error: syntax error: the name of a symbol expected"),
        ("config A\n\tdepends A\n", "2:10: error: syntax error: 'on' expected"),
        ("config A\n\tdepends on (A\n", "2:15: error: syntax error: ')' expected"),
        ("config A\n\tdepends on A B\n", "2:15: error: syntax error: end of line expected"),
        ("config A\n\tdepends on A = = B\n", "2:17: error: syntax error: the name of a symbol expected"),
        ("config A\n\thelp me\n", "2:7: error: syntax error: end of line expected"),
        ("config A\n\toptional\n", "2:2: error: unknown statement \"optional\""),
        ("menu A\n", "1:6: error: syntax error: a quoted title expected"),
        ("comment A\n", "1:9: error: syntax error: a quoted text expected"),
        ("mainmenu A\n", "1:10: error: syntax error: a quoted title expected"),
        ("source\n", "1:7: error: syntax error: a quoted file name expected"),
        ("if\n", "1:3: error: syntax error: the name of a symbol expected"),
        ("endmenu\n", "1:1: error: 'endmenu' without a block to end"),
        ("endif\n", "1:1: error: 'endif' without a block to end"),
        ("bool\n", "1:1: error: invalid statement"),
        ("\"text\"\n", "1:1: error: invalid statement"),
        ("A B\n", "1:1: error: unknown statement \"A\""),
        ("if A\nendmenu\nendif\n", "2:1: error: unexpected 'endmenu' within if block"),
        ("menu \"m\"\n", "1:1: error: missing end statement for this entry"),
        ("choice\n\tprompt \"c\"\nmenu \"m\"\nendmenu\nendchoice\n", "3:1: error: invalid statement"),
        (
            "choice\n\tprompt \"c\"\n\tdefault A && B\nendchoice\n",
            "3:12: error: syntax error: end of line expected"
        ),
        ("source \"nowhere\"\n", "1:1: error: can't open file \"nowhere\""),
    ])
    func errors(text: String, expected: String) {
        let said = diagnostics(text, isStrict: true)
        #expect(said.contains("Kconfig:\(expected)"), "\(said)")
    }

    @Test func oldOptionsWithErrors() {
        #expect(
            diagnostics("config A\n\toption what\n").first == "Kconfig:2:9: error: unknown option \"what\"")
        #expect(
            diagnostics("config A\n\toption env\n").first
                == "Kconfig:2:12: error: syntax error: '=' expected")
        #expect(
            diagnostics(
                "config A\n\tstring\n\toption defconfig_list\nconfig B\n\tstring\n\toption defconfig_list\n")
                == ["Kconfig:6:2: error: trying to redefine defconfig symbol"])
    }

    @Test func everyErrorIsReported() {
        let said = diagnostics("config\nconfig A\n\tbool \"a\" x\n\tdefault\nfoo\nendif\n")
        #expect(said.count == 5, "\(said)")
        #expect(diagnostics(String(repeating: "foo\n", count: 1000)).count == 100)
    }

    @Test func aBlockEndsInItsOwnFile() {
        let said = diagnostics("menu \"m\"\nsource \"sub\"\n", files: ["sub": "endmenu\n"])
        #expect(said.first == "sub:1:1: error: 'endmenu' in different file than 'menu'")
    }

    @Test func recursiveInclusion() {
        #expect(
            diagnostics("source \"Kconfig\"\n") == ["Kconfig:1:1: error: recursive inclusion of \"Kconfig\""])
        #expect(
            diagnostics("source \"a\"\n", files: ["a": "\nsource \"b\"\n", "b": "source \"a\"\n"])
                == ["b:1:1: error: recursive inclusion of \"a\""])
    }

    @Test func theSameFileTwiceInARow() throws {
        let model = try parse(
            "source \"a\"\nsource \"a\"\n", files: ["a": "config A\n\tbool \"a\"\n\tdefault y\n"])
        #expect(model.definitions(of: model.symbol("A")).count == 2)
    }

    @Test func diagnosticsAreRendered() throws {
        let tree = Tree([
            "Kconfig": Array("\nsource \"sub\"\n".utf8), "sub": Array("config A\n\tdepends\ton (\n".utf8),
        ])
        do {
            _ = try tree.parse()
            Issue.record("no error")
        } catch let error as KconfigError {
            #expect(
                DiagnosticPrinter(sources: error.sources).render(error.diagnostics[0]) == """
                    sub:2:14: error: syntax error: the name of a symbol expected
                        \tdepends\ton (
                        \t       \t    ^
                    Kconfig:2: note: sourced from here

                    """)
        }
    }

    /// Of a line of a megabyte with thousands of errors each message shows what is around its place.
    @Test func ofALongLineAWindowIsRendered() throws {
        let long = String(repeating: "é(", count: 30_000)
        do {
            _ = try Tree(["Kconfig": Array("config A\n\tdepends on \(long)\n".utf8)]).parse()
            Issue.record("no error")
        } catch let error as KconfigError {
            let printer = DiagnosticPrinter(sources: error.sources)
            let file = try #require(error.diagnostics.first).location.file
            for column in [1, 13, 500, 45_000, 90_013] {
                let place = Location(file: file, line: 2, column: UInt32(column))
                let lines = printer.render(Diagnostic(.error, at: place, "here")).split(separator: "\n")
                #expect(lines.count == 3 && lines.allSatisfy { $0.count < 300 })
                #expect(lines[1].contains("…") && !lines[1].contains("\u{FFFD}"))
                if column > 1 { #expect(lines[2].last == "^" && lines[2].count <= lines[1].count + 1) }
            }
            let place = Location(file: file, line: 2, column: 13)
            let lines = printer.render(Diagnostic(.error, at: place, "here")).split(separator: "\n")
            #expect(lines[1].hasPrefix("    \tdepends on é(é(") && lines[2] == "    \t           ^")
        }
    }

    /// Nothing moves a terminal's cursor.
    @Test func noControlCharactersAreRendered() throws {
        let tree = Tree(["Kconfig": Array("config A\n\tdepends on \u{1B}[2J (\n".utf8)])
        do {
            _ = try tree.parse()
            Issue.record("no error")
        } catch let error as KconfigError {
            let printer = DiagnosticPrinter(sources: error.sources)
            for diagnostic in error.diagnostics { #expect(!printer.render(diagnostic).contains("\u{1B}")) }
        }
    }

    @Test func noKconfigAtAll() {
        let options = ParseOptions(
            root: "/no/such/Kconfig", dialect: .modern, shell: FakeShell(), sourceTree: nil)
        do {
            _ = try KconfigModel.parse(options)
            Issue.record("no error")
        } catch let error as KconfigError {
            #expect(error.diagnostics.map(\.message) == ["can't find file /no/such/Kconfig"])
            #expect(error.diagnostics[0].hint != nil)
        } catch { Issue.record("\(error)") }
    }
}
