// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension SyntacticRule {
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
