// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
    /// Members of a choice take their value from the choice: a select of one does nothing.
    static let selectChoiceMember = SyntacticRule(
        info: RuleInfo(
            "select-choice-member", .tree, .warning,
            "A select or imply of a member of a choice, which has no effect")
    ) { tree, rule in
        SelectLines.all(tree, [.select, .imply]).compactMap { menu, attribute in
            let target = tree.model.symbols[attribute.symbol]
            guard !target.choice.isNone || target.isChoiceMember else { return nil }
            return SelectLines.finding(
                rule, tree, menu, attribute, "a member of a choice, so that this has no effect")
        }
    }
}
