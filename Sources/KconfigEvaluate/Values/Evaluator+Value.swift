// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The value of one symbol (`sym_calc_value` and what it calls).
extension Evaluator {
    var hasMemberPriorities: Bool { model.dialect.memberPriorityChoices }

    private var writesAllMembers: Bool { model.dialect.writesAllMembers }
    private var hidesModuleMembers: Bool { !hasMemberPriorities && !model.dialect.showsModuleMembers }

    /// The type that counts now: without modules, or as the one value of a choice, a tristate is a bool.
    func effectiveType(_ symbol: SymbolID) -> SymbolType {
        let info = model.symbols[symbol]
        guard info.type == .tristate else { return info.type }
        if !hasMemberPriorities && info.isChoiceMember && states[symbol].visibility == .yes { return .bool }
        return modulesValue == .no ? .bool : .tristate
    }

    /// m becomes y where there is no m.
    private func promoted(_ value: Tristate, _ symbol: SymbolID) -> Tristate {
        value == .module && effectiveType(symbol) == .bool ? .yes : value
    }

    public func calculate(_ symbol: SymbolID) {
        if states[symbol].isValid { return }
        if states[symbol].needsChoiceValues && model.symbols[symbol].isChoiceMember {
            states[symbol].needsChoiceValues = false
            calculate(choiceSymbol(of: symbol))
        }
        states[symbol].isValid = true
        let type = model.symbols[symbol].type
        guard type != .unknown else {
            states[symbol].text = model.symbols[symbol].name
            states[symbol].tristate = .no
            return
        }
        let old = states[symbol].tristate
        // Members that old dialects write with their choice are told so when the choice is computed.
        if !writesAllMembers || !model.symbols[symbol].isChoiceMember { states[symbol].isWritten = false }
        calculateVisibility(symbol)
        if states[symbol].visibility != .no { states[symbol].isWritten = true }
        if isTransitional(symbol) { return takeOver(symbol) }
        // What somebody sees who asks for the value while it is being computed.
        states[symbol].tristate = .no
        states[symbol].text = emptyText(type)
        if type.isLogical {
            let value = logicalValue(symbol)
            states[symbol].tristate = value
            if !hasMemberPriorities && model.symbols[symbol].isChoice {
                states[symbol].member = value == .yes ? chooseMember(symbol) : .none
            }
        } else {
            states[symbol].text = textValue(symbol)
            clampToRange(symbol)
        }
        if !model.transitional.isEmpty { inheritUser(symbol) }
        if symbol == model.modules && states[symbol].tristate != old {
            modulesValue = states[symbol].tristate
        }
        if model.symbols[symbol].isChoice { finishChoice(symbol) }
        if !model.unwritten.isEmpty && model.unwritten.contains(symbol) { states[symbol].isWritten = false }
    }

    /// What an int, hex or string is without a default; logical symbols read `n` where a text is wanted.
    func emptyText(_ type: SymbolType) -> StringID {
        if type.isLogical { return letters[0] }
        guard model.dialect.numbersDefaultToZero else { return StringPool.empty }
        switch type {
        case .int: return zero
        case .hex: return hexZero
        default: return StringPool.empty
        }
    }

    // MARK: - Transitional symbols (since 6.18): old names whose values are read but never written

    private func isTransitional(_ symbol: SymbolID) -> Bool {
        !model.transitional.isEmpty && model.transitional.contains(symbol)
    }

    /// The value is the user's, whether there is a prompt or not.
    private func takeOver(_ symbol: SymbolID) {
        let state = states[symbol]
        let type = model.symbols[symbol].type
        states[symbol].isWritten = false
        states[symbol].tristate = type.isLogical && state.hasUser ? promoted(state.userTristate, symbol) : .no
        states[symbol].text = state.hasUser && !type.isLogical ? state.userText : emptyText(type)
    }

    /// A value that comes from a transitional symbol that the user set counts as set by the user.
    private func inheritUser(_ symbol: SymbolID) {
        guard !states[symbol].hasUser, let (property, _) = liveProperty(symbol, .default) else { return }
        let node = model.expressions[model.properties[property].expression]
        guard node.kind == .symbol, isTransitional(node.leftSymbol), states[node.leftSymbol].hasUser else {
            return
        }
        states[symbol].hasUser = true
        states[symbol].userTristate = states[symbol].tristate
        states[symbol].userText = states[symbol].text
    }

    // MARK: - Visibility

    /// The value of a prompt's condition. From 4.5 to 6.10, a tristate member of a choice that is y can't be m beside
    /// the chosen one: where it could only be m, its prompt is not visible.
    func promptValue(_ condition: ExpressionID, of symbol: SymbolID) -> Tristate {
        let seen = value(condition)
        let info = model.symbols[symbol]
        guard seen == .module, hidesModuleMembers, info.isChoiceMember, info.type == .tristate else {
            return seen
        }
        return states[choiceSymbol(of: symbol)].tristate == .yes ? .no : .module
    }

