// SPDX-License-Identifier: GPL-2.0-or-later

/// Finds symbols whose value would depend on itself (`sym_check_deps` in `symbol.c`).
struct DependencyCheck {
    private let builder: GraphBuilder
    private var isActive: Table<SymbolID, Bool>
    private var isDone: Table<SymbolID, Bool>
    private var seen: Table<ExpressionID, Bool>
    private var stack: [Step] = []
    /// How many cycles were reported.
    private(set) var found = 0

    /// Why the symbol of the next step matters to the symbol of this one.
    fileprivate enum Cause {
        case member, depends, selected, implied
        case value(PropertyID)
        case visible(PropertyID)
    }

    private struct Step {
        let symbol: SymbolID
        var cause: Cause
    }

    init(_ builder: GraphBuilder) {
        self.builder = builder
        isActive = Table(repeating: false, count: builder.symbols.count)
        isDone = isActive
        seen = Table(repeating: false, count: builder.expressions.count)
    }

    /// Checks all symbols and reports each cycle as an error; true when there is none.
    mutating func run() -> Bool {
        var isFine = true
        for symbol in order where check(symbol) != nil { isFine = false }
        return isFine
    }

    /// Up to 6.10 `conf` starts from its hash table, since then from the menu tree.
    private var order: [SymbolID] {
        guard builder.dialect.memberPriorityChoices else {
            return builder.symbols.hashOrder(builder.context.strings, builder.dialect)
        }
        return builder.descendants(of: GraphBuilder.root).map { builder.menus[$0].symbol }.filter {
            !$0.isNone
        }
    }

    /// The symbol a cycle was found at, or nil.
    private mutating func check(_ symbol: SymbolID) -> SymbolID? {
        if isActive[symbol] {
            report(symbol)
            return symbol
        }
        if isDone[symbol] { return nil }
        let choice = builder.symbols[symbol].choice
        if !choice.isNone {
            stack.append(Step(symbol: symbol, cause: .member))
            defer { stack.removeLast() }
            return check(builder.menus[choice].symbol)
        }
        if builder.symbols[symbol].isChoice { return checkChoice(symbol) }
        isActive[symbol] = true
        isDone[symbol] = true
        defer { isActive[symbol] = false }
        return checkFacts(of: symbol)
    }

    private mutating func checkChoice(_ choice: SymbolID) -> SymbolID? {
        let menu = builder.symbols[choice].firstMenu
        let members = builder.symbols.entries(
            ofChoice: menu, builder.menus, written: builder.choiceMembers, builder.dialect)
        stack.append(Step(symbol: choice, cause: .member))
        defer {
            for member in members { isActive[member] = false }
            stack.removeLast()
        }
        for member in members + [choice] {
            isActive[member] = true
            isDone[member] = true
        }
        var found = checkFacts(of: choice)
        isActive[choice] = false
        for member in members where found == nil { found = checkFacts(of: member) }
        guard let found else { return nil }
        return builder.symbols[found].choice == menu ? choice : found
    }

    private mutating func checkFacts(of symbol: SymbolID) -> SymbolID? {
        stack.append(Step(symbol: symbol, cause: .depends))
        defer { stack.removeLast() }
        let info = builder.symbols[symbol]
        if let found = check(info.directDependency, .depends) { return found }
        if let found = check(info.reverseDependency, .selected) { return found }
        if let found = check(info.implied, .implied) { return found }
        if info.isChoice, let found = checkPlaces(of: symbol) { return found }
        var property = info.firstProperty
        while !property.isNone {
            let here = builder.properties[property]
            if here.kind != .select && here.kind != .imply {
                if let found = check(here.condition, .visible(property)) { return found }
                if here.kind == .default, !info.isChoice,
                    let found = check(here.expression, .value(property))
                {
                    return found
                }
            }
            property = here.next
        }
        return nil
    }

    /// What the places depend on where a choice is defined. Up to 6.10 a choice has no dependencies of its own, but a property
    /// (`P_SYMBOL`) for each place; all that is said of a choice is that it contains a symbol.
    private mutating func checkPlaces(of choice: SymbolID) -> SymbolID? {
        if builder.dialect.memberPriorityChoices { return nil }
        var menu = builder.symbols[choice].firstMenu
        while !menu.isNone {
            if let found = check(builder.menus[menu].dependency, .depends) { return found }
            menu = builder.menus[menu].nextDefinition
        }
        return nil
    }

