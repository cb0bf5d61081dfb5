// SPDX-License-Identifier: GPL-2.0-or-later

/// Propagates dependencies down the menu tree, collects selects and implies, forms automatic sub-menus and
/// takes `if` nodes out of the way (`_menu_finalize` in `menu.c`).
extension GraphBuilder {
    mutating func finalize() {
        finalize(Self.root, insideChoice: false)
        if dialect.memberPriorityChoices { assignChoiceMenus() }
    }

    private func children(_ menu: MenuID) -> [MenuID] {
        var list: [MenuID] = []
        var child = menus[menu].firstChild
        while !child.isNone {
            list.append(child)
            child = menus[child].next
        }
        return list
    }

    private func isChoice(_ menu: MenuID) -> Bool { menus[menu].kind == .choice }

    private mutating func finalize(_ parent: MenuID, insideChoice: Bool) {
        let symbol = menus[parent].symbol
        if !menus[parent].firstChild.isNone {
            finalizeChildren(parent)
        } else if !symbol.isNone && !(insideChoice && dialect.memberPriorityChoices) {
            formSubmenu(parent)
            addDirectDependency(of: parent)
        }
        flatten(parent)
        guard !symbol.isNone else { return }
        if !symbols[symbol].isChecked {
            symbols[symbol].isChecked = true
            checkProperties(symbol, parent)
        }
        if !dialect.memberPriorityChoices { keepChoiceOn(parent) }
    }

    /// Each definition of a symbol is a way for it to be on.
    private mutating func addDirectDependency(of menu: MenuID) {
        guard menus[menu].kind != .configdefault else { return }
        let symbol = menus[menu].symbol
        let direct = expressions.or(symbols[symbol].directDependency, menus[menu].dependency)
        symbols[symbol].directDependency = direct
    }

    private mutating func finalizeChildren(_ parent: MenuID) {
        var parentDependency = menus[parent].dependency
        if isChoice(parent) && !dialect.memberPriorityChoices {
            shareChoiceType(parent)
            parentDependency = expressions.symbol(menus[parent].symbol)
        }
        for child in children(parent) {
            place = menus[child].location
            let own = transform(rewriteModule(menus[child].dependency), at: menus[child].dependencyLocation)
            let base = simplify(expressions.and(parentDependency, own))
            menus[child].dependency = base
            finalizeProperties(of: child, base)
        }
        // Sub-menus form on the way and take later siblings in, so the list is followed live.
        var child = menus[parent].firstChild
        while !child.isNone {
            finalize(child, insideChoice: isChoice(parent))
            child = menus[child].next
        }
    }

    private mutating func finalizeProperties(of menu: MenuID, _ base: ExpressionID) {
        let symbol = menus[menu].symbol
        var property = symbol.isNone ? menus[menu].prompt : symbols[symbol].firstProperty
        while !property.isNone {
            defer { property = properties[property].next }
            guard properties[property].menu == menu else { continue }
            let here = properties[property]
            let own = transform(rewriteModule(here.condition), at: here.location)
            let condition = simplify(expressions.and(base, own))
            properties[property].condition = condition
            let kind = here.kind
            guard kind == .select || kind == .imply else { continue }
            let target = expressions[here.expression].leftSymbol
            let term = expressions.and(expressions.symbol(symbol), condition)
            if kind == .select {
                selectOrder.append(property)
                symbols[target].reverseDependency = expressions.or(symbols[target].reverseDependency, term)
            } else {
                symbols[target].implied = expressions.or(symbols[target].implied, term)
            }
        }
    }

    /// Entries after a symbol that depend on it become its sub-menu.
    private mutating func formSubmenu(_ parent: MenuID) {
        let symbol = menus[parent].symbol
        let location = menus[parent].location
        var base: ExpressionID?
        var last = MenuID.none
        var menu = menus[parent].next
        while !menu.isNone {
            let menuPrompt = menus[menu].prompt
            let dependency = menuPrompt.isNone ? menus[menu].dependency : properties[menuPrompt].condition
            guard contains(dependency, symbol) else { break }
            // Few get here, and only for these it is worth its time.
            place = menus[menu].location
            let known = base ?? unequalToNo(promptCondition(parent), at: location)
            base = known
            guard requires(dependency, symbol) || isSuperset(dependency, of: known, at: location) else {
                break
            }
            finalize(menu, insideChoice: false)
            menus[menu].parent = parent
            last = menu
            menu = menus[menu].next
        }
        guard !last.isNone else { return }
        menus[parent].firstChild = menus[parent].next
        menus[parent].next = menus[last].next
        menus[last].next = .none
    }

    private func promptCondition(_ menu: MenuID) -> ExpressionID {
        let prompt = menus[menu].prompt
        return prompt.isNone ? .none : properties[prompt].condition
    }

    private mutating func unequalToNo(_ expression: ExpressionID, at location: Location) -> ExpressionID {
        simplify(transform(compareAll(expression, .unequal, SymbolTable.no), at: location))
    }

