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

public enum PropertyKind: UInt8, Sendable {
    case prompt, menu, comment, `default`, select, imply, range
}

/// A prompt, default, select, imply or range, with its full condition.
public struct Property: Sendable {
    public var kind: PropertyKind
    /// The text of a prompt, menu or comment.
    public var text = StringID.none
    /// The value of a default, the target of a select or imply, the ends of a range.
    public var expression = ExpressionID.none
    /// When the property is in force, enclosing menus and dependencies included.
    public var condition: ExpressionID
    public let menu: MenuID
    public let location: Location
    public var next = PropertyID.none

    @inlinable public var hasText: Bool { !text.isNone }
}

public enum MenuKind: UInt8, Sendable {
    case root, config, menuconfig, choice, menu, comment, conditional
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

/// All symbols in order of first mention, found by name. `n`, `m` and `y` are the first three.
public struct SymbolTable: Sendable {
    public static let no = SymbolID(raw: 0)
    public static let module = SymbolID(raw: 1)
    public static let yes = SymbolID(raw: 2)

    public var symbols: Table<SymbolID, Symbol> = Table()
    private var plain = SymbolsByName()
    private var constants = SymbolsByName()

    init(strings: inout StringPool) {
        for text in ["n", "m", "y"] {
            let name = strings.intern(utf8: text)
            var symbol = Symbol(name: name, isConstant: true)
            symbol.type = .tristate
            let id = symbols.append(symbol)
            plain[name] = id
            constants[name] = id
        }
    }

    @inlinable public subscript(id: SymbolID) -> Symbol {
        get { symbols[id] }
        _modify { yield &symbols[id] }
    }

    @inlinable public var count: Int { symbols.count }
    @inlinable public var indices: LazyMapSequence<Range<Int>, SymbolID> { symbols.indices }

    /// The symbol that an unquoted word means; created when it is new.
    mutating func named(_ name: StringID) -> SymbolID {
        if let id = plain[name] { return id }
        let id = symbols.append(Symbol(name: name, isConstant: false))
        plain[name] = id
        return id
    }

    /// The constant that a quoted word means; created when it is new.
    mutating func constant(_ name: StringID) -> SymbolID {
        if let id = constants[name] { return id }
        let id = symbols.append(Symbol(name: name, isConstant: true))
        constants[name] = id
        return id
    }

    /// The symbol that stands for a macro whose value a command decides; the same for the same text.
    mutating func probe(_ text: StringID) -> SymbolID {
        let id = named(text)
        symbols[id].isProbe = true
        return id
    }

    /// A new choice. Its name is no symbol's: it only serves to define the choice in several places.
    mutating func choice(named name: StringID = StringPool.empty) -> SymbolID {
        var symbol = Symbol(name: name, isConstant: false)
        symbol.isChoice = true
        return symbols.append(symbol)
    }

    /// All symbols but `n`, `m` and `y` in the order in which `conf` walks its hash table: bucket by bucket,
    /// the latest symbol first.
    public func hashOrder(_ strings: StringPool, _ dialect: Dialect) -> [SymbolID] {
        let size: UInt32 = dialect.memberPriorityChoices ? 1 << 14 : 9973
        var keys: [UInt64] = []
        keys.reserveCapacity(count)
        for symbol in indices where symbol.raw > 2 {
            let isNameless = self[symbol].isChoice && self[symbol].name == StringPool.empty
            let hash = isNameless ? 0 : strings.hash(self[symbol].name)
            keys.append(UInt64(hash % size) << 32 | UInt64(~symbol.raw))
        }
        keys.sort()
        return keys.map { SymbolID(raw: ~UInt32(truncatingIfNeeded: $0)) }
    }

    /// The name for messages.
    func text(_ symbol: SymbolID, _ strings: StringPool) -> String {
        self[symbol].isChoice && self[symbol].name == StringPool.empty
            ? "<choice>" : strings.text(self[symbol].name)
    }

    /// The symbols below all definitions of a choice, in the order of the source.
    func entries(ofChoice menu: MenuID, _ menus: Table<MenuID, Menu>) -> [SymbolID] {
        var list: [SymbolID] = []
        var definition = self[menus[menu].symbol].firstMenu
        while !definition.isNone {
            list += menus.descendants(of: definition).map { menus[$0].symbol }.filter { !$0.isNone }
            definition = menus[definition].nextDefinition
        }
        return list
    }

    /// The symbol of that name, defined or only mentioned; nil when the text never names it.
    public func find(_ name: StringID) -> SymbolID? { plain[name] }
}

/// Symbols by the ids of their names.
private struct SymbolsByName {
    private var symbols: ContiguousArray<SymbolID> = []

    subscript(name: StringID) -> SymbolID? {
        get {
            guard name.index < symbols.count, !symbols[name.index].isNone else { return nil }
            return symbols[name.index]
        }
        set {
            let missing = name.index + 1 - symbols.count
            if missing > 0 { symbols.append(contentsOf: repeatElement(.none, count: missing)) }
            symbols[name.index] = newValue ?? .none
        }
    }
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
