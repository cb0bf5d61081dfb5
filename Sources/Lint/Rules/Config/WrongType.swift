// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Values that a symbol of the type can't have.
    static let wrongType = lines(
        RuleInfo("wrong-type", .config, .error, "A value that does not fit the symbol's type")
    ) { _, finding in
        if case .wrongType = finding.problem { true } else { false }
    }
}
