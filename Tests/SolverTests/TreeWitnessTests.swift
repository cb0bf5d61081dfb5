// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// No query says "no configuration" when it is the formula that has none.
@Suite struct TreeWitnessTests {
    /// Up to 6.9 `conf` clamps such a number, lets others see the result and then forgets it. The formula leaves
    /// that out, and has no configuration where the number is always visible: a fault to be found.
    static let faulty = """
        config N
        	int "n"
        	range 9 3
        config A
        	bool "a"
        config B
        	bool "b"
        	depends on N > 4
        """

    /// `conf` changes such a number each time that it reads it.
    static let restless = "config N\n\tint \"n\"\n\trange 9 3\nconfig A\n\tbool \"a\"\n"

    /// What a query throws.
    private func message(_ text: String, _ dialect: Dialect, _ query: (KconfigModel) throws -> Void) throws
        -> String
    {
        let model = try parse(text, dialect)
        let error = #expect(throws: EncodingMismatch.self) { try query(model) }
        return error?.description ?? ""
    }

    static let queries: [(String, @Sendable (KconfigModel) throws -> Void)] = [
        (
            "satconfig",
            {
                _ = try SatconfigQuery(try satconfig("CONFIG_A=y\n", $0), .init(), engine: CaDiCaLEngine())
                    .solve()
            }
        ),
        (
            "satrandconfig",
            {
                let query = RandomQuery(
                    try satconfig("CONFIG_A=y\n", $0), Probability(), .forbidden, engine: CaDiCaLEngine())
                _ = try query.sample(seed: 1)
            }
        ),
        (
            "fix",
            { model in
                let base = BaseConfiguration(model, nil, name: ".config")
                _ = try FixQuery(try satconfig("CONFIG_A=y\n", model), base, .init(), engine: CaDiCaLEngine())
                    .solve()
            }
        ),
        (
            "fix --drop",
            {
                let wishes = try satconfig("CONFIG_A=y\n", $0)
                _ = try CorrectionQuery(wishes, .forbidden, timeout: nil, engine: CaDiCaLEngine()).solve(
                    limit: 1)
            }
        ),
        (
            "variants",
            { model in
                let symbols = [model.symbol(named: "A")!]
                _ = try Variants(model, symbols, .forbidden, limit: 10, engine: CaDiCaLEngine()).solve()
            }
        ),
    ]

    @Test(arguments: queries.indices) func aFaultIsNoAnswer(index: Int) throws {
        let (name, query) = Self.queries[index]
        let text = try message(Self.faulty, .legacy, query)
        #expect(text.contains("internal error: the formula does not have"), "\(name): \(text)")
        #expect(text.contains("Kconfig:3: "), "\(name): \(text)")
    }

    @Test(arguments: queries.indices) func whatConfNeverLeavesAloneIsNoAnswer(index: Int) throws {
        let (name, query) = Self.queries[index]
        let text = try message(Self.restless, .modern, query)
        #expect(text.contains("no configuration of this tree stays as it is"), "\(name): \(text)")
        #expect(text.contains("Kconfig:3: "), "\(name): \(text)")
    }

    /// Requirements that really can't be met.
    @Test(arguments: [Dialect.modern, .legacy]) func aTreeWithConfigurationsIsConfirmed(dialect: Dialect)
        throws
    {
        let model = try parse(
            """
            config A
            	bool "a"
            	depends on !A2
            config A2
            	def_bool y
            	select B
            config B
            	bool
            	depends on A
            config N
            	int "n"
            config H
            	hex
            	default "$(NOPE)"
            """, dialect)
        #expect(try TreeWitness.problem(model, engine: CaDiCaLEngine()) == nil)
        let wishes = try satconfig("assert A && A2\n", model)
        var options = SatconfigQuery.Options()
        options.unmet = .allowed
        let answer = try SatconfigQuery(wishes, options, engine: CaDiCaLEngine()).solve()
        guard case .impossible = answer else {
            Issue.record("\(answer)")
            return
        }
    }
}
