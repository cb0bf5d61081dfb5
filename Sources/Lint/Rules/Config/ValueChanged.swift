// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Values that are others after `make olddefconfig`.
    static let valueChanged = lines(
        RuleInfo("value-changed", .config, .warning, "A value that Kconfig changes")
    ) { context, finding in
        context.isLost(finding) && !context.isOff(finding)
    }
}
