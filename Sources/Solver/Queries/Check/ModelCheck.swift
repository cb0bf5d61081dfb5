// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Asks the formula whether a configuration is one of its models, with unmet dependencies and numbers without a
/// value allowed, as `conf` writes them.
///
/// The evaluator alone can tell whether a `.config` is valid; this is the test that the formula agrees.
public enum ModelCheck {
    /// - Returns: the symbols whose values exclude each other in the formula; empty for a model.
    public static func conflicts(_ base: BaseConfiguration) -> [SymbolID] {
        let model = base.model
        var options = EncodingOptions()
        options.userTexts = base.writtenTexts
        options.allowsMalformed = true
        let encoding = Encoder.encode(model, options)
        var literals: [Literal] = []
        var owner: [Literal: SymbolID] = [:]
        func assume(_ literal: Literal, _ symbol: SymbolID) {
            literals.append(literal)
            owner[literal] = symbol
        }
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            let info = model.symbols[symbol]
            if info.isChoice { continue }
            if info.type.isLogical {
                let value = base.evaluator.tristate(symbol)
                let pair = encoding.logical[symbol]
                assume(value == .no ? -pair.on : pair.on, symbol)
                assume(value == .yes ? pair.yes : -pair.yes, symbol)
            } else if let values = encoding.texts[symbol] {
                let text = encoding.strings.find(utf8: base.text(symbol))
                assume(values.first { $0.text == text }?.literal ?? .no, symbol)
            }
        }
        let outside = literals.filter { $0 == .no }
        if !outside.isEmpty { return outside.compactMap { owner[$0] } }
        let solver = CaDiCaLSolver(encoding.formula)
        if solver.solve(literals) == .satisfiable { return [] }
        var seen: Set<SymbolID> = []
        return literals.filter { solver.isFailed($0) }.compactMap { owner[$0] }.filter {
            seen.insert($0).inserted
        }
    }
}