    private mutating func check(_ expression: ExpressionID, _ cause: Cause) -> SymbolID? {
        stack[stack.count - 1].cause = cause
        return check(expression)
    }

    private mutating func check(_ expression: ExpressionID) -> SymbolID? {
        if expression.isNone || seen[expression] { return nil }
        let node = builder.expressions[expression]
        var found: SymbolID?
        switch node.kind {
        case .and, .or: found = check(node.leftExpression) ?? check(node.rightExpression)
        case .not: found = check(node.leftExpression)
        case .symbol: found = check(node.leftSymbol)
        default: found = check(node.leftSymbol) ?? check(node.rightSymbol)
        }
        if found == nil { seen[expression] = true }
        return found
    }

    // MARK: - Report

    private mutating func report(_ symbol: SymbolID) {
        var last = symbol
        var steps = stack
        let choice = builder.symbols[symbol].choice
        if !choice.isNone {
            steps.append(Step(symbol: symbol, cause: .member))
            last = builder.menus[choice].symbol
        }
        guard let start = steps.lastIndex(where: { $0.symbol == last }) else { return }
        let cycle = Array(steps[start...])
        var lines: [RecursionStep] = []
        for (index, step) in cycle.enumerated() {
            let next = index + 1 < cycle.count ? cycle[index + 1].symbol : last
            lines.append(RecursionStep(builder, step.symbol, step.cause, next: next))
        }
        found += 1
        let location = builder.location(of: last)
        builder.context.report(
            Diagnostic(
                .error, at: location, "recursive dependency detected!", related: lines.map(\.note),
                hint:
                    "see Documentation/kbuild/kconfig-language.rst, \"Kconfig recursive dependency limitations\"",
                confText: RecursionStep.confText(lines, builder.dialect)))
    }
}

/// One line of a report about a cycle.
private struct RecursionStep {
    private let builder: GraphBuilder
    private let symbol: SymbolID
    private let next: SymbolID
    private let cause: DependencyCheck.Cause

    init(_ builder: GraphBuilder, _ symbol: SymbolID, _ cause: DependencyCheck.Cause, next: SymbolID) {
        self.builder = builder
        self.symbol = symbol
        self.next = next
        self.cause = cause
    }

    static func confText(_ steps: [RecursionStep], _ dialect: Dialect) -> String {
        let namesPlaces = dialect.namesPlacesOfCycles
        let head = "error: recursive dependency detected!\n"
        let first = namesPlaces && !steps.isEmpty ? steps[0].place + ":" + head : head
        return first + steps.map { namesPlaces ? $0.lineWithPlace : "\t\($0.reason)\n" }.joined()
            + "For a resolution refer to Documentation/kbuild/kconfig-language."
            + (dialect.namesTextGuide ? "txt\n" : "rst\n")
            + "subsection \"Kconfig recursive dependency limitations\"\n\n"
    }

    var note: Diagnostic.Note { Diagnostic.Note(location: location, message: reason) }

    private var lineWithPlace: String {
        let name = builder.text(symbol)
        let other = builder.text(next)
        if builder.symbols[symbol].isChoice { return "\(place):\tchoice \(name) contains symbol \(other)\n" }
        if builder.symbols[symbol].isChoiceMember {
            return "\(place):\tsymbol \(name) is part of choice \(other)\n"
        }
        return "\(place):\t\(reason)\n"
    }

    private func define(_ symbol: SymbolID) -> String {
        builder.context.sources.describe(builder.location(of: symbol))
    }

    private var place: String { builder.context.sources.describe(location) }

    private var location: Location {
        switch cause {
        case .value(let property), .visible(let property): builder.properties[property].location
        default: builder.location(of: symbol)
        }
    }

    private var reason: String {
        let name = builder.text(symbol)
        let other = builder.text(next)
        if builder.symbols[next].isChoice {
            return "symbol \(name) is part of choice block at \(define(next))"
        }
        switch cause {
        case .member: return "symbol \(name) unknown is visible depending on \(other)"
        case .depends: return "symbol \(name) depends on \(other)"
        case .selected: return "symbol \(name) is selected by \(other)"
        case .implied: return "symbol \(name) is implied by \(other)"
        case .value: return "symbol \(name) default value contains \(other)"
        case .visible(let property):
            return "symbol \(name) \(builder.properties[property].kind) is visible depending on \(other)"
        }
    }
}