    func calculateVisibility(_ symbol: SymbolID) {
        let info = model.symbols[symbol]
        var visibility = Tristate.no
        var property = info.firstProperty
        while !property.isNone {
            let here = model.properties[property]
            if here.hasText {
                let value = promptValue(here.condition, of: symbol)
                promptValues[property] = value
                visibility = max(visibility, value)
            }
            property = here.next
        }
        if visibility == .module && (info.type != .tristate || modulesValue == .no) { visibility = .yes }
        states[symbol].visibility = visibility
        if info.isChoiceMember { return }
        let direct = info.directDependency.isNone ? .yes : value(info.directDependency)
        states[symbol].direct = promoted(direct, symbol)
        let reverse = info.reverseDependency.isNone ? .no : value(info.reverseDependency)
        states[symbol].reverse = promoted(reverse, symbol)
        let isImplied = !info.implied.isNone && (model.dialect.limitsImplied || states[symbol].direct != .no)
        let implied = isImplied ? value(info.implied) : .no
        states[symbol].implied = promoted(implied, symbol)
    }

    // MARK: - Bool and tristate

    private func logicalValue(_ symbol: SymbolID) -> Tristate {
        let info = model.symbols[symbol]
        if hasMemberPriorities && !info.choice.isNone {
            calculateChoice(info.choice)
            return promoted(states[symbol].tristate, symbol)
        }
        if !hasMemberPriorities && info.isChoiceMember && states[symbol].visibility == .yes {
            return states[choiceSymbol(of: symbol)].member == symbol ? .yes : .no
        }
        var value = wantedValue(symbol)
        if states[symbol].direct < states[symbol].reverse { reportUnmet(symbol) }
        value = max(value, states[symbol].reverse)
        if value == .module && refusesModule(symbol) { return .yes }
        return promoted(value, symbol)
    }

    /// Up to 5.6, what y implies is y or n.
    func refusesModule(_ symbol: SymbolID) -> Bool {
        !model.dialect.limitsImplied && states[symbol].implied == .yes
    }

    /// The user's value if it may be set, else the default raised by what implies it.
    private func wantedValue(_ symbol: SymbolID) -> Tristate {
        let state = states[symbol]
        if state.visibility != .no && state.hasUser { return min(state.userTristate, state.visibility) }
        if state.reverse != .no { states[symbol].isWritten = true }
        if model.symbols[symbol].isChoice { return .no }
        var result = Tristate.no
        if let (property, condition) = liveProperty(symbol, .default) {
            result = min(value(model.properties[property].expression), condition)
            if result != .no || model.dialect.writesUnsetDefaults { states[symbol].isWritten = true }
        }
        if state.implied != .no {
            states[symbol].isWritten = true
            result = max(result, state.implied)
            if model.dialect.limitsImplied { result = min(result, state.direct) }
        }
        return result
    }

    /// The first property of a kind whose condition is not n.
    public func liveProperty(_ symbol: SymbolID, _ kind: PropertyKind) -> (PropertyID, Tristate)? {
        var property = model.symbols[symbol].firstProperty
        while !property.isNone {
            let here = model.properties[property]
            if here.kind == kind {
                let condition = value(here.condition)
                if condition != .no { return (property, condition) }
            }
            property = here.next
        }
        return nil
    }

    // MARK: - Int, hex and string

    private func textValue(_ symbol: SymbolID) -> StringID {
        let state = states[symbol]
        if state.visibility != .no && state.hasUser {
            return state.userText.isNone ? StringPool.empty : state.userText
        }
        guard let (property, _) = liveProperty(symbol, .default) else { return state.text }
        let node = model.expressions[model.properties[property].expression]
        guard node.kind == .symbol else { return state.text }
        states[symbol].isWritten = true
        calculate(node.leftSymbol)
        return states[node.leftSymbol].text
    }

    private func base(_ type: SymbolType, else fallback: Int32) -> Int32 {
        switch type {
        case .int: 10
        case .hex: 16
        default: fallback
        }
    }

    /// The value of a range's end, read in its own base or, for a constant, in that of the symbol.
    func rangeEnd(_ end: SymbolID, base fallback: Int32) -> Int64 {
        calculate(end)
        let base = base(model.symbols[end].type, else: fallback)
        return strings.withBytes(states[end].text) { Number.value($0, base: base) }
    }

    private func clampToRange(_ symbol: SymbolID) {
        let type = model.symbols[symbol].type
        guard type.isNumber, let (property, _) = liveProperty(symbol, .range) else { return }
        let base = base(type, else: 10)
        let ends = model.expressions[model.properties[property].expression]
        let value = strings.withBytes(states[symbol].text) { Number.value($0, base: base) }
        var end = ends.leftSymbol
        if value >= rangeEnd(end, base: base) {
            end = ends.rightSymbol
            if value <= rangeEnd(end, base: base) { return }
        }
        states[symbol].text = model.dialect.copiesRangeEnds ? states[end].text : rangeText(end, type, base)
    }

    /// The number of a range's end, as old dialects write it.
    private func rangeText(_ end: SymbolID, _ type: SymbolType, _ base: Int32) -> StringID {
        strings.intern(Array(Number.rangeEnd(rangeEnd(end, base: base), type).utf8))
    }

    /// Whether a number may be set to this text (`sym_string_within_range`).
    public func isWithinRange(_ symbol: SymbolID, _ text: StringID) -> Bool {
        let type = model.symbols[symbol].type
        guard strings.withBytes(text, { ValueSyntax.isValid($0, for: type) }) else { return false }
        guard type.isNumber, let (property, _) = liveProperty(symbol, .range) else { return true }
        let base = base(type, else: 10)
        let ends = model.expressions[model.properties[property].expression]
        let value = strings.withBytes(text) { Number.value($0, base: base) }
        return value >= rangeEnd(ends.leftSymbol, base: base)
            && value <= rangeEnd(ends.rightSymbol, base: base)
    }
}
