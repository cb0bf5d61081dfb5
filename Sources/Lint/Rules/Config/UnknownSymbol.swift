// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Lines about symbols that no Kconfig file defines.
    static let unknownSymbol = lines(
        RuleInfo("unknown-symbol", .config, .warning, "A line about a symbol that nothing defines")
    ) { _, finding in
        if case .unknown = finding.problem { true } else { false }
    }
}
