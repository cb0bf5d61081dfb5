// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Prompts for symbols that something else always sets.
    static let pointlessPrompt = SolvedRule(
        info: RuleInfo("pointless-prompt", .tree, .note, "A prompt that never leaves a choice")
    ) { formula, rule in
        formula.tree.namedSymbols.filter { isPlain($0, formula.model) }.map { symbol in
            let seen = formula.encoding.visible[symbol]
            let free = formula.and(seen, -formula.literals(symbol).yes)
            let location = formula.model.location(of: symbol)
            return Question(location: location, symbol: symbol, literals: [seen, free]) { answers in
                guard answers.can(seen) else { return .moot }
                guard answers.never(free) else { return .fine }
                let name = formula.model.name(symbol)
                return .finding(
                    Finding(
                        rule, at: formula.tree.place(location),
                        "\(name) is always y where its prompt is visible", subject: name,
                        fix: Fix("drop the prompt, or what selects \(name)")))
            }
        }
    }

    private static func isPlain(_ symbol: SymbolID, _ model: KconfigModel) -> Bool {
        model.symbols[symbol].type.isLogical && model.symbols[symbol].choice.isNone
    }
}
