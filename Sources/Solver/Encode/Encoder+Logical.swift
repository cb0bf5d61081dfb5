// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Bools and tristates outside choices.
extension Encoder {
    mutating func encodeLogical(_ symbol: SymbolID) {
        let info = model.symbols[symbol]
        let value = logical[symbol]
        let seen = visibility(symbol)
        let direct = promoted(literals(info.directDependency), info.type)
        let selected = encodeSelects(symbol)
        let implied = effectiveImplied(symbol, direct)
        let hidden = promoted(impliedDefault(defaultValue(symbol), implied, direct), info.type)
        let applies = -seen.on
        let automatic = TristateLiterals(
            on: formula.and(applies, hidden.on), yes: formula.and(applies, hidden.yes))
        visible[symbol] = seen.on
        if seen.on != .no { bounds[symbol] = Encoding.UserBounds(visibility: seen, selected: selected) }
        // Up to 5.6, what y implies is y or n.
        let insists = model.dialect.limitsImplied || info.type == .bool ? .no : implied.yes
        encodeBounds(symbol, seen, selected, automatic, insists)
        fact(.defaults, symbol, at: model.location(of: symbol)) {
            $0.formula.imply(automatic.on, value.on)
            if value.on != value.yes { $0.formula.imply(automatic.yes, value.yes) }
            if insists != .no { $0.formula.require(-insists, -value.on, value.yes) }
        }
        encodeUnmet(symbol, selected, direct)
        if seen.on != .no, options.wishes { encodeAtDefault(symbol, selected, hidden, insists) }
    }

    /// What implies the symbol; up to 5.6, only where its own dependencies are not n.
    private mutating func effectiveImplied(_ symbol: SymbolID, _ direct: TristateLiterals) -> TristateLiterals
    {
        let info = model.symbols[symbol]
        let implied = promoted(info.implied.isNone ? .no : literals(info.implied), info.type)
        guard !model.dialect.limitsImplied, implied.on != .no else { return implied }
        return TristateLiterals(
            on: formula.and(implied.on, direct.on), yes: formula.and(implied.yes, direct.on))
    }

    /// At least what selects it, each select a fact of its own; gives all of them together.
    private mutating func encodeSelects(_ symbol: SymbolID) -> TristateLiterals {
        let info = model.symbols[symbol]
        guard !info.reverseDependency.isNone else { return .no }
        let value = logical[symbol]
        var terms: [TristateLiterals] = []
        for (id, term) in selects(of: symbol) {
            let wanted = promoted(literals(term), info.type)
            terms.append(wanted)
            let location = id.map { model.properties[$0].location } ?? model.location(of: symbol)
            fact(id.map { .select($0) } ?? .bounds, symbol, at: location) {
                $0.formula.imply(wanted.on, value.on)
                if value.on != value.yes { $0.formula.imply(wanted.yes, value.yes) }
            }
        }
        return disjunction(terms)
    }

    /// The terms of a reverse dependency, each with the select it comes from where that is known.
    func selects(of symbol: SymbolID) -> [(PropertyID?, ExpressionID)] {
        var terms: [ExpressionID] = []
        var open = [model.symbols[symbol].reverseDependency]
        while let next = open.popLast() {
            let node = model.expressions[next]
            if node.kind == .or {
                open += [node.rightExpression, node.leftExpression]
            } else {
                terms.append(next)
            }
        }
        let sources = selectProperties[symbol] ?? []
        guard sources.count == terms.count else { return terms.map { (nil, $0) } }
        return zip(sources, terms).map { ($0, $1) }
    }

    private mutating func encodeBounds(
        _ symbol: SymbolID, _ seen: TristateLiterals, _ selected: TristateLiterals,
        _ automatic: TristateLiterals, _ insists: Literal
    ) {
        let value = logical[symbol]
        fact(.bounds, symbol, at: model.location(of: symbol)) {
            $0.formula.require(-value.on, seen.on, selected.on, automatic.on)
            if value.on != value.yes {
                $0.formula.require([-value.yes, seen.yes, selected.yes, automatic.yes, insists])
            }
        }
    }

    /// The first default whose condition is not n, capped by that condition.
    mutating func defaultValue(_ symbol: SymbolID) -> TristateLiterals {
        var earlier = Literal.no
        var cases: [TristateLiterals] = []
        for (_, property) in model.properties(of: symbol) where property.kind == .default {
            let condition = literals(property.condition)
            let capped = formula.and(literals(property.expression), condition)
            cases.append(
                TristateLiterals(on: formula.and(-earlier, capped.on), yes: formula.and(-earlier, capped.yes))
            )
            earlier = formula.or(earlier, condition.on)
        }
        return disjunction(cases)
    }

    /// The default raised by what implies it, which the direct dependency caps (since 5.7); without an imply, the default.
    private mutating func impliedDefault(
        _ value: TristateLiterals, _ implied: TristateLiterals, _ direct: TristateLiterals
    ) -> TristateLiterals {
        if implied.on == .no { return value }
        let higher = formula.or(value, implied)
        let raised = model.dialect.limitsImplied ? formula.and(higher, direct) : higher
        func choose(_ then: Literal, _ otherwise: Literal) -> Literal {
            formula.or(formula.and(implied.on, then), formula.and(-implied.on, otherwise))
        }
        return TristateLiterals(on: choose(raised.on, value.on), yes: choose(raised.yes, value.yes))
    }

    /// Unless that is allowed, no select exceeds the direct dependency.
    ///
    /// For explanations the same is said as "the symbol does not exceed what it depends on": that is a fact
    /// of its own beside the select.
    private mutating func encodeUnmet(
        _ symbol: SymbolID, _ selected: TristateLiterals, _ direct: TristateLiterals
    ) {
        guard selected.on != .no, direct != .yes else { return }
        let allowed = formula.newVariable()
        unmet[symbol] = allowed
        let bounded = options.explains ? logical[symbol] : selected
        let menu = model.symbols[symbol].firstMenu
        fact(.dependency, symbol, at: model.menus[menu].dependencyLocation) {
            $0.formula.require(allowed, -bounded.on, direct.on)
            if bounded.on != bounded.yes || direct.on != direct.yes {
                $0.formula.require(allowed, -bounded.yes, direct.yes)
            }
        }
    }

    private mutating func encodeAtDefault(
        _ symbol: SymbolID, _ selected: TristateLiterals, _ hidden: TristateLiterals,
        _ insists: Literal
    ) {
        let value = logical[symbol]
        var fallback = formula.or(hidden, selected)
        if insists != .no {
            fallback = TristateLiterals(
                on: fallback.on, yes: formula.or(fallback.yes, formula.and(fallback.on, insists)))
        }
        self.fallback[symbol] = fallback
        let literal = formula.newVariable()
        atDefault[symbol] = literal
        for (mine, theirs) in [(value.on, fallback.on), (value.yes, fallback.yes)] {
            formula.define(-literal, -mine, theirs)
            formula.define(-literal, mine, -theirs)
        }
    }
}
