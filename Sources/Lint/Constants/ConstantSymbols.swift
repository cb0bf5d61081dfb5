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

    /// Which constants are asked for.
    public enum Side: Sendable { case dead, necessary }

    public struct Entry: Sendable {
        public let symbol: SymbolID
        public let kind: Kind
        /// In one sentence; nil unless asked for.
        public let reason: String?
    }

    private let formula: TreeFormula
    private let symbols: [SymbolID]
    private let answers: Answers
    /// Empty unless asked for.
    private let reasons: [SymbolID: DeadReason]
    private var explains: Bool { !reasons.isEmpty }

    /// - Parameters:
    ///   - shard: which of the symbols are looked at.
    ///   - wanted: of these, the only ones; all of them if empty.
    ///   - explains: also find reasons.
    ///   - stopAfter: seconds that solving may take.
    /// - Throws: `SearchStopped`, `EncodingMismatch`.
    public init(
        _ formula: TreeFormula, _ shard: Shard = .whole, among wanted: Set<SymbolID> = [], explains: Bool,
        stopAfter: Double? = nil
    ) throws {
        self.formula = formula
        symbols = formula.tree.namedSymbols.enumerated().filter { shard.takes($0.offset) }.map(\.element)
            .filter { wanted.isEmpty || wanted.contains($0) }
        var literals = symbols.flatMap { Self.literals($0, formula) }
        let reasons =
            explains
            ? Dictionary(uniqueKeysWithValues: symbols.map { ($0, DeadReason(formula, $0)) }) : [:]
        literals += symbols.flatMap { reasons[$0]?.literals ?? [] }
        self.reasons = reasons
        // Only now: what was defined later would be free in the answers.
        let reachability = formula.reachability(stopAfter: stopAfter)
        answers = Answers(reachability: reachability)
        try reachability.decide(literals)
        if !reachability.hasModel { try TreeWitness.confirm(formula.model, engine: formula.engine) }
        guard explains else { return }
        for symbol in symbols where isNecessary(symbol) {
            try reachability.decide(selects(of: symbol).flatMap { [-$0.selector, -$0.condition] })
        }
    }

    private static func literals(_ symbol: SymbolID, _ formula: TreeFormula) -> [Literal] {
        guard formula.model.symbols[symbol].type.isLogical else { return [formula.on(symbol)] }
        let value = formula.literals(symbol)
        return [value.on, -value.on, value.yes, -value.yes, formula.and(value.on, -value.yes)]
    }

    func entries(_ side: Side) -> [Entry] { side == .dead ? dead : necessary }

    /// Symbols that are never on; tristates that can be on, but never m or never y.
    public var dead: [Entry] {
        symbols.compactMap { symbol in
            let on = formula.on(symbol)
            if answers.never(on) {
                return Entry(
                    symbol: symbol, kind: .neverOn,
                    reason: reasons[symbol]?.text(answers).text)
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
        symbols.compactMap { symbol in
            guard isNecessary(symbol) else { return nil }
            let value = formula.literals(symbol)
            let kind: Kind =
                answers.never(-value.yes)
                ? .alwaysBuiltIn : answers.never(value.yes) ? .alwaysModule : .alwaysOn
            return Entry(symbol: symbol, kind: kind, reason: explains ? necessity(symbol) : nil)
        }
    }

    private func isNecessary(_ symbol: SymbolID) -> Bool {
        formula.model.symbols[symbol].type.isLogical && answers.never(-formula.literals(symbol).on)
    }

    private func selects(of symbol: SymbolID) -> [(property: Property, selector: Literal, condition: Literal)]
    {
        let model = formula.model
        return model.selectOrder.map { model.properties[$0] }
            .filter { model.expressions[$0.expression].leftSymbol == symbol }
            .map { ($0, formula.literals(model.menus[$0.menu].symbol).on, formula.on($0.condition)) }
    }

    /// The select from a symbol that is always on, or the default.
    private func necessity(_ symbol: SymbolID) -> String {
        let model = formula.model
        let select = selects(of: symbol).first { isAlways($0.selector) && isAlways($0.condition) }
        if let property = select?.property {
            let selector = model.name(model.menus[property.menu].symbol)
            return
                "\(selector), which is always on, selects it at \(model.sources.describe(property.location))"
        }
        if isAlways(-formula.encoding.visible[symbol]) {
            return "it has no visible prompt, and its default is y"
        }
        return "every configuration turns it on by one of its selects or defaults"
    }

    private func isAlways(_ literal: Literal) -> Bool { answers.reachability.isAlwaysTrue(literal) }
}
