// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Lint

@Suite struct StoppedLintTests {
    /// A search for a witness that was stopped has none, and doesn't make one up.
    @Test func witnessesOfUnmetSelects() throws {
        let model = try parse(
            """
            config A
            	bool "a"
            config B
            	bool "b"
            	depends on A
            config C
            	bool "c"
            	select B

            """)
        func witnesses(_ engine: any SATEngine) throws -> [[UInt8]] {
            var configs: [[UInt8]] = []
            _ = try UnmetSelects(TreeFormula(LintTree(model), engine: engine)).find { finding, witness in
                configs.append(witness.config)
                return finding
            }
            return configs
        }
        let (stopped, found) = try withEverMoreAnswers(witnesses)
        #expect(stopped > 0 && found.count == 1)
        #expect(found.first.map { String(decoding: $0, as: UTF8.self).contains("CONFIG_B=y") } == true)
    }
}
