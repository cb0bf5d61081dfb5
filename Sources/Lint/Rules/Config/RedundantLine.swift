// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// A line that says again what a line before it says, or a fragment's line that says what is the default.
    static let redundantLine = ConfigRule(
        info: RuleInfo("redundant-line", .config, .note, "A line that changes nothing")
    ) { context, rule in
        let repeated = context.replacedLines.filter { $0.isSame && ($0.isFragment || !$0.isOtherFile) }.map {
            pair in
            Finding(
                rule, at: context.merged.place(pair.winner),
                "\(context.merged.text(pair.winner)) is already said at \(context.merged.place(pair.lost).text)",
                subject: context.merged.text(pair.winner), fix: Fix("drop the line", dropsLine: true))
        }
        return repeated + defaults(context, rule)
    }

    private static func defaults(_ context: ConfigContext, _ rule: RuleInfo) -> [Finding] {
        let evaluator = context.check.base.evaluator
        let lost = Set(context.check.findings.map { context.line($0) })
        return context.check.base.lines.sorted { $0.value < $1.value }.compactMap { symbol, number in
            let line = number - 1
            let info = context.model.symbols[symbol]
            guard context.isFragment(line), !lost.contains(line), info.choice.isNone, !info.isChoiceMember,
                evaluator.text(symbol) == evaluator.defaultText(symbol)
            else { return nil }
            return Finding(
                rule, at: context.merged.place(line),
                "\(context.merged.text(line)) is what is the default anyway",
                subject: context.merged.text(line),
                fix: Fix("drop the line, unless it shall stay when the default changes", dropsLine: true))
        }
    }
}
