// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Values → literals: the one place.
extension Encoding {
    /// Literals that are all true exactly when the bool or tristate has the value, as few as will do.
    func literals(_ symbol: SymbolID, _ value: Tristate) -> [Literal] {
        let pair = logical[symbol]
        switch value {
        case .no: return [-pair.on]
        case .module: return [pair.on, -pair.yes]
        case .yes: return [pair.yes]
        }
    }

    /// Both literals of the bool or tristate as the value has them.
    func both(_ symbol: SymbolID, _ value: Tristate) -> [Literal] {
        let pair = logical[symbol]
        return [value == .no ? -pair.on : pair.on, value == .yes ? pair.yes : -pair.yes]
    }

    /// The literal of a value of an int, hex or string; nil when the formula does not know the value.
    func literal(_ symbol: SymbolID, text: String) -> Literal? {
        strings.find(utf8: text).flatMap { literal(symbol, text: $0) }
    }

    func literal(_ symbol: SymbolID, text: StringID) -> Literal? {
        texts[symbol]?.first { $0.text == text }?.literal
    }

    /// A literal that is true exactly when the symbol has the value and, unless that is n, a line in `.config`.
    func literal(
        _ symbol: SymbolID, _ value: String, _ model: KconfigModel, in formula: inout Formula
    ) -> Literal {
        guard model.symbols[symbol].type.isLogical else {
            return formula.and(literal(symbol, text: value) ?? .no, written[symbol] ?? .no)
        }
        return Tristate(letter: value).map { formula.and(literals(symbol, $0)) } ?? .no
    }

    /// All values as they are, each with its symbol. Texts that the formula has no name for are left out.
    func exact(
        _ model: KconfigModel, _ text: (SymbolID) -> String
    ) -> [(literal: Literal, symbol: SymbolID)] {
        var list: [(literal: Literal, symbol: SymbolID)] = []
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            if model.symbols[symbol].isChoice { continue }
            if model.symbols[symbol].type.isLogical {
                let value = Tristate(letter: text(symbol)) ?? .no
                list += both(symbol, value).map { ($0, symbol) }
            } else if texts[symbol] != nil, let id = strings.find(utf8: text(symbol)) {
                list.append((literal(symbol, text: id) ?? .no, symbol))
            }
        }
        return list
    }
}
