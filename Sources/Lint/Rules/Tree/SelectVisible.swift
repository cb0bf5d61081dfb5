// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
    /// "select should be used with care": for symbols without a prompt and without dependencies, says
    /// `Documentation/kbuild/kconfig-language.rst`.
    static let selectVisible = SyntacticRule(
        info: RuleInfo(
            "select-visible", .tree, .note, "A select of a symbol that has a prompt and dependencies",
            isOnByDefault: false)
    ) { tree, rule in
        SelectLines.all(tree).compactMap { menu, attribute in
            let target = tree.model.symbols[attribute.symbol]
            guard target.isDefined, !tree.model.isYes(target.directDependency),
                tree.model.hasPrompt(attribute.symbol)
            else { return nil }
            return SelectLines.finding(
                rule, tree, menu, attribute, "which the user can set and which has dependencies")
        }
    }
}
