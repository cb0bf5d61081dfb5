// SPDX-License-Identifier: GPL-2.0-or-later

/// Who selects and implies whom.
extension KconfigModel {
    /// The symbol that a select or imply aims at.
    @inlinable public func target(of property: Property) -> SymbolID {
        expressions[property.expression].leftSymbol
    }

    /// The symbol whose definition a property stands in.
    @inlinable public func owner(of property: Property) -> SymbolID { menus[property.menu].symbol }

    /// The selects or implies that aim at a symbol, in the order of the source.
    public func sources(_ kind: PropertyKind, of symbol: SymbolID) -> [PropertyID] {
        properties.indices.filter { properties[$0].kind == kind && target(of: properties[$0]) == symbol }
    }

    /// The selects that aim at a symbol, in the order in which its reverse dependency was made of them.
    public func selects(of symbol: SymbolID) -> [PropertyID] {
        selectOrder.filter { target(of: properties[$0]) == symbol }
    }

    /// The same of all symbols that something selects.
    public var selectsByTarget: [SymbolID: [PropertyID]] {
        Dictionary(grouping: selectOrder) { target(of: properties[$0]) }
    }
}
