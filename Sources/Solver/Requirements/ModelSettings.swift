// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What a user sets at once: a symbol, or for all members of a choice the choice.
extension KconfigModel {
    /// The symbol that stands for what is set: the choice's own for a member of a choice.
    func setting(of symbol: SymbolID) -> SymbolID {
        let choice = symbols[symbol].choice
        return choice.isNone ? symbol : menus[choice].symbol
    }

    /// The members of a choice; of anything else, the symbol itself.
    func members(ofSetting symbol: SymbolID) -> [SymbolID] {
        symbols[symbol].isChoice ? choiceMembers[symbols[symbol].firstMenu] ?? [] : [symbol]
    }
}
