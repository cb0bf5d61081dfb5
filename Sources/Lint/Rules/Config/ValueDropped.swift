// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Values that are gone after `make olddefconfig`.
    static let valueDropped = lines(
        RuleInfo("value-dropped", .config, .warning, "A value that Kconfig drops")
    ) { context, finding in
        context.isLost(finding) && context.isOff(finding)
    }
}
