// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// A fragment's line that a later fragment replaces with another value.
    static let fragmentOverride = ConfigRule(
        info: RuleInfo("fragment-override", .config, .warning, "A fragment that a later fragment overrides")
    ) { context, rule in
        pairs(context).filter { $0.isFragment && $0.isOtherFile && !$0.isSame }.map { pair in
            Finding(
                rule, at: context.merged.place(pair.lost),
                "\(context.merged.text(pair.lost)) is overridden by \(context.merged.place(pair.winner).text)",
                subject: context.merged.text(pair.lost),
                related: [Related(context.merged.place(pair.winner), context.merged.text(pair.winner))])
        }
    }

    /// Two lines of one file for the same symbol, with different values.
    static let repeatedSymbol = ConfigRule(
        info: RuleInfo(
            "repeated-symbol", .config, .warning, "A symbol set twice in one file, to different values")
    ) { context, rule in
        pairs(context).filter { !$0.isOtherFile && !$0.isSame }.map { pair in
            Finding(
                rule, at: context.merged.place(pair.lost),
                "\(context.merged.text(pair.lost)) does not count: line \(context.merged.lines[pair.winner].number) sets "
                    + "it again",
                subject: context.merged.text(pair.lost),
                related: [Related(context.merged.place(pair.winner), context.merged.text(pair.winner))],
                fix: Fix("drop the line, or the later one", dropsLine: true))
        }
    }

    /// A line that says again what a line before it says, or a fragment's line that says what is the default.
    static let redundantLine = ConfigRule(
        info: RuleInfo("redundant-line", .config, .note, "A line that changes nothing")
    ) { context, rule in
        let repeated = pairs(context).filter { $0.isSame && ($0.isFragment || !$0.isOtherFile) }.map { pair in
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

    private struct Pair {
        let lost: Int
        let winner: Int
        let isSame: Bool
        let isOtherFile: Bool
        /// The line that lost stands in a fragment.
        let isFragment: Bool
    }

    private static func pairs(_ context: ConfigContext) -> [Pair] {
        context.merged.replaced.map { pair in
            let (lost, winner) = (context.merged.lines[pair.line], context.merged.lines[pair.by])
            return Pair(
                lost: pair.line, winner: pair.by, isSame: lost.value == winner.value,
                isOtherFile: lost.input != winner.input,
                isFragment: context.merged.inputs[lost.input].isFragment)
        }
    }
}