    private mutating func isSuperset(
        _ dependency: ExpressionID, of base: ExpressionID, at location: Location
    ) -> Bool {
        var mine = unequalToNo(dependency, at: location)
        var theirs = base
        removeCommon(&mine, &theirs)
        return theirs.isNone || theirs == expressions.symbol(SymbolTable.yes)
    }

    /// Puts the children of nodes without a prompt (`if`, hidden symbols) in their place. Since 6.11 a choice
    /// has a prompt; what has none is a further definition of a named one, and keeps its members.
    private mutating func flatten(_ parent: MenuID) {
        var menu = menus[parent].firstChild
        while !menu.isNone {
            if isChoice(parent) && !dialect.memberPriorityChoices { adoptMember(menu, of: parent) }
            let prompt = menus[menu].prompt
            let isHidden = prompt.isNone || !properties[prompt].hasText
            let isOpen = isHidden && !(isChoice(menu) && dialect.memberPriorityChoices)
            if isOpen && !menus[menu].firstChild.isNone {
                var last = menus[menu].firstChild
                menus[last].parent = parent
                while !menus[last].next.isNone {
                    last = menus[last].next
                    menus[last].parent = parent
                }
                menus[last].next = menus[menu].next
                menus[menu].next = menus[menu].firstChild
                menus[menu].firstChild = .none
            }
            menu = menus[menu].next
        }
    }

    // MARK: - Choices since 6.11

    /// A symbol belongs to the choice that encloses its first definition with a prompt.
    private mutating func assignChoiceMenus() {
        for symbol in symbols.indices where !symbols[symbol].isConstant {
            symbols[symbol].isChoiceMember = !symbols[symbol].choice.isNone
            symbols[symbol].choice = choiceMenu(of: symbol)
        }
    }

    private func choiceMenu(of symbol: SymbolID) -> MenuID {
        var definition = symbols[symbol].firstMenu
        while !definition.isNone, menus[definition].prompt.isNone {
            definition = menus[definition].nextDefinition
        }
        guard !definition.isNone else { return .none }
        var menu = menus[definition].parent
        while !menu.isNone, menus[menu].symbol.isNone { menu = menus[menu].parent }
        return !menu.isNone && isChoice(menu) ? symbols[menus[menu].symbol].firstMenu : .none
    }

    // MARK: - Choices up to 6.10

    /// A choice without a type takes that of its first member, and gives it to members without one.
    private mutating func shareChoiceType(_ choice: MenuID) {
        let symbol = menus[choice].symbol
        let members = children(choice).filter { !menus[$0].symbol.isNone }
        if symbols[symbol].type == .unknown,
            let typed = members.first(where: { symbols[menus[$0].symbol].type != .unknown })
        {
            current = choice
            setType(symbols[menus[typed].symbol].type, at: menus[choice].location)
        }
        for member in members where symbols[menus[member].symbol].type == .unknown {
            current = member
            setType(symbols[symbol].type, at: menus[member].location)
        }
    }

    private mutating func adoptMember(_ menu: MenuID, of choice: MenuID) {
        let symbol = menus[menu].symbol
        guard !symbol.isNone, symbols[symbol].choice.isNone, !isChoice(menu) else { return }
        if menus[menu].prompt.isNone {
            context.report(.warning, at: menus[menu].location, "choice value must have a prompt")
        }
        warnForeignProperties(menu, choice)
        let choiceSymbol = menus[choice].symbol
        if symbols[choiceSymbol].type == .tristate && symbols[symbol].type != .tristate {
            let on = expressions.compare(.equal, choiceSymbol, SymbolTable.yes)
            menus[menu].dependency = expressions.and(on, menus[menu].dependency)
            var property = symbols[symbol].firstProperty
            while !property.isNone {
                if properties[property].menu == menu {
                    properties[property].condition = expressions.and(on, properties[property].condition)
                }
                property = properties[property].next
            }
        }
        symbols[symbol].isChoiceMember = true
        join(symbol, symbols[choiceSymbol].firstMenu)
    }

    private func warnForeignProperties(_ menu: MenuID, _ choice: MenuID) {
        var property = symbols[menus[menu].symbol].firstProperty
        while !property.isNone {
            let here = properties[property]
            if here.kind == .default {
                context.report(.warning, at: here.location, "defaults for choice values not supported")
            }
            if here.menu != menu, here.kind == .prompt,
                menus[menus[here.menu].parent].symbol != menus[choice].symbol
            {
                context.report(.warning, at: here.location, "choice value used outside its choice group")
            }
            property = here.next
        }
    }

    /// A choice that must have a value is, so to speak, selected by its own visibility, at least as `m`.
    private mutating func keepChoiceOn(_ menu: MenuID) {
        let symbol = menus[menu].symbol
        guard symbols[symbol].isChoice, !symbols[symbol].isOptional, !menus[menu].prompt.isNone else {
            return
        }
        let module = expressions.symbol(SymbolTable.module)
        let term = expressions.and(properties[menus[menu].prompt].condition, module)
        symbols[symbol].reverseDependency = expressions.or(symbols[symbol].reverseDependency, term)
    }
}
