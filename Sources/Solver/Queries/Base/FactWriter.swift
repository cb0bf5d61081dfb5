// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Facts as sentences.
struct FactWriter {
    let model: KconfigModel
    /// The symbols that a select of the same argument sets.
    let selected: Set<SymbolID>

    /// Present values stand behind the symbols when there is one.
    private let base: BaseConfiguration?

    /// The argument is about modules being there, and not only about what is one.
    private let isAboutModules: Bool

    /// More alternatives than these are only counted.
    private static let listed = 6
    /// Of conditions longer than this only what is not met is shown.
    private static let long = 100
    private let showsAll: Bool

    init(
        _ model: KconfigModel, selected: Set<SymbolID> = [], base: BaseConfiguration? = nil,
        isAboutModules: Bool = true, showsAll: Bool = true
    ) {
        self.isAboutModules = isAboutModules
        self.showsAll = showsAll
        self.model = model
        self.selected = selected
        self.base = base
    }

    private func describe(_ expression: ExpressionID) -> String {
        base?.evaluator.describe(expression)
            ?? model.spell(expression, limit: KconfigModel.longestDescription) { operand($0) }
    }

    /// Without a configuration there are no values, but what nothing defines is never on.
    private func operand(_ symbol: SymbolID) -> String {
        model.operand(symbol) + (model.namesUndefinedOption(symbol) ? " [not defined]" : "")
    }

    func text(_ fact: Fact) -> String {
        let name = model.name(fact.symbol)
        switch fact.kind {
        case .bounds: return bounds(fact.symbol, name)
        case .select(let property): return select(property, name)
        case .defaults: return defaults(fact.symbol, name)
        case .dependency:
            let condition = short(model.symbols[fact.symbol].directDependency)
            let select = selected.contains(fact.symbol) ? ", and a select must not override that" : ""
            return "\(name) depends on \(condition)\(select)"
        case .choice: return choice(fact.symbol)
        case .modules:
            return isAboutModules
                ? "\(name) can't be m without \(model.name(model.modules))"
                : "\(name)=m allows no more than m for what depends on it"
        case .range: return range(fact.symbol, name)
        case .value: return value(fact.symbol, name)
        }
    }

    /// What a default gives, with macro calls as they are written.
    private func value(_ property: Property) -> String {
        guard let line = model.line(of: property), !model.macroUses(in: model.body(of: line)).isEmpty else {
            return describe(property.expression)
        }
        return describe(model.body(of: line))
    }

    private func describe(_ part: KconfigModel.WrittenPart) -> String {
        base?.evaluator.describe(part)
            ?? model.describe(part) {
                $0.text
            } operand: {
                operand($0)
            }
    }

    private func condition(_ property: Property) -> String {
        if model.isYes(property.condition) { return "" }
        let written = model.neverMet(property).map { describe($0) }
        if !written.isEmpty { return " if " + written.joined(separator: " && ") }
        return " if " + short(property.condition)
    }

    /// Why the macro calls that a fact's sentence shows gave what they gave.
    func reasons(_ fact: Fact) -> [MacroReason] {
        var shown: [Property] = []
        switch fact.kind {
        case .select(let property): shown = [model.properties[property]]
        case .bounds, .defaults, .value:
            let all = model.properties(of: fact.symbol).map(\.property)
            let defaults = all.filter { $0.kind == .default }
            shown = all.filter(\.hasText) + (defaults.count <= Self.listed ? defaults : [])
        default: break
        }
        let parts = shown.flatMap { property in
            let body = property.kind == .default ? model.line(of: property).map { [model.body(of: $0)] } : nil
            return (body ?? []) + model.neverMet(property)
        }
        let writer = MacroReasonWriter(model)
        return parts.flatMap { part in
            model.macroUses(in: part).map { writer.reason($0, at: part.line.location) }
        }
    }

    /// A condition; of a long one the operands that are not met.
    private func short(_ condition: ExpressionID) -> String {
        let text = describe(condition)
        guard let evaluator = base?.evaluator, !showsAll, text.count > Self.long else { return text }
        let terms = model.operands(condition, .and)
        let unmet = terms.filter { evaluator.value($0) == .no }
        guard !unmet.isEmpty, unmet.count < terms.count else { return text }
        let met = terms.count - unmet.count
        return unmet.map { term in
            let inner = evaluator.describe(term)
            return model.expressions[term].kind == .or ? "(\(inner))" : inner
        }.joined(separator: " && ") + " (and \(met) more that \(met == 1 ? "holds" : "hold"))"
    }

