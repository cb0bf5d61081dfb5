// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

extension ConstantAnswer {
    /// That all answers are true: no configuration has any of the values that they deny.
    ///
    /// - Returns: nil when there is no answer.
    public static func claim(_ answers: [ConstantAnswer], in model: KconfigModel, engine: any SATEngine)
        -> ImpossibleClaim?
    {
        guard !answers.isEmpty else { return nil }
        let formula = TreeFormula(LintTree(model), asksRules: false, engine: engine)
        var cases: [Literal] = []
        var notes: [String] = []
        for answer in answers.sorted(by: { $0.rank < $1.rank }) {
            guard let symbol = model.symbol(named: answer.name),
                let kind = ConstantSymbols.Kind(rawValue: answer.kind)
            else { continue }
            let literals = ConstantSymbols.denied(kind, symbol, formula)
            cases += literals
            notes.append(
                "\(literals.map { String($0.raw) }.joined(separator: " ")): not so, if \(answer.name) is \(answer.kind)"
            )
        }
        var claim = ImpossibleClaim(
            "a value that is said to be in no configuration", model, formula.encoding,
            [ImpossibleClaim.Part(cases, "at least one of these values")], cases: cases)
        claim.notes = notes
        return claim
    }
}

extension ConstantSymbols {
    /// The literals that are never true when a symbol is of the kind.
    static func denied(_ kind: Kind, _ symbol: SymbolID, _ formula: TreeFormula) -> [Literal] {
        let value =
            formula.model.symbols[symbol].type.isLogical
            ? formula.literals(symbol) : TristateLiterals(bool: formula.on(symbol))
        return switch kind {
        case .neverOn: [value.on]
        case .neverModule: [formula.and(value.on, -value.yes)]
        case .neverBuiltIn: [value.yes]
        case .alwaysOn: [-value.on]
        case .alwaysBuiltIn: [-value.yes]
        case .alwaysModule: [-value.on, value.yes]
        }
    }
}
