// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// Fixes by cost.
@Suite struct EditCostTests {
    /// Every edit costs the same.
    private struct Even: EditCost {
        let undoing: Int

        func costs(_ wishes: [SymbolID], wantedOn: [SymbolID], in base: Evaluator?) -> EditCosts {
            let even = Array(repeating: 5, count: base!.model.symbols.count)
            return EditCosts(on: even, off: even, change: even, loss: 1, undoing: undoing)
        }
    }

    /// Either of two lines would do; one of them the user has switched off against its default.
    @Test func whatTheUserHasSetIsUndoneLast() throws {
        let model = try parse(
            """
            config REFUSED
            	bool "refused"
            	default y
            	select HIDDEN
            config OPEN
            	bool "open"
            	select HIDDEN
            config HIDDEN
            	bool
            """)
        let wanted = try satconfig("CONFIG_HIDDEN=y\n", model)
        let base = BaseConfiguration(
            wanted.model, SourceText(copying: Array("# CONFIG_REFUSED is not set\n".utf8)), name: ".config")
        func costs(_ undoing: Int) throws -> [String: Int] {
            var options = FixQuery.Options()
            options.costs = Even(undoing: undoing)
            let answer = try FixQuery(wanted, base, options, engine: CaDiCaLEngine()).solve()
            guard case .fixes(let fixes, _) = answer else {
                Issue.record("\(answer)")
                return [:]
            }
            return Dictionary(
                uniqueKeysWithValues: fixes.map { (model.name($0.edits[0].symbol), $0.cost) })
        }
        #expect(try costs(0) == ["REFUSED": 5, "OPEN": 5])
        #expect(try costs(7) == ["REFUSED": 12, "OPEN": 5])
    }
}
