// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// What keeps a dead symbol off, as far as one of its dependencies alone does.
struct DeadReason {
    private let formula: TreeFormula
    private let symbol: SymbolID
    private let dependencies: [ExpressionID]
    /// The terms of the default, where nothing else can turn the symbol on.
    private let terms: [ExpressionID]

    init(_ formula: TreeFormula, _ symbol: SymbolID) {
        self.formula = formula
        self.symbol = symbol
        dependencies = formula.tree.conjuncts(formula.model.symbols[symbol].directDependency)
        let properties = formula.model.properties(of: symbol).map(\.property)
        let deciding = properties.filter { [.prompt, .menu, .default].contains($0.kind) }
        let isAlone = deciding.count == 1 && deciding[0].kind == .default
        terms =
            isAlone && !Self.isTarget(formula.model.symbols[symbol])
            ? formula.tree.conjuncts(deciding[0].expression) : []
    }

    private static func isTarget(_ symbol: Symbol) -> Bool {
        !symbol.reverseDependency.isNone || !symbol.implied.isNone
    }

    private var model: KconfigModel { formula.model }
    private var direct: ExpressionID { model.symbols[symbol].directDependency }

    var literals: [Literal] { (dependencies + terms).map { formula.on($0) } + [formula.on(direct)] }

    /// The symbol that is dead itself and so makes this one dead.
    func deadSymbol(_ answers: Answers) -> SymbolID? {
        guard let culprit = (dependencies + terms).first(where: { answers.never(formula.on($0)) }) else {
            return nil
        }
        let node = model.expressions[culprit]
        guard node.kind == .symbol, model.symbols[node.leftSymbol].isDefined else { return nil }
        return node.leftSymbol
    }

    /// The reason; it is partial when it does not hold for other architectures.
    func text(_ answers: Answers) -> (text: String, isPartial: Bool) {
        if let culprit = dependencies.first(where: { answers.never(formula.on($0)) }) {
            return describe(culprit, "it depends on")
        }
        if answers.never(formula.on(direct)) {
            return ("its dependencies exclude each other: \(model.describe(direct))", false)
        }
        if let culprit = terms.first(where: { answers.never(formula.on($0)) }) {
            return describe(culprit, "its only default needs")
        }
        let properties = model.properties(of: symbol).map(\.property.kind)
        if Set(properties).isDisjoint(with: [.prompt, .menu, .default]), !Self.isTarget(model.symbols[symbol])
        {
            let isLogical = model.symbols[symbol].type.isLogical
            return ("it has no prompt and no default" + (isLogical ? ", and nothing selects it" : ""), false)
        }
        return ("none of its prompts, defaults and selects can take effect", false)
    }

    private func describe(_ culprit: ExpressionID, _ what: String) -> (text: String, isPartial: Bool) {
        let text = model.describe(culprit)
        let node = model.expressions[culprit]
        guard node.kind == .symbol else { return ("\(what) \(text), which can't be met", false) }
        if node.leftSymbol == SymbolTable.no { return ("\(what) n", false) }
        if model.symbols[node.leftSymbol].isDefined {
            return ("\(what) \(text), which can never be on", false)
        }
        if formula.tree.elsewhere.defined.contains(text) {
            return ("\(what) \(text), which only other architectures define", true)
        }
        return ("\(what) \(text), which is not defined", false)
    }
}
