// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Numbers outside the range in force.
    static let valueOutOfRange = lines(
        RuleInfo("value-out-of-range", .config, .warning, "A number outside the range that is in force")
    ) { _, finding in
        if case .outOfRange = finding.problem { finding.isError } else { false }
    }
}
