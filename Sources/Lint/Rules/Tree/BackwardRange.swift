// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
    /// `range 10 1`: no number is in it.
    static let backwardRange = SyntacticRule(
        info: RuleInfo("backward-range", .tree, .warning, "A range whose ends are the wrong way round")
    ) { tree, rule in
        tree.nodes.flatMap { menu in
            tree.attributes(menu).filter { $0.kind == .range }.compactMap { attribute -> Finding? in
                let ends = tree.model.expressions[attribute.expression]
                guard let low = number(ends.leftSymbol, tree), let high = number(ends.rightSymbol, tree),
                    low > high
                else { return nil }
                return Finding(
                    rule, at: tree.place(attribute.location),
                    "\(tree.title(menu)): '\(tree.text(attribute))': the low end is above the high end",
                    subject: "\(tree.title(menu)) \(tree.text(attribute))", fix: Fix("swap the ends"))
            }
        }
    }

    private static func number(_ symbol: SymbolID, _ tree: LintTree) -> Int64? {
        guard tree.model.symbols[symbol].type == .unknown else { return nil }
        let text = tree.model.name(symbol)
        return text.lowercased().hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : Int64(text)
    }
}
