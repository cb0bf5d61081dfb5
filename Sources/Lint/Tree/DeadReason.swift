// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// What keeps a dead symbol off, as far as one of its dependencies alone does.
struct DeadReason {
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

    func text(_ answers: Answers) -> String {
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
