// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Lines that `conf` warns about and ignores.
    static let malformedLine = lines(
        RuleInfo("malformed-line", .config, .error, "A line that is neither CONFIG_X=value nor a comment")
    ) { _, finding in
        switch finding.problem {
        case .malformed, .blank: true
        default: false
        }
    }
}
