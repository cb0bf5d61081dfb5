// SPDX-License-Identifier: GPL-2.0-or-later

/// Syntax tree → symbol graph: the menu tree with dependencies propagated, and each symbol's properties
/// (`menu.c`). The order of steps follows the C source, since warnings and printed expressions depend on it.
struct GraphBuilder {
    let context: LexContext
    let attributes: ContiguousArray<SyntaxAttribute>
    var symbols: SymbolTable
    var expressions: ExpressionTable
    var menus: Table<MenuID, Menu> = Table()
    var properties: Table<PropertyID, Property> = Table()
    var choiceMembers: [MenuID: [SymbolID]] = [:]
    var modules = SymbolID.none
    var defconfigList = SymbolID.none
    var unwritten: Set<SymbolID> = []
    var allNoConfig: Set<SymbolID> = []
    var transitional: Set<SymbolID> = []
    /// Results of `simplify` and `transform`, which depend on types only.
    var simplified = ExpressionMemo()
    var transformed = ExpressionMemo()
    /// What `transform` has to say about an expression, each time.
    var transformNotes: [ExpressionID: [String]] = [:]
    var rewritten = ExpressionMemo()
    var withoutConstants = ExpressionMemo()
    var changes = 0
    var keys = OperandKeys()
    /// How often operands were compared (`Bounds.comparisons`), and where the builder is.
    var comparisons = 0
    var isTooLarge = false
    var place = Location.unknown
    var selectOrder: [PropertyID] = []
    var dependencyLines: [DependencyLine] = []

    var current = MenuID(raw: 0)
    private var blocks: [MenuID] = [MenuID(raw: 0)]
    private var lastChild: [MenuID] = [.none]
    private var choices: [MenuID] = []
    private var choice: MenuID { choices.last ?? .none }

    static let root = MenuID(raw: 0)
    var dialect: Dialect { context.dialect }

    init(_ tree: SyntaxTree, context: LexContext) {
        self.context = context
        attributes = tree.attributes
        symbols = tree.symbols
        expressions = tree.expressions
        menus.elements.reserveCapacity(RoomFor.nodes)
        properties.elements.reserveCapacity(RoomFor.properties)
        _ = menus.append(Menu(kind: .root, location: .unknown, symbol: .none, block: .none))
        if let prompt = tree.mainPrompt {
            addPrompt(.menu, prompt.text, condition: .none, at: prompt.location)
        }
        for node in tree.nodes { add(node, tree) }
        forgetDefaultsOfNobody()
        if menus[Self.root].prompt.isNone {
            current = Self.root
            addPrompt(.menu, context.strings.intern(utf8: "Main menu"), condition: .none, at: .unknown)
        }
        if modules.isNone { modules = modulesByName() ?? SymbolTable.no }
    }

    /// A `configdefault` defines nothing: without a definition elsewhere it is as if it were not there.
    private mutating func forgetDefaultsOfNobody() {
        for menu in menus.indices where menus[menu].kind == .configdefault {
            let symbol = menus[menu].symbol
            var definition = symbols[symbol].firstMenu
            while !definition.isNone, menus[definition].kind == .configdefault {
                definition = menus[definition].nextDefinition
            }
            guard definition.isNone else { continue }
            (symbols[symbol].firstMenu, symbols[symbol].firstProperty) = (.none, .none)
        }
    }

    private func modulesByName() -> SymbolID? {
        guard context.dialect.modulesByName else { return nil }
        return context.strings.find(utf8: "MODULES").flatMap { symbols.find($0) }
    }

    func text(_ symbol: SymbolID) -> String { symbols.text(symbol, context.strings) }

    private func hasPrompt(_ symbol: SymbolID) -> Bool {
        var menu = symbols[symbol].firstMenu
        while !menu.isNone, menus[menu].prompt.isNone { menu = menus[menu].nextDefinition }
        return !menu.isNone
    }

    // MARK: - Statements

    private mutating func add(_ node: SyntaxNode, _ tree: SyntaxTree) {
        let attributes = tree.attributes[node.attributes]
        switch node.kind {
        case .end: endBlock()
        case .config, .menuconfig, .configdefault:
            addEntry(Self.menuKind(node.kind), node)
            for attribute in attributes { add(attribute) }
            if node.kind == .menuconfig { finishMenuConfig(node) }
            if !choice.isNone && node.kind != .configdefault { finishMember(node) }
        case .choice:
            addEntry(.choice, node)
            if dialect.memberPriorityChoices { setType(.bool, at: node.location) }
            for attribute in attributes { add(attribute) }
            if dialect.memberPriorityChoices && !hasPrompt(node.symbol) {
                context.reportLooseChoice(at: node.location, "choice must have a prompt")
            }
            beginBlock()
            choices.append(current)
        case .menu, .comment:
            addEntry(node.kind == .menu ? .menu : .comment, node)
            for attribute in attributes { add(attribute, promptKind: node.kind == .menu ? .menu : .comment) }
            if node.kind == .menu { beginBlock() }
        case .conditional:
            addEntry(.conditional, node)
            for attribute in attributes { add(attribute) }
            beginBlock()
        }
    }

