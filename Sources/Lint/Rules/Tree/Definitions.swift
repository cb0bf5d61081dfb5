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

    /// `config X` without bool, tristate, int, hex or string: it can't have a value.
    static let missingType = SyntacticRule(
        info: RuleInfo("missing-type", .tree, .warning, "A symbol without a type")
    ) { tree, rule in
        tree.namedSymbols.filter { tree.model.symbols[$0].type == .unknown }.map { symbol in
            let name = tree.model.name(symbol)
            return Finding(
                rule, at: tree.place(tree.model.location(of: symbol)),
                "\(name) has no type, and so never a value", subject: name)
        }
    }

    /// A prompt that nobody explains.
    static let missingHelp = SyntacticRule(
        info: RuleInfo(
            "missing-help", .tree, .note, "A symbol with a prompt and without a help text",
            isOnByDefault: false)
    ) { tree, rule in
        tree.namedSymbols.compactMap { symbol in
            let definitions = tree.model.definitions(of: symbol)
            guard definitions.contains(where: { !tree.model.menus[$0].prompt.isNone }),
                definitions.allSatisfy({ tree.model.menus[$0].help == nil })
            else { return nil }
            let name = tree.model.name(symbol)
            return Finding(
                rule, at: tree.place(tree.model.location(of: symbol)),
                "\(name) has a prompt and no help text",
                subject: name)
        }
    }
}
