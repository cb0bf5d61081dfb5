// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Lines of which `conf` reads a part and passes over the rest: `=mystery` is m, and of two lines that were joined
    /// the second one is lost.
    static let unreadText = ConfigRule(
        info: RuleInfo("unread-text", .config, .warning, "A line of which only a part is read")
    ) { context, rule in
        context.check.findings.compactMap { finding in
            guard case .unread(_, let joined, _) = finding.problem else { return nil }
            var result = context.finding(rule, finding, context.outcome(finding))
            if !finding.isError { result.severity = .note }
            if let joined {
                result.fix = Fix("put a line end before \(joined)")
            }
            return result
        }
    }
}
