// SPDX-License-Identifier: GPL-2.0-or-later

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
        let isOld = dialect.sumsHashes
        let size: UInt32 = dialect.memberPriorityChoices ? 1 << 14 : isOld ? 257 : 9973
        var keys: [UInt64] = []
        keys.reserveCapacity(count)
        for symbol in indices where symbol.raw > 2 {
            let isNameless = self[symbol].isChoice && self[symbol].name == StringPool.empty
            let hash: UInt32
            if isOld {
                hash =
                    isNameless ? 256 : strings.bytes(self[symbol].name).reduce(0) { ($0 + UInt32($1)) & 0xFF }
            } else {
                hash = isNameless ? 0 : strings.hash(self[symbol].name)
            }
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

    /// The symbols of a choice that `conf` walks over, in the order of the source: since 6.11 those below all its
    /// definitions, before those of its text.
    ///
    /// - Parameter written: those of its text.
    func entries(
        ofChoice menu: MenuID, _ menus: Table<MenuID, Menu>, written: [MenuID: [SymbolID]], _ dialect: Dialect
    ) -> [SymbolID] {
        guard dialect.memberPriorityChoices else { return written[menu] ?? [] }
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
            // Not one by one: the next is wanted soon.
            if missing > 0 {
                symbols.append(contentsOf: repeatElement(.none, count: max(missing, symbols.count)))
            }
            symbols[name.index] = newValue ?? .none
        }
    }
}
