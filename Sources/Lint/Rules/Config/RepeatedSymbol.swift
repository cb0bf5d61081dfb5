// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Two lines of one file for the same symbol, with different values.
    static let repeatedSymbol = ConfigRule(
        info: RuleInfo(
            "repeated-symbol", .config, .warning, "A symbol set twice in one file, to different values")
    ) { context, rule in
        context.replacedLines.filter { !$0.isOtherFile && !$0.isSame }.map { pair in
            Finding(
                rule, at: context.merged.place(pair.lost),
                "\(context.merged.text(pair.lost)) does not count: line \(context.merged.lines[pair.winner].number) sets "
                    + "it again",
                subject: context.merged.text(pair.lost),
                related: [Related(context.merged.place(pair.winner), context.merged.text(pair.winner))],
                fix: Fix("drop the line, or the later one", dropsLine: true))
        }
    }
}
