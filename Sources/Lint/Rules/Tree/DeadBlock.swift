// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// `if` blocks, menus and choices that are never entered.
    static let deadBlock = SolvedRule(
        info: RuleInfo("dead-block", .tree, .warning, "An if, menu or choice that can never be entered")
    ) { formula, rule in
        let model = formula.model
        let blocks = formula.tree.nodes.filter {
            [.conditional, .menu, .choice].contains(model.menus[$0].kind)
        }
        return blocks.map { menu in
            let node = model.menus[menu]
            let inside = formula.dependency(menu)
            let around = formula.dependency(node.block)
            return Question(location: node.location, literals: [inside, around]) { answers in
                guard answers.can(around) else { return .moot }
                guard answers.never(inside) else { return .fine }
                let title = formula.tree.title(menu)
                return .finding(
                    Finding(
                        rule, at: formula.tree.place(node.location),
                        "\(title): no configuration enters this block", subject: title))
            }
        }
    }
}
