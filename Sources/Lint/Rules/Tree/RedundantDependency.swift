// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// `depends on` and `if` lines that add nothing to the blocks around them and the lines before them.
    static let redundantDependency = SolvedRule(
        info: RuleInfo(
            "redundant-dependency", .tree, .note,
            "A 'depends on' or 'if' that follows from what stands before it",
            isOnByDefault: false)
    ) { formula, rule in
        formula.tree.nodes.flatMap { questions($0, formula, rule) }
    }

    private static func questions(_ menu: MenuID, _ formula: TreeFormula, _ rule: RuleInfo) -> [Question] {
        let tree = formula.tree
        var known = formula.literals(formula.model.menus[formula.model.menus[menu].block].dependency)
        var list: [Question] = []
        for attribute in tree.attributes(menu) where attribute.kind == .depends && attribute.condition.isNone
        {
            let mine = formula.literals(attribute.expression)
            let gaps = [formula.and(known.on, -mine.on), formula.and(known.yes, -mine.yes)]
            let both = TristateLiterals(
                on: formula.and(known.on, mine.on), yes: formula.and(known.yes, mine.yes))
            let title = tree.title(menu)
            list.append(
                Question(location: attribute.location, literals: gaps + [both.on]) { answers in
                    guard answers.can(both.on) else { return .moot }
                    guard gaps.allSatisfy({ answers.never($0) }) else { return .fine }
                    return .finding(
                        Finding(
                            rule, at: tree.place(attribute.location),
                            "\(title): '\(tree.text(attribute))' follows from what it stands in",
                            subject: "\(title) \(tree.text(attribute))"))
                })
            known = both
        }
        return list
    }
}
