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
        let values = literals(base, encoding)
        let outside = values.filter { $0.literal == .no }
        if !outside.isEmpty { return outside.map(\.symbol) }
        let session = SATSession(encoding.formula, engine: engine)
        guard case .unsatisfiable(let core) = try session.solve(values.map(\.literal)) else { return [] }
        var seen: Set<SymbolID> = []
        return values.filter { core.contains($0.literal) && seen.insert($0.symbol).inserted }.map(\.symbol)
    }

    /// All values of a configuration; the literal of a value that the formula does not know is n.
    static func literals(
        _ base: BaseConfiguration, _ encoding: Encoding
    ) -> [(literal: Literal, symbol: SymbolID)] {
        let model = base.model
        var list: [(Literal, SymbolID)] = []
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            let info = model.symbols[symbol]
            if info.isChoice { continue }
            if info.type.isLogical {
                for literal in encoding.both(symbol, base.evaluator.tristate(symbol)) {
                    list.append((literal, symbol))
                }
            } else if encoding.texts[symbol] != nil {
                list.append((encoding.literal(symbol, text: base.text(symbol)) ?? .no, symbol))
            }
        }
        return list
    }
}
