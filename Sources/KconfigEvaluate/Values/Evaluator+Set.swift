// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Setting a value as a user does in a dialogue, where only what is allowed is taken.
extension Evaluator {
    /// Whether the user may change the value at all.
    public func isChangeable(_ symbol: SymbolID) -> Bool {
        if hasMemberPriorities && model.symbols[symbol].isChoice { return false }
        return states[symbol].visibility > states[symbol].reverse
    }

    /// Whether a bool or tristate may be set to the value (`sym_tristate_within_range`).
    public func isAllowed(_ symbol: SymbolID, _ value: Tristate) -> Bool {
        let state = states[symbol]
        let type = effectiveType(symbol)
        guard state.visibility != .no, type.isLogical else { return false }
        if value == .module && (type == .bool || refusesModule(symbol)) { return false }
        if state.visibility <= state.reverse { return false }
        if !hasMemberPriorities && model.symbols[symbol].isChoiceMember && state.visibility == .yes {
            return value == .yes
        }
        return value >= state.reverse && value <= state.visibility
    }

    /// Sets a bool or tristate; false when that is not allowed (`sym_set_tristate_value`).
    public func choose(_ symbol: SymbolID, _ value: Tristate) -> Bool {
        let old = states[symbol].tristate
        if !isAllowed(symbol, value) && (model.dialect.refusesPresentValue || old != value) { return false }
        states[symbol].hasUser = true
        if !hasMemberPriorities && model.symbols[symbol].isChoiceMember && value == .yes {
            chooseLegacyMember(symbol)
        }
        states[symbol].userTristate = value
        if old != value { invalidate() }
        return true
    }

    private func chooseLegacyMember(_ symbol: SymbolID) {
        let choice = choiceSymbol(of: symbol)
        states[choice].userMember = symbol
        states[choice].hasUser = true
        for member in model.entries(ofChoice: model.symbols[symbol].choice)
        where states[member].visibility != .no {
            states[member].hasUser = true
        }
    }

    /// Sets a choice to one of its members (`choice_set_value`, since 6.11).
    public func choose(_ symbol: SymbolID, in choice: MenuID) {
        guard hasMemberPriorities else {
            _ = choose(symbol, .yes)
            return
        }
        var isNew = false
        for member in model.entries(ofChoice: choice) where states[member].visibility != .no {
            let value: Tristate = member == symbol ? .yes : .no
            if states[member].tristate != value { isNew = true }
            states[member].userTristate = value
            states[member].hasUser = true
            noteChoice(member)
        }
        if isNew { invalidate() }
    }

    /// Sets an int, hex or string; false when the text is no value or out of range (`sym_set_string_value`).
    public func choose(_ symbol: SymbolID, text: [UInt8]) -> Bool {
        let id = strings.intern(text)
        guard isWithinRange(symbol, id) else { return false }
        let hadUser = states[symbol].hasUser
        states[symbol].hasUser = true
        let isBareHex =
            model.symbols[symbol].type == .hex
            && !(text.count > 1 && text[0] == 0x30 && (text[1] | 0x20) == 0x78)
        let wanted = isBareHex ? strings.intern([0x30, 0x78] + text) : id
        if hadUser && states[symbol].userText == wanted && !isBareHex { return true }
        states[symbol].userText = wanted
        invalidate()
        return true
    }

    /// The member that a choice is set to, or nil.
    public func chosen(_ choice: MenuID) -> SymbolID? {
        if hasMemberPriorities {
            calculateChoice(choice)
            return model.entries(ofChoice: choice).first {
                states[$0].visibility != .no && states[$0].tristate == .yes
            }
        }
        let symbol = model.menus[choice].symbol
        calculate(symbol)
        let member = states[symbol].member
        return member.isNone ? nil : member
    }

    /// What the value would be if the user had set none, as text (`sym_get_string_default`).
    public func defaultText(_ symbol: SymbolID) -> StringID {
        calculateVisibility(symbol)
        calculate(model.modules)
        let info = model.symbols[symbol]
        var value = Tristate.no
        var text = StringPool.empty
        if let (property, condition) = liveProperty(symbol, .default) {
            let expression = model.properties[property].expression
            if info.type.isLogical {
                value = min(self.value(expression), condition)
            } else if model.expressions[expression].kind == .symbol {
                let source = model.expressions[expression].leftSymbol
                calculate(source)
                text = states[source].text
            }
        }
        value = max(value, states[symbol].reverse)
        if value == .module {
            if info.type == .bool || (!info.isChoiceMember && states[model.modules].tristate == .no) {
                value = .yes
            }
        }
        value = max(value, states[symbol].implied)
        if info.type.isLogical { return letters[Int(value.rawValue)] }
        return text == StringPool.empty ? emptyText(info.type) : text
    }
}
