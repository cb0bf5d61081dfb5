// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Asks the formula whether a configuration is one of its models, with unmet dependencies and numbers without a
/// value allowed, as `conf` writes them.
///
/// The evaluator alone can tell whether a `.config` is valid; this is the test that the formula agrees.
public enum ModelCheck {
    /// - Returns: the symbols whose values exclude each other in the formula; empty for a model.
    /// - Throws: `SearchStopped`.
    public static func conflicts(_ base: BaseConfiguration, engine: any SATEngine) throws -> [SymbolID] {
        let model = base.model
        var options = EncodingOptions()
        options.userTexts = base.writtenTexts
        options.allowsEmptyNumbers = true
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
                for literal in encoding.both(symbol, base.evaluator.tristate(symbol)) {
                    assume(literal, symbol)
                }
            } else if encoding.texts[symbol] != nil {
                assume(encoding.literal(symbol, text: base.text(symbol)) ?? .no, symbol)
            }
        }
        let outside = literals.filter { $0 == .no }
        if !outside.isEmpty { return outside.compactMap { owner[$0] } }
        let session = SATSession(encoding.formula, engine: engine)
        guard case .unsatisfiable(let core) = try session.solve(literals) else { return [] }
        var seen: Set<SymbolID> = []
        return literals.filter { core.contains($0) }.compactMap { owner[$0] }.filter {
            seen.insert($0).inserted
        }
    }
}
