// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Lint

/// What `dead` and `necessary` answer.
@Suite struct ConstantSymbolsTests {
    private func constants(_ text: String, _ dialect: Dialect) throws -> ConstantSymbols {
        try ConstantSymbols(
            TreeFormula(LintTree(try parse(text, dialect)), engine: CaDiCaLEngine()), explains: false)
    }

    private static let oddNumbers = oddNumbersKconfig + "\nconfig D\n\tdef_bool H > 5"

    /// An empty number is less than 5 and "zz" is greater, as texts.
    @Test(arguments: [Dialect.modern, .legacy]) func numbersThatAreNone(dialect: Dialect) throws {
        let constants = try constants(Self.oddNumbers, dialect)
        let model = try parse(Self.oddNumbers, dialect)
        #expect(constants.dead.map { model.name($0.symbol) } == ["B"])
        #expect(constants.necessary.map { model.name($0.symbol) } == ["D"])
    }

    /// What m takes is defined by gates of its own.
    @Test func tristatesThatAreNeverM() throws {
        let text = """
            config MODULES
            \tbool "modules"
            \tmodules
            config A
            \ttristate
            \tdefault y if B
            config B
            \tbool "b"
            config C
            \ttristate "c"
            """
        let model = try parse(text)
        let dead = try constants(text, .modern).dead
        #expect(dead.map { "\(model.name($0.symbol)) \($0.kind.rawValue)" } == ["A never m"])
    }

    /// Up to 6.9 the formula has no numbers that `conf` clamps first and forgets then, where something reads them.
    private static let faulty = """
        config N
        	int "n"
        	range 9 3
        config B
        	bool "b"
        	depends on N > 4
        """

    @Test func aFormulaWithoutConfigurationsIsNoAnswer() throws {
        let error = #expect(throws: EncodingMismatch.self) { try constants(Self.faulty, .legacy) }
        #expect(error?.description.contains("Kconfig:3: ") == true)
        let formula = TreeFormula(LintTree(try parse(Self.faulty, .legacy)), engine: CaDiCaLEngine())
        #expect(throws: EncodingMismatch.self) { try TreeCheck(RuleSelection()).solved(formula) }
    }

    /// `lint --tree` has a finding for a tree that has no configuration.
    @Test func aTreeWithoutConfigurations() throws {
        let text = "config N\n\tint \"n\"\n\trange 9 3\n"
        #expect(throws: EncodingMismatch.self) { try constants(text, .modern) }
        let formula = TreeFormula(LintTree(try parse(text, .modern)), engine: CaDiCaLEngine())
        let findings = try TreeCheck(RuleSelection()).solved(formula).findings
        #expect(findings.map(\.rule) == [NoConfiguration.rule.id])
    }
}
