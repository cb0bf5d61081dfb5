// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Which member of a choice is on: since 6.11 by the members' priorities, before by the choice's own value.
extension Evaluator {
    func choiceSymbol(of member: SymbolID) -> SymbolID { model.menus[model.symbols[member].choice].symbol }

    private func members(_ choice: MenuID) -> [SymbolID] { model.entries(ofChoice: choice) }

    /// The user's latest wish in a choice counts most.
    func noteChoice(_ symbol: SymbolID) {
        let choice = model.symbols[symbol].choice
        guard hasMemberPriorities, !choice.isNone, let order = priorities[choice], order.contains(symbol)
        else { return }
        priorities[choice] = [symbol] + order.filter { $0 != symbol }
    }

    /// The member that a choice is set to if nobody decides (`sym_choice_default`).
    public func defaultMember(_ choice: MenuID) -> SymbolID? {
        for (_, property) in model.properties(of: model.menus[choice].symbol) where property.kind == .default
        {
            guard value(property.condition) != .no else { continue }
            let node = model.expressions[property.expression]
            if node.kind == .symbol, states[node.leftSymbol].visibility != .no { return node.leftSymbol }
        }
        return members(choice).first { states[$0].visibility != .no }
    }

    // MARK: - Since 6.11

    func calculateChoice(_ choice: MenuID) {
        let chosen = chosenMember(choice)
        for symbol in members(choice) where states[symbol].visibility != .no {
            states[symbol].tristate = symbol == chosen ? .yes : .no
            states[symbol].isValid = true
            states[symbol].isWritten = true
        }
    }

    private func chosenMember(_ choice: MenuID) -> SymbolID? {
        let order = priorities[choice] ?? []
        for symbol in order {
            calculateVisibility(symbol)
            let state = states[symbol]
            if state.visibility != .no && state.hasUser && state.userTristate == .yes { return symbol }
        }
        if let symbol = defaultMember(choice), !(states[symbol].hasUser && states[symbol].userTristate == .no)
        {
            return symbol
        }
        let unset = members(choice).first { states[$0].visibility != .no && !states[$0].hasUser }
        return unset ?? order.last { states[$0].visibility != .no }
    }

    // MARK: - Up to 6.10

    /// The member a choice that is y is set to (`sym_calc_choice`).
    func chooseMember(_ choice: SymbolID) -> SymbolID {
        let menu = model.symbols[choice].firstMenu
        var allHaveUser = true
        for member in members(menu) {
            calculateVisibility(member)
            if states[member].visibility != .no && !states[member].hasUser { allHaveUser = false }
        }
        // A choice counts as set by the user only when all visible members are.
        if !allHaveUser { states[choice].hasUser = false }
        let wanted = states[choice].userMember
        if !wanted.isNone && states[wanted].visibility != .no { return wanted }
        if let member = defaultMember(menu) { return member }
        states[choice].tristate = .no
        return .none
    }

    func finishChoice(_ choice: SymbolID) {
        if !hasMemberPriorities { writeMembers(of: choice) }
        states[choice].isWritten = false
        if states[choice].needsChoiceValues { setAllChoiceValues(choice) }
    }

    private func writeMembers(of choice: SymbolID) {
        let isWritten = states[choice].isWritten
        let writesAll = model.dialect.writesAllMembers
        for member in members(model.symbols[choice].firstMenu) {
            if writesAll {
                states[member].isWritten = isWritten
            } else if isWritten && states[member].visibility != .no {
                states[member].isWritten = true
            }
        }
    }

    /// Members without a wish count as n from now on (`set_all_choice_values`).
    func setAllChoiceValues(_ choice: SymbolID) {
        for member in members(model.symbols[choice].firstMenu) where !states[member].hasUser {
            states[member].userTristate = .no
        }
        states[choice].hasUser = true
        states[choice].isValid = false
        states[choice].needsChoiceValues = false
    }
}
