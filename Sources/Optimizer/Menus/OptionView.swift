// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// An option as the user would see it now.
public struct OptionView: Sendable {
    /// Options are asked about in batches of one kind.
    public enum Kind: String, CaseIterable, Sendable {
        case bool, choice, tristate
        /// A tristate that is selected as a module: it can be m or y, not n.
        case moduleOrYes = "m/y"
        case number, text
    }

    public struct Member: Sendable {
        public let symbol: SymbolID
        public let name: String
        public let prompt: String
    }

    public let kind: Kind
    /// For a choice, the choice's own symbol.
    public let symbol: SymbolID
    /// For a choice, the name of the member that is on.
    public let name: String
    public let prompt: String
    /// The present value as in `.config`, without quotes; for a choice, the name of the member that is on.
    public let value: String
    /// The values of a bool or tristate that are possible as things are.
    public let allowed: [String]
    /// The ends of a number's range, as far as there is one.
    public let range: String?
    /// The members of a choice that can be seen.
    public let members: [Member]
    public let help: String

    /// The names that an answer may use.
    public var names: [String] { kind == .choice ? members.map(\.name) : [name] }
}

/// One level of the menu, as the user would see it now.
public struct MenuView: Sendable {
    public struct Submenu: Sendable {
        public let menu: MenuID
        public let title: String
    }

    public let menu: MenuID
    /// The titles from the main menu down to this one.
    public let path: [String]
    public let options: [OptionView]
    public let submenus: [Submenu]

    public var title: String { Self.title(path) }

    /// Without the title of the whole tree, which every path begins with.
    static func title(_ path: [String]) -> String {
        (path.count > 1 ? path.dropFirst() : path[...]).joined(separator: " > ")
    }
}
