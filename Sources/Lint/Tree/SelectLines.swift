// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Lines by which one symbol sets another.
enum SelectLines {
    /// All selects, or lines of other kinds that name a target, each with its node.
    static func all(
        _ tree: LintTree, _ kinds: Set<SyntaxAttribute.Kind> = [.select]
    ) -> [(MenuID, SyntaxAttribute)] {
        tree.nodes.flatMap { menu in
            tree.attributes(menu).filter { kinds.contains($0.kind) }.map { (menu, $0) }
        }
    }

    /// - Parameter what: to say behind the name of the target.
    static func finding(
        _ rule: RuleInfo, _ tree: LintTree, _ menu: MenuID, _ attribute: SyntaxAttribute, _ what: String
    ) -> Finding {
        let target = tree.model.name(attribute.symbol)
        let verb = attribute.kind == .select ? "selects" : "implies"
        return Finding(
            rule, at: tree.place(attribute.location), "\(tree.title(menu)) \(verb) \(target), \(what)",
            subject: "\(tree.title(menu)) \(tree.text(attribute))")
    }
}
