// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Lint

/// What holds for several architectures together: each reads its own file, and the common one.
@Suite struct ArchitectureVerdictTests {
    private static let common = """
        config SHARED
        	bool "shared"
        	default y if ONE
        	select HELPER if ONE
        config HELPER
        	bool
        config ONLY_ONE
        	bool "only one"
        	depends on ONE
        	default y if ONE
        	default n if !ONE
        config FILLED
        	int
        config DRIVER
        	bool "driver"
        	depends on ONE
        config PARENT
        	bool "parent"
        	depends on ONE
        	select DRIVER
        config TAIL
        	bool "tail"
        	depends on MISSING_HERE

        """
    private static let own = [
        "one": """
        config ONE
        	def_bool y
        config FILLED
        	int
        	default 5
        config DRIVER_USER
        	def_bool y
        	select DRIVER
        config MISSING_HERE
        	bool

        """,
        "two": "config TWO\n\tdef_bool y\n",
    ]

    private func findings(_ rule: String) throws -> [String] {
        let scratch = Scratch()
        scratch.write(Self.common, to: "common")
        for (name, text) in Self.own {
            scratch.write(text, to: "arch/Kconfig.\(name)")
            scratch.write("source \"arch/Kconfig.\(name)\"\nsource \"common\"\n", to: "Kconfig.\(name)")
        }
        var all = Architectures()
        for name in Self.own.keys.sorted() {
            let model = try KconfigModel.parse(
                ParseOptions(
                    root: "Kconfig.\(name)", dialect: .newest, shell: FakeShell(otherwise: "n\n"),
                    sourceTree: scratch.path))
            let files = Self.own.keys.map { "arch/Kconfig.\($0)" }
            let tree = LintTree(model, elsewhere: Elsewhere(files, tree: scratch.path, without: model))
            let selection = RuleSelection(
                disabled: RuleRegistry.all.map(\.id).filter { $0 != rule }, enabled: [rule])
            all.addUniversal(
                try TreeCheck(selection).solved(TreeFormula(tree, engine: CaDiCaLEngine()), counts: true),
                name)
        }
        return all.findings.map { "\($0.architectures.joined(separator: " ")): \($0.message)" }.sorted()
    }

    /// The condition of SHARED's lines is needed for the other one; that of ONLY_ONE's default is not.
    @Test func redundantConditions() throws {
        let text = "ONLY_ONE: 'default y if ONE': the condition ONE is always true here"
        #expect(try findings("redundant-condition") == ["one: \(text)"])
    }

    /// Where the entry is dead there is nothing to say of its defaults.
    @Test func deadDefaults() throws {
        let text = "ONLY_ONE: 'default n if !ONE' never applies: its condition is never met"
        #expect(try findings("dead-default") == ["one: \(text)"])
    }

    /// One that another architecture fills is alive; the reason is that of the architecture which has the name.
    @Test func deadSymbols() throws {
        #expect(
            try findings("dead-symbol") == [
                "one two: TAIL can never be on: it depends on MISSING_HERE, which can never be on",
                "one: MISSING_HERE can never be on: it has no prompt and no default, and nothing selects it",
            ])
    }

    @Test func pointlessPrompts() throws {
        #expect(
            try findings("pointless-prompt") == ["one: DRIVER is always y where its prompt is visible"])
    }
}
