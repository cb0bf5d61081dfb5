// SPDX-License-Identifier: GPL-2.0-or-later

/// What users get to see of symbols and menu nodes.
extension KconfigModel {
    /// Whether a user is ever asked about the symbol, under some condition.
    public func hasPrompt(_ symbol: SymbolID) -> Bool {
        properties(of: symbol).contains { $0.property.hasText }
    }

    /// The text of a node's prompt, menu title or comment; nil when it has none.
    public func prompt(of menu: MenuID) -> String? {
        let prompt = menus[menu].prompt
        return prompt.isNone ? nil : strings.text(properties[prompt].text)
    }

    /// The same, or the name of the node's symbol.
    public func title(of menu: MenuID) -> String { prompt(of: menu) ?? name(menus[menu].symbol) }

    /// The text of the first prompt of a symbol; nil when it has none.
    public func firstPrompt(of symbol: SymbolID) -> String? {
        definitions(of: symbol).lazy.compactMap { prompt(of: $0) }.first
    }
}
