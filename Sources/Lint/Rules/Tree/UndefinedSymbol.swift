// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SyntacticRule {
    /// Names in expressions, selects and implies that no Kconfig file defines, whatever the architecture.
    static let undefinedSymbol = SyntacticRule(
        info: RuleInfo("undefined-symbol", .tree, .warning, "A name in a Kconfig file that nothing defines")
    ) { tree, rule in
        let model = tree.model
        var findings: [Finding] = []
        for menu in tree.nodes {
            for attribute in tree.attributes(menu) {
                var named = tree.symbols(attribute.expression) + tree.symbols(attribute.condition)
                if !attribute.symbol.isNone { named.append(attribute.symbol) }
                for symbol in named where tree.isUndefined(symbol) {
                    let name = model.name(symbol)
                    if tree.elsewhere.defined.contains(name) { continue }
                    let near = NearMiss.names(for: name, in: model)
                    findings.append(
                        Finding(
                            rule, at: tree.place(attribute.location),
                            "\(tree.title(menu)): '\(tree.text(attribute))': nothing defines \(name)",
                            subject: "\(tree.title(menu)) \(tree.text(attribute)) \(name)",
                            fix: near.isEmpty
                                ? nil : Fix("did you mean \(near.joined(separator: ", "))?")))
                }
            }
        }
        return findings
    }
}
