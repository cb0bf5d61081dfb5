// SPDX-License-Identifier: GPL-2.0-or-later

public enum SymbolType: UInt8, Sendable {
    case unknown, bool, tristate, int, hex, string

    /// What `conf` calls the type in messages.
    public var name: String {
        switch self {
        case .unknown: "unknown"
        case .bool: "bool"
        case .tristate: "tristate"
        case .int: "integer"
        case .hex: "hex"
        case .string: "string"
        }
    }

    @inlinable public var isLogical: Bool { self == .bool || self == .tristate }
    @inlinable public var isNumber: Bool { self == .int || self == .hex }
    /// Its values are texts: numbers and strings.
    @inlinable public var isText: Bool { self == .string || isNumber }
    /// In which its numbers are written.
    public var radix: Int32 { self == .hex ? 16 : 10 }
}

/// A configuration symbol, a choice (which has no name), or a constant (a quoted or undefined word).
public struct Symbol: Sendable {
    public let name: StringID
    /// Quoted in the source: never a configuration symbol.
    public let isConstant: Bool
    /// Stands for what a command would print (`ParseOptions.keepsProbes`).
    public var isProbe = false
    public var isChoice = false
    /// A choice of which every member may be off (`optional`, up to 6.9).
    public var isOptional = false
    public var type = SymbolType.unknown
    /// The symbol's properties, in the order of the source; linked by `Property.next`.
    public var firstProperty = PropertyID.none
    /// The menu nodes that define it, in the order of the source; linked by `Menu.nextDefinition`.
    public var firstMenu = MenuID.none
    /// Conditions of all definitions, or-ed.
    public var directDependency = ExpressionID.none
    /// What selects it, or-ed.
    public var reverseDependency = ExpressionID.none
    /// What implies it, or-ed.
    public var implied = ExpressionID.none
    /// The choice whose value it can be; none for all other symbols.
    public var choice = MenuID.none
    /// Stands in the text of a choice. (A symbol also defined elsewhere may stand in one and yet not be
    /// one of its values, hence two properties.)
    public var isChoiceMember = false

    var lastProperty = PropertyID.none
    var lastMenu = MenuID.none
    var isChecked = false

    init(name: StringID, isConstant: Bool) {
        self.name = name
        self.isConstant = isConstant
    }

    @inlinable public var isDefined: Bool { !firstMenu.isNone }
}
