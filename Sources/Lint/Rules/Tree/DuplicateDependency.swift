// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
    /// The same condition in two `depends on` of one entry, or twice in one of them.
    static let duplicateDependency = SyntacticRule(
        info: RuleInfo("duplicate-dependency", .tree, .warning, "A dependency that is there twice")
    ) { tree, rule in
        tree.nodes.flatMap { menu in
            var seen: [ExpressionID] = []
            return tree.attributes(menu).filter { $0.kind == .depends && $0.condition.isNone }.flatMap {
                attribute in
                tree.conjuncts(attribute.expression).compactMap { term -> Finding? in
                    guard seen.contains(where: { tree.model.areEqual($0, term) }) else {
                        seen.append(term)
                        return nil
                    }
                    let text = tree.model.describe(term)
                    return Finding(
                        rule, at: tree.place(attribute.location),
                        "\(tree.title(menu)) depends on \(text) twice",
                        subject: "\(tree.title(menu)) \(text)", fix: Fix("drop one of the two"))
                }
            }
        }
    }
}
