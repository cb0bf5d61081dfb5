// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
    /// `depends on` and `if` with an operand of `n` on the outside, which can't be met.
    static let constantDependency = SyntacticRule(
        info: RuleInfo("constant-dependency", .tree, .warning, "A dependency that is the constant n")
    ) { tree, rule in
        tree.nodes.flatMap { menu in
            tree.attributes(menu).filter { $0.kind == .depends }.compactMap { attribute -> Finding? in
                guard tree.conjuncts(attribute.expression).contains(where: { isNo($0, tree.model) }) else {
                    return nil
                }
                return Finding(
                    rule, at: tree.place(attribute.location),
                    "\(tree.title(menu)): '\(tree.text(attribute))' can't be met",
                    subject: "\(tree.title(menu)) \(tree.text(attribute))")
            }
        }
    }

    private static func isNo(_ expression: ExpressionID, _ model: KconfigModel) -> Bool {
        let node = model.expressions[expression]
        return node.kind == .symbol && node.leftSymbol == SymbolTable.no
    }
}
