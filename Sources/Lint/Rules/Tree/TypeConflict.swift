// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
    /// A second definition with another type, which `conf` ignores.
    static let typeConflict = SyntacticRule(
        info: RuleInfo("type-conflict", .tree, .warning, "A symbol defined with two types")
    ) { tree, rule in
        tree.nodes.flatMap { menu in
            tree.attributes(menu).compactMap { attribute -> Finding? in
                let symbol = tree.model.menus[menu].symbol
                guard attribute.type != .unknown, !symbol.isNone, !tree.model.symbols[symbol].isChoice else {
                    return nil
                }
                let type = tree.model.symbols[symbol].type
                guard attribute.type != type else { return nil }
                let name = tree.model.name(symbol)
                return Finding(
                    rule, at: tree.place(attribute.location),
                    "\(name) is \(attribute.type.name) here, and \(type.name) where it is defined first",
                    subject: name,
                    related: [Related(tree.place(tree.model.location(of: symbol)), "\(name) is defined here")]
                )
            }
        }
    }
}