    private static func menuKind(_ kind: SyntaxNode.Kind) -> MenuKind {
        switch kind {
        case .menuconfig: .menuconfig
        case .configdefault: .configdefault
        default: .config
        }
    }

    private mutating func addEntry(_ kind: MenuKind, _ node: SyntaxNode) {
        let parent = blocks[blocks.count - 1]
        current = menus.append(
            Menu(
                kind: kind, location: node.location, symbol: node.symbol, block: parent,
                attributes: node.attributes))
        let previous = lastChild[lastChild.count - 1]
        if previous.isNone { menus[parent].firstChild = current } else { menus[previous].next = current }
        lastChild[lastChild.count - 1] = current
        guard !node.symbol.isNone else { return }
        if symbols[node.symbol].firstMenu.isNone {
            symbols[node.symbol].firstMenu = current
        } else {
            menus[symbols[node.symbol].lastMenu].nextDefinition = current
        }
        symbols[node.symbol].lastMenu = current
    }

    private mutating func beginBlock() {
        blocks.append(current)
        lastChild.append(.none)
    }

    private mutating func endBlock() {
        let block = blocks.removeLast()
        lastChild.removeLast()
        if block == choice { choices.removeLast() }
    }

    private mutating func finishMenuConfig(_ node: SyntaxNode) {
        let prompt = menus[current].prompt
        if prompt.isNone {
            reportCareless(
                "menuconfig statement without prompt", at: node.location,
                place: context.sources.describe(placeBehind(node)))
        } else {
            properties[prompt].kind = .menu
        }
    }

    /// Where `conf` is when it has read an entry: at what follows, and in old dialects, where nothing does, still within it.
    private func placeBehind(_ node: SyntaxNode) -> Location {
        if dialect.namesLastStatement {
            let isAtEnd = context.sources.line(at: node.end)?.isEmpty ?? true
            return isAtEnd ? attributes[node.attributes].last?.location ?? node.location : node.end
        }
        guard dialect.forgetsFileAtEnd && node.isLast else { return node.end }
        return Location(file: .none, line: node.end.line, column: node.end.column)
    }

    private mutating func finishMember(_ node: SyntaxNode) {
        guard dialect.memberPriorityChoices else { return }
        if menus[current].prompt.isNone {
            context.reportLooseChoice(at: node.location, "choice member must have a prompt")
        }
        if symbols[node.symbol].type != .bool {
            context.reportLooseChoice(at: node.location, "choice member must be bool")
        }
        join(node.symbol, symbols[menus[choice].symbol].firstMenu)
    }

    /// Makes a symbol a member of the choice that is first defined at `choice`.
    mutating func join(_ symbol: SymbolID, _ choice: MenuID) {
        guard symbols[symbol].choice.isNone else { return }
        symbols[symbol].choice = choice
        choiceMembers[choice, default: []].append(symbol)
    }

    // MARK: - Attributes

    private mutating func add(_ attribute: SyntaxAttribute, promptKind: PropertyKind = .prompt) {
        let symbol = menus[current].symbol
        let location = attribute.location
        switch attribute.kind {
        case .type:
            if !attribute.text.isNone {
                addPrompt(.prompt, attribute.text, condition: attribute.condition, at: location)
            }
            setType(attribute.type, at: location)
        case .prompt: addPrompt(promptKind, attribute.text, condition: attribute.condition, at: location)
        case .default:
            addProperty(.default, attribute.expression, attribute.condition, at: location)
            if attribute.type != .unknown { setType(attribute.type, at: location) }
        case .select, .imply:
            let target = expressions.symbol(attribute.symbol)
            addProperty(
                attribute.kind == .select ? .select : .imply, target, attribute.condition, at: location)
        case .range: addProperty(.range, attribute.expression, attribute.condition, at: location)
        case .depends: addDependency(attribute)
        case .visible:
            menus[current].visibility = expressions.and(menus[current].visibility, attribute.expression)
        case .help: addHelp(attribute)
        case .modules: setModules(symbol, at: location)
        case .optional: symbols[symbol].isOptional = true
        case .environment: addEnvironment(attribute, to: symbol)
        case .allNoConfig: allNoConfig.insert(symbol)
        case .defconfigList: setDefconfigList(symbol, at: location)
        case .transitional: transitional.insert(symbol)
        }
    }

    private mutating func addDependency(_ attribute: SyntaxAttribute) {
        var dependency = attribute.expression
        if !attribute.condition.isNone {
            let off = compareAll(attribute.condition, .equal, SymbolTable.no)
            dependency = expressions.or(dependency, off)
        }
        if menus[current].dependency.isNone { menus[current].dependencyLocation = attribute.location }
        dependencyLines.append(
            DependencyLine(menu: current, expression: dependency, location: attribute.location))
        menus[current].dependency = expressions.and(menus[current].dependency, dependency)
    }

