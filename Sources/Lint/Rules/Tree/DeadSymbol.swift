// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension SolvedRule {
    /// Symbols that are n in every configuration; ints, hexes and strings that never have a line.
    static let deadSymbol = SolvedRule(
        info: RuleInfo("dead-symbol", .tree, .warning, "A symbol that no configuration turns on")
    ) { formula, rule in
        formula.tree.namedSymbols.map { symbol in
            let blame = Blame(formula, symbol)
            return Question(
                location: formula.model.location(of: symbol),
                literals: [formula.on(symbol)] + blame.literals
            ) { answers in
                guard answers.never(formula.on(symbol)) else { return nil }
                let place = formula.tree.place(formula.model.location(of: symbol))
                let name = formula.model.name(symbol)
                var finding = Finding(
                    rule, at: place, "\(name) can never be on: \(blame.reason(answers))", subject: name)
                if let root = blame.deadSymbol(answers) {
                    // One finding is enough for all that hangs on one dead symbol.
                    finding.severity = .note
                    let there = formula.tree.place(formula.model.location(of: root))
                    finding.related = [Related(there, "\(formula.model.name(root)) is defined here")]
                }
                return finding
            }
        }
    }
}

/// What keeps a dead symbol off, as far as one of its dependencies alone does.
private struct Blame {
    private let formula: TreeFormula
    private let symbol: SymbolID
    private let conjuncts: [ExpressionID]

    init(_ formula: TreeFormula, _ symbol: SymbolID) {
        self.formula = formula
        self.symbol = symbol
        conjuncts = formula.tree.conjuncts(formula.model.symbols[symbol].directDependency)
    }

    private var model: KconfigModel { formula.model }
    private var direct: ExpressionID { model.symbols[symbol].directDependency }

    var literals: [Literal] { conjuncts.map { formula.on($0) } + [formula.on(direct)] }

    private func culprit(_ answers: Answers) -> ExpressionID? {
        conjuncts.first { answers.never(formula.on($0)) }
    }

    /// The symbol that is dead itself and so makes this one dead.
    func deadSymbol(_ answers: Answers) -> SymbolID? {
        guard let culprit = culprit(answers) else { return nil }
        let node = model.expressions[culprit]
        guard node.kind == .symbol, model.symbols[node.leftSymbol].isDefined else { return nil }
        return node.leftSymbol
    }

    func reason(_ answers: Answers) -> String {
        if let culprit = culprit(answers) {
            let text = model.describe(culprit)
            let node = model.expressions[culprit]
            guard node.kind == .symbol else { return "it depends on \(text), which can't be met" }
            if node.leftSymbol == SymbolTable.no { return "it depends on n" }
            return model.symbols[node.leftSymbol].isDefined
                ? "it depends on \(text), which can never be on"
                : "it depends on \(text), which is not defined"
        }
        if answers.never(formula.on(direct)) {
            return "its dependencies exclude each other: \(model.describe(direct))"
        }
        let kinds = Set(model.properties(of: symbol).map(\.property.kind))
        let isTarget =
            !model.symbols[symbol].reverseDependency.isNone || !model.symbols[symbol].implied.isNone
        if kinds.isDisjoint(with: [.prompt, .menu, .default]), !isTarget {
            return "it has no prompt and no default, and nothing selects it"
        }
        return "none of its prompts, defaults and selects can take effect"
    }
}
