// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Giving values to all symbols that have none (`conf_set_all_new_symbols` in `conf.c`).
extension Evaluator {
    /// Gives each symbol without a value the given one.
    public func fillNew(_ value: Tristate?) {
        if model.dialect.fillsOnlyPrompts { fillPrompts(value) } else { fillSymbols(value) }
    }

    /// Since 6.11: those with a prompt, in the order of the menus.
    private func fillPrompts(_ value: Tristate?) {
        if let value {
            for menu in model.menuOrder
            where wantsFilling(menu) && !model.symbols[model.menus[menu].symbol].isChoice {
                setFilled(model.menus[menu].symbol, value)
            }
        }
        invalidate()
    }

    private func wantsFilling(_ menu: MenuID) -> Bool {
        let node = model.menus[menu]
        guard !node.symbol.isNone, !node.prompt.isNone, !states[node.symbol].hasUser else { return false }
        let info = model.symbols[node.symbol]
        return info.type.isLogical && !info.isChoiceMember
    }

    private func setFilled(_ symbol: SymbolID, _ value: Tristate) {
        states[symbol].userTristate = value
        states[symbol].hasUser = true
    }

    /// Up to 6.10: all of them, prompt or not.
    private func fillSymbols(_ value: Tristate?) {
        if let value {
            for symbol in hashOrder where wantsLegacyFilling(symbol) {
                let isKept = value == .no && model.allNoConfig.contains(symbol)
                setFilled(symbol, isKept ? .yes : value)
            }
        }
        invalidate()
        if model.dialect.leavesMembersUnset { return }
        for symbol in hashOrder {
            let info = model.symbols[symbol]
            if (info.isChoice && !states[symbol].hasUser) || info.isChoiceMember {
                states[symbol].needsChoiceValues = true
            }
        }
        for symbol in hashOrder where model.symbols[symbol].isChoice && !states[symbol].hasUser {
            calculate(symbol)
            setAllChoiceValues(symbol)
        }
    }

    private func wantsLegacyFilling(_ symbol: SymbolID) -> Bool {
        !states[symbol].hasUser && !states[symbol].isValid && effectiveType(symbol).isLogical
    }

    /// In tristates that have the one value, puts the other (`conf_rewrite_tristates`).
    func rewriteTristates(_ old: Tristate, _ new: Tristate) {
        for symbol in hashOrder where effectiveType(symbol) == .tristate && states[symbol].userTristate == old
        {
            states[symbol].userTristate = new
        }
        invalidate()
    }

    // MARK: - Random values, drawn from the C library as `conf` draws them

    func fillRandom(_ probability: Probability) {
        guard model.dialect.fillsOnlyPrompts else {
            while fillRandomLegacy(probability) {}
            return
        }
        for menu in model.menuOrder where wantsFilling(menu) {
            let symbol = model.menus[menu].symbol
            if model.symbols[symbol].isChoice {
                randomizeChoice(menu)
            } else {
                setFilled(symbol, draw(model.symbols[symbol].type, probability))
            }
        }
        invalidate()
    }

    private func draw(_ type: SymbolType, _ probability: Probability) -> Tristate {
        let number = Int(rand() % 100)
        guard type == .tristate else { return number < probability.boolYes ? .yes : .no }
        if number < probability.tristateYes { return .yes }
        return number < probability.tristateYes + probability.tristateModule ? .module : .no
    }

    /// Sets the members without a value to y in a random order of priority (`randomize_choice_values`).
    private func randomizeChoice(_ choice: MenuID) {
        let members = model.entries(ofChoice: choice)
        var open = members.count { !states[$0].hasUser }
        while open > 0 {
            var skip = Int(rand()) % open
            for member in members {
                if !states[member].hasUser { skip -= 1 }
                guard skip < 0 else { continue }
                setFilled(member, .yes)
                priorities[choice] = (priorities[choice] ?? []).filter { $0 != member } + [member]
                break
            }
            open -= 1
        }
    }

    /// True when something was set, so that there may be more to do.
    private func fillRandomLegacy(_ probability: Probability) -> Bool {
        var hasChanged = false
        for symbol in hashOrder where wantsLegacyFilling(symbol) {
            hasChanged = true
            states[symbol].userTristate = draw(model.symbols[symbol].type, probability)
            if !model.symbols[symbol].isChoice { states[symbol].hasUser = true }
        }
        invalidate()
        for symbol in hashOrder where model.symbols[symbol].isChoice && !states[symbol].hasUser {
            calculate(symbol)
            let isNew = randomizeLegacyChoice(symbol)
            hasChanged = isNew || hasChanged && model.dialect.drawsUntilSettled
        }
        return hasChanged
    }

    private func randomizeLegacyChoice(_ choice: SymbolID) -> Bool {
        guard states[choice].tristate == .yes else { return false }
        let members = model.entries(ofChoice: model.symbols[choice].firstMenu)
        guard !members.isEmpty else { return false }
        let lucky = members[Int(rand()) % members.count]
        for member in members {
            setFilled(member, member == lucky ? .yes : .no)
            states[member].isValid = false
        }
        states[choice].userMember = lucky
        states[choice].hasUser = true
        states[choice].isValid = false
        return true
    }
}
