// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
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
}
