// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// A fragment's line that a later fragment replaces with another value.
    static let fragmentOverride = ConfigRule(
        info: RuleInfo("fragment-override", .config, .warning, "A fragment that a later fragment overrides")
    ) { context, rule in
        context.replacedLines.filter { $0.isFragment && $0.isOtherFile && !$0.isSame }.map { pair in
            Finding(
                rule, at: context.merged.place(pair.lost),
                "\(context.merged.text(pair.lost)) is overridden by \(context.merged.place(pair.winner).text)",
                subject: context.merged.text(pair.lost),
                related: [Related(context.merged.place(pair.winner), context.merged.text(pair.winner))])
        }
    }
}
