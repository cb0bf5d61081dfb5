// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Two lines that each turn on another member of the same choice.
    static let choiceConflict = ConfigRule(
        info: RuleInfo("choice-conflict", .config, .warning, "Two values for one choice")
    ) { context, rule in
        context.check.findings.compactMap { finding in
            guard case .otherMember(let member) = finding.problem, let other = context.line(of: member) else {
                return nil
            }
            var result = context.finding(rule, finding, context.outcome(finding))
            result.related = [
                Related(context.merged.place(other), "\(context.merged.text(other)) wins")
            ]
            return result
        }
    }
}
