// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// A rule about what configurations can be: it asks which literals can be true and judges by the answers.
struct SolvedRule: Sendable {
    /// One thing that the rule looks at.
    struct Question {
        let location: Location
        /// The symbol that it is about, whichever file defines it. What the rule says of one is its name. Nil where it
        /// is about a line.
        var symbol: SymbolID?
        /// Must be decided before `judge` is called.
        let literals: [Literal]
        let judge: (Answers) -> Verdict
    }

    enum Verdict {
        case finding(Finding)
        case fine
        /// The case that the rule is about never occurs, so that there is nothing to find.
        case moot
    }

    let info: RuleInfo
    let questions: @Sendable (TreeFormula, RuleInfo) -> [Question]
}

/// Which of the literals asked about can be true.
struct Answers {
    let reachability: Reachability

    func can(_ literal: Literal) -> Bool { reachability.canBeTrue(literal) }
    func never(_ literal: Literal) -> Bool { !can(literal) }
}

/// A rule that needs the text of the tree only.
struct SyntacticRule: Sendable {
    let info: RuleInfo
    let check: @Sendable (LintTree, RuleInfo) -> [Finding]
}
