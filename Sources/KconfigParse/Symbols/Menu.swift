// SPDX-License-Identifier: GPL-2.0-or-later

public enum MenuKind: UInt8, Sendable {
    case root, config, menuconfig, choice, menu, comment, conditional
    /// Zephyr's `configdefault`: defaults for a symbol that another node defines.
    case configdefault
}

/// A node of the menu tree: a definition of a symbol, a menu, a comment, a choice or an `if`.
public struct Menu: Sendable {
    public let kind: MenuKind
    public let location: Location
    public let symbol: SymbolID
    public var parent: MenuID
    public var next = MenuID.none
    public var firstChild = MenuID.none
    public var prompt = PropertyID.none
    /// `visible if` of a menu.
    public var visibility = ExpressionID.none
    /// Dependencies, those of enclosing menus included.
    public var dependency = ExpressionID.none
    /// Where the first `depends on` of this node stands; the node itself when it has none.
    public var dependencyLocation: Location
    public var help: HelpText?
    public var nextDefinition = MenuID.none
    /// The block whose text it stands in. (`parent` is where the menus show it.)
    public let block: MenuID
    /// The lines below it, in `KconfigModel.attributes`.
    public let attributes: Range<Int>

    init(kind: MenuKind, location: Location, symbol: SymbolID, block: MenuID, attributes: Range<Int> = 0..<0)
    {
        self.kind = kind
        self.location = location
        self.symbol = symbol
        self.block = block
        self.attributes = attributes
        parent = block
        dependencyLocation = location
    }
}

/// One `depends on` or `if`, as it is written: before it is joined with others.
public struct DependencyLine: Sendable {
    public let menu: MenuID
    public let expression: ExpressionID
    public let location: Location
}

extension Table<MenuID, Menu> {
    /// The nodes below `root` in depth-first order.
    func descendants(of root: MenuID) -> [MenuID] {
        var list: [MenuID] = []
        var menu = self[root].firstChild
        while !menu.isNone {
            list.append(menu)
            if !self[menu].firstChild.isNone {
                menu = self[menu].firstChild
                continue
            }
            while menu != root, self[menu].next.isNone { menu = self[menu].parent }
            menu = menu == root ? .none : self[menu].next
        }
        return list
    }
}
