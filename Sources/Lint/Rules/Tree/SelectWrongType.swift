// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
    /// Only bools and tristates can be selected.
    static let selectWrongType = SyntacticRule(
        info: RuleInfo(
            "select-wrong-type", .tree, .warning,
            "A select or imply from or of something that is not bool or tristate")
    ) { tree, rule in
        SelectLines.all(tree, [.select, .imply]).compactMap { menu, attribute in
            let source = tree.model.symbols[tree.model.menus[menu].symbol]
            let target = tree.model.symbols[attribute.symbol]
            if !source.type.isLogical {
                return SelectLines.finding(
                    rule, tree, menu, attribute, "though it is \(source.type.name) itself")
            }
            guard target.isDefined, !target.type.isLogical else { return nil }
            return SelectLines.finding(rule, tree, menu, attribute, "which is \(target.type.name)")
        }
    }
}
