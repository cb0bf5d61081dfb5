// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Prompts that nobody will ever see.
    static let deadPrompt = SolvedRule(
        info: RuleInfo("dead-prompt", .tree, .warning, "A prompt that is never visible")
    ) { formula, rule in
        DeadProperty.all(formula, [.prompt, .menu]).map { _, property in
            DeadProperty.question(
                formula, rule, property, live: formula.on(property.condition),
                alive: formula.dependency(property.menu), "is never visible: its condition is never met")
        }
    }
}
