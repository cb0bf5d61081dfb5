// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What users get to see of the menu tree.
extension Evaluator {
    /// Whether a menu would be shown (`menu_is_visible` in `menu.c`).
    public func isVisible(_ menu: MenuID) -> Bool {
        let node = model.menus[menu]
        guard !node.prompt.isNone else { return false }
        if !node.visibility.isNone && value(node.visibility) == .no { return false }
        if node.symbol.isNone { return value(model.properties[node.prompt].condition) != .no }
        calculate(node.symbol)
        if promptValues[node.prompt] != .no { return true }
        guard states[node.symbol].tristate != .no else { return false }
        var child = node.firstChild
        while !child.isNone {
            if isVisible(child) {
                // As a side effect, old dialects take the value for the user's.
                if model.dialect.showingSetsValues { states[node.symbol].hasUser = true }
                return true
            }
            child = model.menus[child].next
        }
        return false
    }
}
