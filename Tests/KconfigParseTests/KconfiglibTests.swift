// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import TestSupport
import Testing

@testable import KconfigParse

/// What Kconfiglib and its forks, those of ESP-IDF and Zephyr, read otherwise than `conf`.
@Suite struct KconfiglibTests {
    /// Parses with variables of the environment, which no other test has.
    private static func parse(_ text: String, _ others: [String: String] = [:]) throws -> KconfigModel {
        for (name, value) in variables { setenv(name, value, 1) }
        return try Tree(others.merging(["Kconfig": text]) { $1 }.mapValues { Array($0.utf8) }).parseForeign()
    }

    private static let variables = ["KSAT_LIB_TARGET": "chip3", "KSAT_LIB_EMPTY": ""]

    private static let texts = """
        mainmenu "for $KSAT_LIB_TARGET"
        config TARGET
        	string
        	default "$KSAT_LIB_TARGET"
        config PATH
        	string "in ${KSAT_LIB_TARGET}"
        	default "/opt/${KSAT_LIB_TARGET}.x$KSAT_LIB_EMPTY"
        config NOTHING
        	string
        	default "$KSAT_LIB_NONE/${KSAT_LIB_NONE}$ 5$"
        config CHIP3
        	def_bool y
        	depends on TARGET = "$KSAT_LIB_TARGET"

        """

    @Test func variablesInTexts() throws {
        let model = try Self.parse(
            Self.texts + "rsource \"near\"\nsource \"$KSAT_LIB_TARGET/far\"\n",
            [
                "near": "config NEAR\n\tbool \"near\"\n", "chip3/far": "config FAR\n\tbool \"far\"\n",
            ])
        #expect(model.shown("TARGET") == ["default chip3"])
        #expect(model.shown("PATH") == ["prompt \"in chip3\"", "default /opt/chip3.x"])
        // What is not set stays.
        #expect(model.shown("NOTHING") == ["default $KSAT_LIB_NONE/${KSAT_LIB_NONE}$ 5$"])
        #expect(model.direct("CHIP3").contains("chip3"))
        let title = model.menus[KconfigModel.root].prompt
        #expect(model.strings.text(model.properties[title].text) == "for chip3")
        #expect(!model.symbol("FAR").isNone)
        #expect(model.dialect.isKconfiglibs)
    }

    /// Names of folders are no patterns.
    @Test func foldersWithLettersOfPatterns() throws {
        let model = try Self.parse(
            "source \"d[2]/Kconfig\"\n",
            [
                "d[2]/Kconfig": "rsource \"K*.x\"\n", "d[2]/K1.x": "config FOUND\n\tbool \"found\"\n",
                "d2/K1.x": "config WRONG\n\tbool \"wrong\"\n",
            ])
        #expect(!model.symbol("FOUND").isNone)
        #expect(model.symbol(named: "WRONG") == nil)
    }

    /// Without anything of Kconfiglib's, the text is a text, as for `conf`.
    @Test func othersLeaveThem() throws {
        let model = try Self.parse(Self.texts)
        #expect(model.shown("TARGET") == ["default $KSAT_LIB_TARGET"])
        #expect(!model.dialect.isKconfiglibs)
    }

    @Test func theVariablesAreKnown() throws {
        let model = try Self.parse(Self.texts + "osource \"nowhere\"\n")
        let used = model.usedEnvironment.map(\.name)
        #expect(used.contains("KSAT_LIB_TARGET") && used.contains("KSAT_LIB_NONE"))
    }

    @Test func typedDefaults() throws {
        let model = try Self.parse(
            "config N\n\tdef_int 5 if A\nconfig H\n\tdef_hex 0x5\nconfig S\n\tdef_string \"s\"\n")
        #expect(["N", "H", "S"].map(model.type) == [.int, .hex, .string])
        #expect(model.shown("N") == ["default 5 if A"])
    }

    /// The default holds for what is defined elsewhere, and is no way for that to be on.
    @Test func configdefault() throws {
        let model = try Self.parse(
            """
            if BOARD
            configdefault SPEED
            	default 9600
            	default 5 if SLOW
            endif
            config SPEED
            	int "speed"
            	depends on SERIAL
            	default 115200
            configdefault NOBODYS
            	default y

            """)
        #expect(model.shown("SPEED").prefix(2) == ["default 9600 if BOARD", "default 5 if BOARD && SLOW"])
        #expect(model.direct("SPEED") == "SERIAL")
        #expect(model.symbol(named: "NOBODYS") == nil)
        #expect(model.diagnostics.isEmpty)
    }

    @Test(arguments: ["bool", "prompt \"a\"", "depends on B", "select B", "range 1 2", "help"])
    func configdefaultHasNothingElse(line: String) {
        #expect(
            refusal("configdefault A\n\t\(line)\n") == [
                "Kconfig:2:2: error: a configdefault can only have defaults"
            ])
    }

    @Test func whatIsNotUnderstoodIsRefused() {
        #expect(
            refusal("config A\n\tbool \"a\"\n\tset N=5\n") == [
                "Kconfig:3:2: error: unknown statement \"set\""
            ])
        #expect(
            hints("config A\n\tbool \"a\"\n\tset default N=5\n").contains {
                $0.contains("esp-idf-kconfig's 'set'")
            })
        #expect(hints("config A\n\tfloat \"a\"\n").contains { $0.contains("'float'") })
    }

    private func errors(_ text: String) -> (list: [Diagnostic], sources: SourceMap)? {
        do {
            _ = try Self.parse(text)
            return nil
        } catch let error as KconfigError {
            return (error.diagnostics, error.sources)
        } catch { return nil }
    }

    private func refusal(_ text: String) -> [String] {
        errors(text).map { found in found.list.map { found.sources.show($0) } } ?? []
    }

    private func hints(_ text: String) -> [String] { errors(text)?.list.compactMap(\.hint) ?? [] }

    @Test func whereItIs() {
        let tree = Tree(["scripts/kconfig/kconfiglib.py": Array("# of this project\n".utf8)])
        #expect(DialectEvidence.kconfiglib(tree: tree.path) == "scripts/kconfig/kconfiglib.py")
        #expect(DialectEvidence(tree: tree.path) == nil)
        #expect(DialectEvidence.kconfiglib(tree: "Sources") == nil)
    }

    @Test func itsName() {
        #expect(Dialect(named: "kconfiglib") == .kconfiglib)
        #expect(Dialect(named: "kconfiglib-textVariable")?.isKconfiglibs == false)
        #expect(Dialect(named: "5.6+textVariable")?.isKconfiglibs == true)
    }
}
