// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import TestSupport
import Testing

@testable import KconfigParse

/// What projects other than the kernel write, each construct as some real one does.
@Suite struct ForeignTests {
    private static func tree(_ files: [String: String]) -> Tree { Tree(files.mapValues { Array($0.utf8) }) }
    private static func entry(_ name: String) -> String { "config \(name)\n\tbool \"\(name)\"\n" }

    private static func parse(_ files: [String: String]) throws -> KconfigModel {
        try tree(files).parseForeign()
    }

    @Test func sourceAndItsKin() throws {
        let model = try Self.parse([
            "Kconfig": """
            source "sub/Kconfig"
            osource "nowhere"
            gsource "sub/*.nothing"
            gsource "sub/?.more"

            """,
            "sub/Kconfig": """
            rsource "near"
            source "sub/far"
            orsource "nowhere"
            orsource "deep/*/Kconfig"
            grsource "*.less"

            """,
            "sub/near": Self.entry("NEAR"), "sub/far": Self.entry("FAR"),
            "sub/deep/b/Kconfig": Self.entry("B"), "sub/deep/a/Kconfig": Self.entry("A"),
            "sub/1.more": Self.entry("M1"), "sub/2.more": Self.entry("M2"), "sub/x.less": Self.entry("L"),
        ])
        #expect(model.outline == "NEAR FAR A B L M1 M2")
        #expect(model.diagnostics.isEmpty)
    }

    @Test func filePatterns() throws {
        let model = try Self.parse([
            "Kconfig": "source \"boards/*/Kconfig\"\nsource \"boards/*/nothing\"\n",
            "boards/z/Kconfig": Self.entry("Z"), "boards/y/Kconfig": Self.entry("Y"),
        ])
        #expect(model.outline == "Y Z")
        #expect(model.diagnostics.map(\.severity) == [.warning])
    }

    @Test func missingFilesAreLeftOut() throws {
        let tree = Self.tree(["Kconfig": "source \"site-local/Kconfig\"\n" + Self.entry("A")])
        let model = try tree.parseForeign()
        #expect(model.outline == "A")
        #expect(
            model.diagnostics.map { model.sources.show($0) } == [
                "Kconfig:1:1: warning: can't open file \"site-local/Kconfig\", which is left out"
            ])
        #expect(throws: KconfigError.self) { try tree.parse(.modern) }
    }

    @Test func wordsWithDotsAndSlashes() throws {
        let model = try Self.parse([
            "Kconfig": """
            source src/Config.in
            source ./other
            config FILE
            	string "file" if A
            	default boot/u-boot.var
            config B
            	bool "ends here".

            """,
            "src/Config.in": Self.entry("A"), "other": Self.entry("C"),
        ])
        #expect(model.outline == "A{FILE} C B" || model.outline == "A C FILE B")
        #expect(model.shown("FILE").last == "default boot/u-boot.var")
        #expect(model.diagnostics.map(\.message) == ["ignoring unsupported character '.'"])
        #expect(model.dialect == Dialect(major: 4, minor: 20))
    }

    @Test func theRootFileHasAnyName() throws {
        let model = try Self.tree(["Config.in": Self.entry("A") + "config T\n\ttristate \"t\"\n"])
            .parseForeign(root: "Config.in")
        #expect(model.outline == "A T")
        #expect(model.modules == SymbolTable.no)
        #expect(model.dialect == .newest)
    }

    @Test func namesOfVariables() throws {
        setenv("KSAT_TEST_DIR", "sub", 1)
        setenv("KSAT_TEST_TITLE", "Board 5", 1)
        defer { for name in ["KSAT_TEST_DIR", "KSAT_TEST_TITLE"] { unsetenv(name) } }
        let model = try Self.parse([
            "Kconfig": """
            mainmenu "Configuration of $KSAT_TEST_TITLE$KSAT_TEST_UNSET"
            config DIR
            	string
            	option env="KSAT_TEST_DIR"
            source "$DIR/one"
            source "${KSAT_TEST_DIR}/two"
            source $(KSAT_TEST_DIR)/three
            config PRICE
            	string "price"
            	default "5 $"

            """,
            "sub/one": Self.entry("A"), "sub/two": Self.entry("B"), "sub/three": Self.entry("C"),
        ])
        #expect(model.outline == "DIR A B C PRICE")
        let title = model.menus[KconfigModel.root].prompt
        #expect(model.strings.text(model.properties[title].text) == "Configuration of Board 5")
        #expect(model.shown("DIR") == ["default sub"])
        #expect(model.unwritten == [model.symbol("DIR")])
        #expect(model.shown("PRICE").last == "default 5 $")
        #expect(model.dialect == .newest(reading: [.optionEnv]))
        #expect("\(model.dialect)" == "4.17")
    }

    /// The version that somebody's words betray.
    @Test(arguments: [
        (entry("A"), Dialect.newest),
        ("choice\n\tprompt \"c\"\n\toptional\nendchoice\n", Dialect(major: 6, minor: 9)),
        ("choice\n\tprompt \"c\"\nconfig A\n\ttristate \"a\"\nendchoice\n", Dialect(major: 6, minor: 10)),
        ("choice\n\tprompt \"c\"\nconfig A\n\tprompt \"a\"\nendchoice\n", Dialect(major: 6, minor: 10)),
        ("choice\nconfig A\n\tbool \"a\"\nendchoice\n", Dialect(major: 6, minor: 10)),
        ("config A\n\tbool \"a\"\n\t---help---\n\t  x\n", Dialect(major: 5, minor: 8)),
        ("config A\n\tboolean \"a\"\n", Dialect(major: 4, minor: 15)),
        ("config A\n\tbool \"a\"\n\tmodules\n\tdepends on B if C\n", .newest),
    ])
    func theVersionIsGuessed(text: String, expected: Dialect) throws {
        let found = try Self.parse(["Kconfig": text]).dialect
        #expect("\(found)" == "\(expected)")
        // It was read as the newest reads it.
        #expect(found.expandsMacros && found.ordersValues)
    }

    @Test func whatNoVersionReadsIsReportedOnce() {
        do {
            _ = try Self.parse(["Kconfig": "choice\n\tfoo\nendchoice\nconfig A\n\tboolean a\n"])
            Issue.record("no error")
        } catch let error as KconfigError {
            #expect(
                error.diagnostics.filter { $0.severity == .error }.map(\.message) == [
                    "unknown statement \"foo\""
                ])
        } catch { Issue.record("\(error)") }
    }

    @Test func aChoiceInPieces() throws {
        let model = try Self.parse([
            "Kconfig": """
            choice TIMER
            	prompt "timer"
            source "boards"
            config T1
            	bool "t1"
            endchoice
            choice TIMER
            	default T2
            endchoice

            """,
            "boards": Self.entry("T2"),
        ])
        let menu = model.symbols[model.symbol("T1")].choice
        #expect(model.choiceMembers[menu]?.map { model.name($0) } == ["T2", "T1"])
        #expect(model.dialect == Dialect(major: 5, minor: 7))
    }
}
