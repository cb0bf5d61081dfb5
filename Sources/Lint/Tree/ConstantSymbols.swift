// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Symbols that have less values than their type, over all configurations.
public struct ConstantSymbols {
    /// What a symbol can't be.
    public enum Kind: String, Sendable {
        case neverOn = "never on"
        case neverModule = "never m"
        case neverBuiltIn = "never y"
        case alwaysOn = "always on"
        case alwaysBuiltIn = "always y"
        case alwaysModule = "always m"
    }

    public struct Entry: Sendable {
        public let symbol: SymbolID
        public let kind: Kind
        /// In one sentence; nil unless asked for.
        public let reason: String?
    }

    private let formula: TreeFormula
    private let answers: Answers
    private let explains: Bool

    /// - Parameters:
    ///   - explains: also find reasons.
    ///   - stopAfter: seconds that solving may take.
    /// - Throws: `Reachability.Stopped`.
    public init(_ formula: TreeFormula, explains: Bool, stopAfter: Double? = nil) throws {
        self.formula = formula
        self.explains = explains
        let reachability = formula.reachability(stopAfter: stopAfter)
        answers = Answers(reachability: reachability)
        let symbols = formula.tree.namedSymbols
        var literals = symbols.flatMap { Self.literals($0, formula) }
        if explains { literals += symbols.flatMap { DeadReason(formula, $0).literals } }
        try reachability.decide(literals)
    }

    private static func literals(_ symbol: SymbolID, _ formula: TreeFormula) -> [Literal] {
        guard formula.model.symbols[symbol].type.isLogical else { return [formula.on(symbol)] }
        let value = formula.literals(symbol)
        return [value.on, -value.on, value.yes, -value.yes, formula.and(value.on, -value.yes)]
    }

    /// Symbols that are never on; tristates that can be on, but never m or never y.
    public var dead: [Entry] {
        formula.tree.namedSymbols.compactMap { symbol in
            let on = formula.on(symbol)
            if answers.never(on) {
                return Entry(
                    symbol: symbol, kind: .neverOn,
                    reason: explains ? DeadReason(formula, symbol).text(answers) : nil)
            }
            guard formula.model.symbols[symbol].type == .tristate else { return nil }
            let value = formula.literals(symbol)
            if answers.never(value.yes) { return Entry(symbol: symbol, kind: .neverBuiltIn, reason: nil) }
            let module = formula.and(value.on, -value.yes)
            return answers.never(module) ? Entry(symbol: symbol, kind: .neverModule, reason: nil) : nil
        }
    }

    /// Bools and tristates that are on in every configuration.
    public var necessary: [Entry] {
        formula.tree.namedSymbols.compactMap { symbol in
            guard formula.model.symbols[symbol].type.isLogical else { return nil }
            let value = formula.literals(symbol)
            guard answers.never(-value.on) else { return nil }
            let kind: Kind =
                answers.never(-value.yes)
                ? .alwaysBuiltIn : answers.never(value.yes) ? .alwaysModule : .alwaysOn
            return Entry(symbol: symbol, kind: kind, reason: explains ? necessity(symbol) : nil)
        }
    }

    /// The select from a symbol that is always on, or the default.
    private func necessity(_ symbol: SymbolID) -> String {
        let model = formula.model
        let select = model.selectOrder.map { model.properties[$0] }.first { property in
            model.expressions[property.expression].leftSymbol == symbol
                && isAlways(formula.literals(model.menus[property.menu].symbol).on)
                && isAlways(formula.on(property.condition))
        }
        if let select {
            let selector = model.name(model.menus[select.menu].symbol)
            return "\(selector), which is always on, selects it at \(model.sources.describe(select.location))"
        }
        if isAlways(-formula.encoding.visible[symbol]) {
            return "it has no visible prompt, and its default is y"
        }
        return "every configuration turns it on by one of its selects or defaults"
    }

    private func isAlways(_ literal: Literal) -> Bool { answers.reachability.isAlwaysTrue(literal) }
}
