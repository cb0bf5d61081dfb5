// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Choices and their members, in both dialects.
extension Encoder {
    mutating func encodeChoice(_ choice: SymbolID) {
        if modern { encodeModernChoice(choice) } else { encodeLegacyChoice(choice) }
    }

    mutating func encodeMember(_ symbol: SymbolID) {
        if modern { encodeModernMember(symbol) } else { encodeLegacyMember(symbol) }
    }

    // MARK: - Since 6.11: exactly one of the visible members is y

    private mutating func encodeModernChoice(_ choice: SymbolID) {
        logicalIsNo(choice)
        let members = model.members(ofChoice: choice)
        let location = model.location(of: choice)
        let seen = members.map { visibility($0).on }
        let values = members.map { logical[$0].on }
        fact(.choice, choice, at: location) {
            $0.atMostOne(values) { $0.formula.require($1) }
            $0.requireOne(of: values, for: seen.map { [$0] })
        }
        encodeDefaultMember(choice, members, seen)
    }

    /// With so many members one variable stands for "one of them": a clause of all for each would be their square.
    private static let wideChoice = 100

    /// Wherever all literals of a condition hold, one of the values does.
    private mutating func requireOne(of values: [Literal], for conditions: [[Literal]]) {
        let values = values.count > Self.wideChoice ? [formula.or(values)] : values
        for condition in conditions { formula.require(condition.map { -$0 } + values) }
    }

    /// The choice's own symbol never has a value.
    private mutating func logicalIsNo(_ choice: SymbolID) { formula.define(-logical[choice].on) }

    private mutating func encodeModernMember(_ symbol: SymbolID) {
        let seen = visibility(symbol).on
        visible[symbol] = seen
        fact(.bounds, symbol, at: model.location(of: symbol)) {
            $0.formula.imply($0.logical[symbol].on, seen)
        }
    }

    /// "The choice is set to its default": the first default whose member is visible, else the first visible.
    private mutating func encodeDefaultMember(_ choice: SymbolID, _ members: [SymbolID], _ seen: [Literal]) {
        guard members.count > 1, options.wishes else { return }
        let literal = formula.newVariable()
        atDefault[choice] = literal
        var earlier = Literal.no
        var cases: [SymbolID: [Literal]] = [:]
        func candidate(_ member: SymbolID, _ condition: Literal) {
            formula.define(-literal, earlier, -condition, logical[member].yes)
            cases[member, default: []].append(formula.and(-earlier, condition))
            earlier = formula.or(earlier, condition)
        }
        for (_, property) in model.properties(of: choice) where property.kind == .default {
            let target = model.expressions[property.expression].leftSymbol
            guard let index = members.firstIndex(of: target) else { continue }
            candidate(target, formula.and(literals(property.condition).on, seen[index]))
        }
        for (index, member) in members.enumerated() { candidate(member, seen[index]) }
        for member in members { fallback[member] = TristateLiterals(bool: formula.or(cases[member]!)) }
    }

    // MARK: - Up to 6.10: the choice has a value, which bounds its members

    private mutating func encodeLegacyChoice(_ choice: SymbolID) {
        let info = model.symbols[choice]
        let value = logical[choice]
        let seen = visibility(choice)
        let members = model.members(ofChoice: choice)
        let memberSeen = members.map { legacyVisibility($0) }
        // What is read back is the greatest value of a member, at least m unless the choice is optional.
        let chosen = members.map { logical[$0].yes }
        let chosenSeen = zip(chosen, memberSeen).map { formula.and($0, $1.on) }
        fact(.choice, choice, at: model.location(of: choice)) { encoder in
            encoder.formula.imply(value.on, seen.on)
            if info.isOptional {
                encoder.formula.require([-value.on] + members.map { encoder.logical[$0].on })
                for member in members {
                    encoder.formula.require(-seen.on, -encoder.logical[member].on, value.on)
                }
            } else {
                encoder.formula.imply(seen.on, value.on)
            }
            if info.type == .tristate {
                encoder.formula.imply(value.yes, seen.yes)
                encoder.formula.require([-value.yes, -encoder.modules] + chosen)
                for literal in chosen { encoder.formula.require(-seen.yes, -literal, value.yes) }
            }
            encoder.atMostOne(chosen) { $0.formula.require($1) }
            encoder.requireOne(of: chosenSeen, for: memberSeen.map { [$0.yes, value.yes] })
        }
        encodeDefaultMember(choice, members, memberSeen.map(\.on))
    }

    /// In a choice that is y, a tristate member that could only be m is not visible.
    private mutating func legacyVisibility(_ symbol: SymbolID) -> TristateLiterals {
        let info = model.symbols[symbol]
        let choice = logical[model.menus[info.choice].symbol]
        var conditions: [TristateLiterals] = []
        for (_, property) in model.properties(of: symbol) where property.hasText {
            let condition = literals(property.condition)
            let on =
                info.type == .tristate
                ? formula.or(condition.yes, formula.and(condition.on, -choice.yes)) : condition.on
            conditions.append(TristateLiterals(on: on, yes: condition.yes))
        }
        return promoted(disjunction(conditions), info.type)
    }

    private mutating func encodeLegacyMember(_ symbol: SymbolID) {
        let value = logical[symbol]
        let seen = legacyVisibility(symbol)
        let hidden = promoted(defaultValue(symbol), model.symbols[symbol].type)
        let automatic = TristateLiterals(
            on: formula.and(-seen.on, hidden.on), yes: formula.and(-seen.on, hidden.yes))
        visible[symbol] = seen.on
        fact(.bounds, symbol, at: model.location(of: symbol)) {
            $0.formula.require(-value.on, seen.on, automatic.on)
            $0.formula.require(-value.yes, seen.yes, automatic.yes)
            // Where it can be y, it is the chosen one or off.
            $0.formula.require(-seen.yes, -value.on, value.yes)
            $0.formula.require(
                -seen.yes, -value.on, $0.logical[$0.model.menus[$0.model.symbols[symbol].choice].symbol].yes)
        }
        fact(.defaults, symbol, at: model.location(of: symbol)) {
            $0.formula.imply(automatic.on, value.on)
            $0.formula.imply(automatic.yes, value.yes)
        }
    }
}
