// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// An entry of a menu as it is drawn.
public struct MenuRow: Equatable, Sendable {
    public enum Kind: Sendable {
        /// What the menu itself is about, at its top.
        case header
        case option, choice, menu, comment
    }

    public let node: MenuID
    public let kind: Kind
    /// None for menus and comments.
    public let symbol: SymbolID
    /// `[*]`, `<M>`, `(17)`, `-*-` and so on; empty where there is no value.
    public let box: String
    public let indent: Int
    public let title: String
    /// There is a level below.
    public let opens: Bool
    /// The level below has nothing to show.
    public let isEmpty: Bool
    /// Whether menuconfig would show it.
    public let isVisible: Bool

    /// Without mark, as menuconfig has it.
    public var text: String {
        let arrow = opens ? (isEmpty ? "  ----" : "  --->") : ""
        let front = box.isEmpty ? "    " : box + " "
        return front + String(repeating: " ", count: indent) + title + arrow
    }
}
