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
        selects(tree).compactMap { menu, attribute in
            let target = tree.model.symbols[attribute.symbol]
            guard target.isDefined, !tree.model.isYes(target.directDependency),
                tree.model.properties(of: attribute.symbol).contains(where: { $0.property.hasText })
            else { return nil }
            return finding(rule, tree, menu, attribute, "which the user can set and which has dependencies")
        }
    }

    /// Members of a choice take their value from the choice: a select of one does nothing.
    static let selectChoiceMember = SyntacticRule(
        info: RuleInfo(
            "select-choice-member", .tree, .warning,
            "A select or imply of a member of a choice, which has no effect")
    ) { tree, rule in
        selects(tree, [.select, .imply]).compactMap { menu, attribute in
            let target = tree.model.symbols[attribute.symbol]
            guard !target.choice.isNone || target.isChoiceMember else { return nil }
            return finding(rule, tree, menu, attribute, "a member of a choice, so that this has no effect")
        }
    }

    /// Only bools and tristates can be selected.
    static let selectWrongType = SyntacticRule(
        info: RuleInfo(
            "select-wrong-type", .tree, .warning,
            "A select or imply from or of something that is not bool or tristate")
    ) { tree, rule in
        selects(tree, [.select, .imply]).compactMap { menu, attribute in
            let source = tree.model.symbols[tree.model.menus[menu].symbol]
            let target = tree.model.symbols[attribute.symbol]
            if !source.type.isLogical {
                return finding(rule, tree, menu, attribute, "though it is \(source.type.name) itself")
            }
            guard target.isDefined, !target.type.isLogical else { return nil }
            return finding(rule, tree, menu, attribute, "which is \(target.type.name)")
        }
    }

    private static func selects(
        _ tree: LintTree, _ kinds: Set<SyntaxAttribute.Kind> = [.select]
    ) -> [(MenuID, SyntaxAttribute)] {
        tree.nodes.flatMap { menu in
            tree.attributes(menu).filter { kinds.contains($0.kind) }.map { (menu, $0) }
        }
    }

    private static func finding(
        _ rule: RuleInfo, _ tree: LintTree, _ menu: MenuID, _ attribute: SyntaxAttribute, _ what: String
    ) -> Finding {
        let target = tree.model.name(attribute.symbol)
        let verb = attribute.kind == .select ? "selects" : "implies"
        return Finding(
            rule, at: tree.place(attribute.location), "\(tree.title(menu)) \(verb) \(target), \(what)",
            subject: "\(tree.title(menu)) \(tree.text(attribute))")
    }
}
