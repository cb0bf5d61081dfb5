// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Symbols that are n in every configuration; ints, hexes and strings that never have a line.
    static let deadSymbol = SolvedRule(
        info: RuleInfo("dead-symbol", .tree, .warning, "A symbol that no configuration turns on")
    ) { formula, rule in
        formula.tree.namedSymbols.filter { formula.model.symbols[$0].type != .unknown }.map { symbol in
            let blame = DeadReason(formula, symbol)
            return Question(
                location: formula.model.location(of: symbol), symbol: symbol,
                literals: [formula.on(symbol)] + blame.literals
            ) { answers in
                guard answers.never(formula.on(symbol)) else { return .fine }
                let place = formula.tree.place(formula.model.location(of: symbol))
                let name = formula.model.name(symbol)
                let what =
                    formula.model.symbols[symbol].type.isLogical ? "can never be on" : "never has a value"
                let reason = blame.text(answers)
                var finding = Finding(
                    rule, at: place, "\(name) \(what): \(reason.text)", subject: name)
                finding.isPartial = reason.isPartial
                if let root = blame.deadSymbol(answers) {
                    // One finding is enough for all that hangs on one dead symbol.
                    finding.severity = .note
                    let there = formula.tree.place(formula.model.location(of: root))
                    finding.related = [Related(there, "\(formula.model.name(root)) is defined here")]
                }
                return .finding(finding)
            }
        }
    }
}
