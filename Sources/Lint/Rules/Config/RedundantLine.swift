// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// A line that says again what a line before it says, or a fragment's line that says what is the default.
    static let redundantLine = ConfigRule(
        info: RuleInfo("redundant-line", .config, .note, "A line that changes nothing")
    ) { context, rule in
        let repeated = context.replacedLines.filter {
            $0.isSame && ($0.isFragment || !$0.isOtherFile) && !decidesChoice($0, context)
        }.map { pair in
            Finding(
                rule, at: context.merged.place(pair.winner),
                "\(context.merged.text(pair.winner)) is already said at \(context.merged.place(pair.lost).text)",
                subject: context.merged.text(pair.winner), fix: Fix("drop the line", dropsLine: true))
        }
        return repeated + defaults(context, rule)
    }

    /// Of the members of a choice that are set to y the last one wins: the line says again what another one said before
    /// a third one was set.
    private static func decidesChoice(_ pair: ConfigContext.ReplacedLine, _ context: ConfigContext) -> Bool {
        guard let symbol = context.model.symbol(named: context.merged.name(pair.winner)),
            context.model.symbols[symbol].isChoiceMember
        else { return false }
        let members = Set(context.model.members(ofChoice: context.model.setting(of: symbol)))
        return (pair.lost + 1..<pair.winner).contains { line in
            context.model.symbol(named: context.merged.name(line)).map { members.contains($0) } ?? false
        }
    }

    private static func defaults(_ context: ConfigContext, _ rule: RuleInfo) -> [Finding] {
        let lost = Set(context.check.findings.map { context.line($0) })
        // Without the line the one that it replaces would count.
        let deciding = Set(context.replacedLines.filter { !$0.isSame }.map(\.winner))
        return context.check.base.lines.sorted { $0.value < $1.value }.compactMap { symbol, number in
            let line = number - 1
            let info = context.model.symbols[symbol]
            guard context.isFragment(line), !lost.contains(line), !deciding.contains(line),
                info.choice.isNone,
                !info.isChoiceMember, context.check.base.isAsWithoutLine(symbol)
            else { return nil }
            return Finding(
                rule, at: context.merged.place(line),
                "\(context.merged.text(line)) is what is the default anyway",
                subject: context.merged.text(line),
                fix: Fix(
                    context.model.hasPrompt(symbol)
                        ? "drop the line, unless it shall stay when the default changes"
                        : "drop the line: without a prompt it can't set anything", dropsLine: true))
        }
    }
}
