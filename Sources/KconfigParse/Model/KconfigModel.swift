// SPDX-License-Identifier: GPL-2.0-or-later

/// A parsed Kconfig tree: symbols, their properties, and the menu tree. It does not change after parsing.
public struct KconfigModel {
    public let dialect: Dialect
    /// The project's name in the head of files, where old programs put it.
    public let project: String
    public private(set) var strings: StringPool
    public private(set) var symbols: SymbolTable
    public private(set) var expressions: ExpressionTable
    public let menus: Table<MenuID, Menu>
    public let properties: Table<PropertyID, Property>
    /// The lines below all statements as they are written; each menu node has its range of them.
    public let attributes: ContiguousArray<SyntaxAttribute>
    /// The symbol that stands for module support; the constant `n` when the tree has none.
    public let modules: SymbolID
    /// The nodes of the menu tree in depth-first order, without the root.
    public let menuOrder: [MenuID]
    /// Per choice, the symbols of its text in the order of the source.
    public let choiceMembers: [MenuID: [SymbolID]]
    /// `option defconfig_list` (up to 5.12).
    public let defconfigList: SymbolID
    /// Symbols with `option defconfig_list` or `option env`, which are in no file.
    public let unwritten: Set<SymbolID>
    /// `option allnoconfig_y` (up to 5.12).
    public let allNoConfig: Set<SymbolID>
    /// Read but never written (since 6.18).
    public let transitional: Set<SymbolID>
    /// All selects in the order in which reverse dependencies were made of them.
    public let selectOrder: [PropertyID]
    /// All `depends on` lines in the order of the source.
    public let dependencyLines: [DependencyLine]
    public let sources: SourceMap
    /// Warnings; a tree with errors gives no model.
    public let diagnostics: [Diagnostic]
    /// The environment variables that macros referred to, with their values.
    public let usedEnvironment: [(name: String, value: String)]
    /// Whether results of commands come from a record: programs and files of this machine say nothing about them.
    public let answersAreRecorded: Bool
    /// Variables that macros referred to and that nobody defines.
    public let undefinedVariables: [UndefinedVariable]

    public static let root = MenuID(raw: 0)

    /// The operands of statements that macro calls gave, in the order of the source.
    public let macroUses: [MacroUse]
    /// The text of a tree with recursive dependencies, for trying what breaks them.
    let cyclicTree: SyntaxTree?

    /// - Parameter cyclic: the text that has recursive dependencies.
    init(_ builder: GraphBuilder, cyclic: SyntaxTree?) {
        let context = builder.context
        cyclicTree = cyclic
        dialect = context.dialect
        project = context.project
        strings = context.strings
        symbols = builder.symbols
        expressions = builder.expressions
        menus = builder.menus
        properties = builder.properties
        attributes = builder.attributes
        modules = builder.modules
        menuOrder = builder.descendants(of: Self.root)
        choiceMembers = builder.choiceMembers
        defconfigList = builder.defconfigList
        unwritten = builder.unwritten
        allNoConfig = builder.allNoConfig
        transitional = builder.transitional
        selectOrder = builder.selectOrder
        dependencyLines = builder.dependencyLines
        sources = context.sources
        diagnostics = context.diagnostics
        macroUses = context.macroUses
        usedEnvironment = context.macros.usedEnvironment
        answersAreRecorded = context.answersAreRecorded
        undefinedVariables = context.macros.undefined
    }

    /// The model with more expressions, and the constants in them.
    init(_ model: KconfigModel, _ tree: SyntaxTree, _ strings: StringPool) {
        self = model
        self.strings = strings
        symbols = tree.symbols
        expressions = tree.expressions
    }

    /// The symbol's name as in the Kconfig text; `<choice>` for a choice without one.
    public func name(_ symbol: SymbolID) -> String { symbols.text(symbol, strings) }

    /// The defined symbol of that name (without `CONFIG_`), or nil.
    public func symbol(named name: String) -> SymbolID? {
        guard let text = strings.find(utf8: name), let symbol = symbols.find(text) else { return nil }
        return symbols[symbol].isDefined ? symbol : nil
    }

    /// The properties of a symbol in the order of the source.
    public func properties(of symbol: SymbolID) -> PropertyList {
        PropertyList(table: properties, upcoming: symbols[symbol].firstProperty)
    }

    /// The nodes that define a symbol in the order of the source.
    public func definitions(of symbol: SymbolID) -> [MenuID] {
        var list: [MenuID] = []
        var menu = symbols[symbol].firstMenu
        while !menu.isNone {
            list.append(menu)
            menu = menus[menu].nextDefinition
        }
        return list
    }

    /// The `depends on` lines of a menu node, in the order of the source.
    public func dependencyLines(of menu: MenuID) -> ArraySlice<DependencyLine> {
        // Nodes are numbered in the order of the source, and so are their lines.
        var low = 0
        var high = dependencyLines.count
        while low < high {
            let middle = (low + high) / 2
            if dependencyLines[middle].menu.raw < menu.raw { low = middle + 1 } else { high = middle }
        }
        return dependencyLines[low...].prefix { $0.menu == menu }
    }

    /// The symbols that an expression mentions, constants included.
    public func symbols(in expression: ExpressionID) -> Set<SymbolID> {
        var found: Set<SymbolID> = []
        collectSymbols(in: expression, &found)
        return found
    }

    private func collectSymbols(in expression: ExpressionID, _ found: inout Set<SymbolID>) {
        guard !expression.isNone else { return }
        let node = expressions[expression]
        switch node.kind {
        case .and, .or:
            collectSymbols(in: node.leftExpression, &found)
            collectSymbols(in: node.rightExpression, &found)
        case .not: collectSymbols(in: node.leftExpression, &found)
        case .symbol: found.insert(node.leftSymbol)
        default:
            found.insert(node.leftSymbol)
            found.insert(node.rightSymbol)
        }
    }

    /// Where a symbol is defined first.
    public func location(of symbol: SymbolID) -> Location {
        let menu = symbols[symbol].firstMenu
        return menu.isNone ? .unknown : menus[menu].location
    }

    /// The nodes below `menu` in depth-first order.
    public func descendants(of menu: MenuID) -> [MenuID] { menus.descendants(of: menu) }
}

/// The linked properties of one symbol as a sequence.
public struct PropertyList: Sequence, IteratorProtocol {
    let table: Table<PropertyID, Property>
    var upcoming: PropertyID

    public mutating func next() -> (id: PropertyID, property: Property)? {
        guard !upcoming.isNone else { return nil }
        let id = upcoming
        let property = table[id]
        upcoming = property.next
        return (id, property)
    }
}
