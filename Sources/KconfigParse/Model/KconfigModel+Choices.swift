// SPDX-License-Identifier: GPL-2.0-or-later

/// Which symbols belong to which choice.
extension KconfigModel {
    /// The values that a choice can have, in the order of the source.
    public func members(ofChoice choice: SymbolID) -> [SymbolID] {
        let menu = symbols[choice].firstMenu
        guard dialect.memberPriorityChoices else { return entries(ofChoice: menu) }
        var list: [SymbolID] = []
        for symbol in entries(ofChoice: menu)
        where symbols[symbol].choice == menu && !list.contains(symbol) {
            list.append(symbol)
        }
        return list
    }

    /// The symbols of a choice that `conf` walks over when it computes or sets it, in the order of the source: since 6.11
    /// also symbols below a member, and a symbol as often as it is defined there.
    public func entries(ofChoice menu: MenuID) -> [SymbolID] {
        symbols.entries(ofChoice: menu, menus, written: choiceMembers, dialect)
    }

    /// The symbols of a choice's text, in the order of the source.
    public func written(inChoice menu: MenuID) -> [SymbolID] { choiceMembers[menu] ?? [] }

    /// Whether the symbol is one of the values of a choice.
    public func isMember(_ symbol: SymbolID) -> Bool {
        dialect.memberPriorityChoices ? !symbols[symbol].choice.isNone : symbols[symbol].isChoiceMember
    }

    /// The choice whose value the symbol can be, or nil.
    public func choice(of symbol: SymbolID) -> SymbolID? {
        let menu = symbols[symbol].choice
        return menu.isNone ? nil : menus[menu].symbol
    }

    /// What is set when the symbol is: the choice that it is a value of, else the symbol itself.
    public func setting(of symbol: SymbolID) -> SymbolID { choice(of: symbol) ?? symbol }

    /// The symbols that are set together with it: those of a choice's text; of anything else, the symbol itself.
    public func members(ofSetting symbol: SymbolID) -> [SymbolID] {
        symbols[symbol].isChoice ? written(inChoice: symbols[symbol].firstMenu) : [symbol]
    }
}