    private func bounds(_ symbol: SymbolID, _ name: String) -> String {
        var ways: [String] = []
        for (_, property) in model.properties(of: symbol) where property.hasText {
            let when = condition(property)
            ways.append(when.isEmpty ? "by its prompt" : "by its prompt, which is visible\(when)")
        }
        ways += list(kind: .default, of: symbol) {
            "by default \(value($0))\(condition($0))"
        }
        ways += sources(of: symbol)
        let isOn = model.symbols[symbol].type.isLogical ? "can be on" : "has a value"
        if ways.isEmpty { return "nothing can set \(name): no prompt, no default, no select" }
        return "\(name) \(isOn) only " + ways.joined(separator: ", or ")
    }

    /// How an int, hex or string gets its value where the user can't set it.
    private func value(_ symbol: SymbolID, _ name: String) -> String {
        let defaults = list(kind: .default, of: symbol) {
            "\(self.value($0))\(condition($0))"
        }
        let source = defaults.isEmpty ? "it is empty" : "it is " + defaults.joined(separator: ", else ")
        let prompts = model.properties(of: symbol).filter { $0.property.hasText }
        if prompts.isEmpty { return "\(name) has no prompt: \(source)" }
        let seen = prompts.map { condition($0.property) }.joined(separator: ", or")
        return "\(name) has a visible prompt only\(seen); without it, \(source)"
    }

    private func list(kind: PropertyKind, of symbol: SymbolID, _ text: (Property) -> String) -> [String] {
        let all = model.properties(of: symbol).filter { $0.property.kind == kind }.map { text($0.property) }
        return all.count <= Self.listed ? all : ["by one of \(all.count) defaults"]
    }

    private func sources(of symbol: SymbolID) -> [String] {
        let selects = model.selectOrder.filter {
            model.expressions[model.properties[$0].expression].leftSymbol == symbol
        }
        var ways: [String] = []
        if selects.count > Self.listed {
            ways.append("selected by one of \(selects.count) symbols")
        } else {
            ways += selects.map {
                let property = model.properties[$0]
                // The selector's own dependencies hold whenever it is on: no need to repeat them.
                let own = model.menus[property.menu].dependency
                let when = property.condition == own ? "" : condition(property)
                return "selected by \(model.name(model.owner(of: property)))\(when)"
            }
        }
        if !model.symbols[symbol].implied.isNone { ways.append("implied") }
        return ways
    }

    private func select(_ property: PropertyID, _ name: String) -> String {
        let here = model.properties[property]
        let selector = model.menus[here.menu].symbol
        // The selector's own dependencies hold whenever it is on: no need to repeat them.
        let own = model.menus[here.menu].dependency
        let when = here.condition == own ? "" : condition(here)
        return "\(model.name(selector)) selects \(name)\(when)"
    }

    private func defaults(_ symbol: SymbolID, _ name: String) -> String {
        let defaults = list(kind: .default, of: symbol) {
            "default \(value($0))\(condition($0))"
        }
        let implied = model.symbols[symbol].implied.isNone ? [] : ["implied by others"]
        return "\(name) is set automatically where it has no visible prompt: "
            + (defaults + implied).joined(separator: ", ")
    }

    private func choice(_ choice: SymbolID) -> String {
        let menu = model.symbols[choice].firstMenu
        let prompt = model.menus[menu].prompt
        let title = prompt.isNone ? "" : " \"\(model.strings.text(model.properties[prompt].text))\""
        let names = (model.choiceMembers[menu] ?? []).map { model.name($0) }
        let shown =
            names.count > 8 ? names.prefix(8).joined(separator: ", ") + " …" : names.joined(separator: ", ")
        return "the choice\(title) has exactly one of \(shown) when any is visible"
    }

    private func range(_ symbol: SymbolID, _ name: String) -> String {
        let ranges = list(kind: .range, of: symbol) {
            let ends = model.expressions[$0.expression]
            return
                "\(model.name(ends.leftSymbol)) to \(model.name(ends.rightSymbol))\(condition($0))"
        }
        return ranges.isEmpty
            ? "\(name) must be a valid value" : "\(name) ranges from \(ranges.joined(separator: "; "))"
    }
}
