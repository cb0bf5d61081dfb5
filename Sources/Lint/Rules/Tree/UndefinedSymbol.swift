// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension SyntacticRule {
    /// Names in expressions, selects and implies that no Kconfig file defines, whatever the architecture.
    static let undefinedSymbol = SyntacticRule(
        info: RuleInfo("undefined-symbol", .tree, .warning, "A name in a Kconfig file that nothing defines")
    ) { tree, rule in
        let model = tree.model
        var findings: [Finding] = []
        var guesses = 0
        for menu in tree.nodes {
            for attribute in tree.attributes(menu) {
                var named = tree.symbols(attribute.expression) + tree.symbols(attribute.condition)
                if !attribute.symbol.isNone { named.append(attribute.symbol) }
                let unknown = named.filter {
                    tree.isUndefined($0) && !tree.elsewhere.defined.contains(model.name($0))
                }
                if unknown.isEmpty { continue }
                // Itself is not what it depends on.
                let own = model.name(model.menus[menu].symbol)
                let (title, text) = (tree.title(menu), tree.text(attribute))
                for symbol in unknown.prefix(Self.mostOfALine) {
                    let name = model.name(symbol)
                    guesses += 1
                    let near =
                        guesses > Self.mostGuesses
                        ? [] : Self.meant(name, model).filter { $0 != own }
                    findings.append(
                        Finding(
                            rule, at: tree.place(attribute.location),
                            "\(title): '\(text)': nothing defines \(name)",
                            subject: "\(title) \(text) \(name)",
                            fix: near.isEmpty
                                ? nil : Fix("did you mean \(near.joined(separator: ", "))?")))
                }
                if unknown.count > Self.mostOfALine {
                    findings.append(
                        Finding(
                            rule, at: tree.place(attribute.location),
                            "\(title): '\(text)': nothing defines \(unknown.count - Self.mostOfALine) more names",
                            subject: "\(title) \(text)"))
                }
            }
        }
        return findings
    }

    /// What somebody may have meant: without the prefix, a constant in capitals, or a name that is near.
    private static func meant(_ name: String, _ model: KconfigModel) -> [String] {
        if ["N", "M", "Y"].contains(name) { return [name.lowercased()] }
        let bare = ConfigEnvironment.symbolName(name)
        if bare != name, let symbol = model.symbol(named: bare), model.symbols[symbol].isDefined {
            return [bare]
        }
        return NearMiss.names(for: name, in: model)
    }

    /// Each finding of a line has the whole line in it.
    private static let mostOfALine = 100
    /// For so many names others are looked for that somebody may have meant: for each all are.
    private static let mostGuesses = 1000
}