    private mutating func addHelp(_ attribute: SyntaxAttribute) {
        let isBlank = attribute.help?.isBlank ?? true
        if (menus[current].help != nil || isBlank) && !context.dialect.passesOverHelp {
            warnAboutHelp(attribute, isBlank: isBlank)
        }
        menus[current].help = attribute.help
    }

    private func warnAboutHelp(_ attribute: SyntaxAttribute, isBlank: Bool) {
        let name = menus[current].symbol.isNone ? "" : text(menus[current].symbol)
        let file = context.sources.name(attribute.location.file)
        let end = dialect.namesLastStatement ? nil : attribute.help?.endLine
        let place = "\(file):\(end ?? attribute.location.line)"
        if menus[current].help != nil {
            reportCareless(
                "'\(name)' defined with more than one help text", " -- only the last one will be used",
                at: attribute.location, place: place)
        }
        if isBlank {
            reportCareless("'\(name)' defined with blank help text", at: attribute.location, place: place)
        }
    }

    /// A mistake that newer kernels refuse, with an addition for those that go on. `conf` has read on when it
    /// says so, and names the place where it is.
    private func reportCareless(
        _ message: String, _ addition: String = "", at location: Location, place: String
    ) {
        if context.reads(.carelessEntry) {
            let text = message + addition
            context.report(.warning, at: location, text, confText: "\(place): warning: \(text)\n")
        } else {
            context.report(.error, at: location, message, confText: "\(place): \(message)\n")
        }
    }

    private mutating func setModules(_ symbol: SymbolID, at location: Location) {
        if !modules.isNone {
            context.report(
                .error, at: location,
                "symbol '\(text(symbol))' redefines option 'modules' already defined by symbol '\(text(modules))'"
            )
        }
        modules = symbol
    }

    private mutating func setDefconfigList(_ symbol: SymbolID, at location: Location) {
        if !defconfigList.isNone && defconfigList != symbol {
            context.report(.error, at: location, "trying to redefine defconfig symbol")
        }
        defconfigList = symbol
        if !context.dialect.writesDefconfigList { unwritten.insert(symbol) }
    }

    /// `option env="X"`: the variable's value is the default.
    private mutating func addEnvironment(_ attribute: SyntaxAttribute, to symbol: SymbolID) {
        unwritten.insert(symbol)
        let variable = context.strings.text(attribute.text)
        if !context.macros.isSet(variable) {
            context.report(
                .warning, at: menus[current].location, "environment variable \(variable) undefined")
            context.macros.noteUnset(variable)
        }
        let reference = "(" + context.strings.text(attribute.text) + ")"
        var name = reference
        let value = name.withUTF8 { try? context.expandReference($0, at: attribute.location) }
        let constant = symbols.constant(context.strings.intern(value?.0 ?? []))
        addProperty(.default, expressions.symbol(constant), .none, at: attribute.location)
    }

    mutating func setType(_ type: SymbolType, at location: Location) {
        let symbol = menus[current].symbol
        let old = symbols[symbol].type
        if old == type { return }
        if old == .unknown {
            symbols[symbol].type = type
            simplified.removeAll()
            transformed.removeAll()
            transformNotes.removeAll()
            return
        }
        context.report(
            .warning, at: menus[current].location,
            "ignoring type redefinition of '\(text(symbol))' from '\(old.name)' to '\(type.name)'")
    }

    @discardableResult
    private mutating func addProperty(
        _ kind: PropertyKind, _ expression: ExpressionID, _ condition: ExpressionID, at location: Location
    ) -> PropertyID {
        let property = properties.append(
            Property(
                kind: kind, expression: expression, condition: condition, menu: current, location: location))
        let symbol = menus[current].symbol
        guard !symbol.isNone else { return property }
        if symbols[symbol].firstProperty.isNone {
            symbols[symbol].firstProperty = property
        } else {
            properties[symbols[symbol].lastProperty].next = property
        }
        symbols[symbol].lastProperty = property
        return property
    }

    /// `visible if` of the enclosing menus holds for prompts of symbols, not for menus and comments.
    private mutating func addPrompt(
        _ kind: PropertyKind, _ text: StringID, condition: ExpressionID, at location: Location
    ) {
        let property = addProperty(kind, .none, condition, at: location)
        if !menus[current].prompt.isNone { context.report(.warning, at: location, "prompt redefined") }
        if kind == .prompt {
            var menu = menus[current].parent
            while !menu.isNone {
                if !menus[menu].visibility.isNone {
                    let both = expressions.and(properties[property].condition, menus[menu].visibility)
                    properties[property].condition = both
                }
                menu = menus[menu].parent
            }
        }
        menus[current].prompt = property
        properties[property].text = trimmed(text, at: location)
    }

    private func trimmed(_ text: StringID, at location: Location) -> StringID {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard context.strings.withBytes(text, { $0.first.map(isSpace) ?? false }) else { return text }
        context.report(.warning, at: location, "leading whitespace ignored")
        return context.strings.intern(context.strings.bytes(text).drop(while: isSpace))
    }
}
