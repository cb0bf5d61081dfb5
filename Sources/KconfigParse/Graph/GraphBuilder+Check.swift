// SPDX-License-Identifier: GPL-2.0-or-later

/// The sanity checks of `menu.c` and `parser.y`.
extension GraphBuilder {
    func checkProperties(_ symbol: SymbolID, _ menu: MenuID) {
        if symbols[symbol].type == .unknown && menus[menu].kind != .configdefault {
            context.report(.warning, at: menus[menu].location, "config symbol defined without type")
        }
        if symbols[symbol].isChoice && !dialect.memberPriorityChoices && menus[menu].prompt.isNone {
            context.report(.warning, at: menus[menu].location, "choice must have a prompt")
        }
        var property = symbols[symbol].firstProperty
        while !property.isNone {
            check(properties[property], of: symbol)
            property = properties[property].next
        }
    }

    /// A transitional symbol has a type and a help text, and nothing else.
    func checkTransitional() {
        for symbol in transitional.sorted(by: { $0.raw < $1.raw }) {
            let menu = symbols[symbol].firstMenu
            let hasMore =
                !symbols[symbol].firstProperty.isNone
                || menus[menu].dependencyLocation != menus[menu].location
            if hasMore {
                context.report(
                    .error, at: menus[menu].location,
                    "transitional symbol '\(text(symbol))' can only have help sections")
            }
            if symbols[symbol].type == .unknown {
                context.report(
                    .error, at: menus[menu].location, "transitional symbol '\(text(symbol))' has no type")
            }
        }
    }

    private func warn(_ property: Property, _ message: String) {
        context.report(.warning, at: property.location, message)
    }

    private func check(_ property: Property, of symbol: SymbolID) {
        switch property.kind {
        case .default: checkDefault(property, of: symbol)
        case .select, .imply: checkTarget(property, of: symbol)
        case .range:
            if !symbols[symbol].type.isNumber {
                warn(property, "range is only allowed for int or hex symbols")
            }
            let ends = expressions[property.expression]
            if !isNumber(ends.leftSymbol, for: symbol) || !isNumber(ends.rightSymbol, for: symbol) {
                warn(property, "range is invalid")
            }
        default: break
        }
    }

    private func checkDefault(_ property: Property, of symbol: SymbolID) {
        let type = symbols[symbol].type
        let node = expressions[property.expression]
        guard node.kind == .symbol else {
            if type == .string || type.isNumber {
                warn(property, "default for config symbol '\(text(symbol))' must be a single symbol")
            }
            return
        }
        let dialect = context.dialect
        if dialect.warnsWrongNumber && type.isNumber && !isNumber(node.leftSymbol, for: symbol) {
            warn(property, "'\(text(symbol))': number is invalid")
        }
        let isForeign = symbols[symbol].isChoice && !isMember(node.leftSymbol, of: symbol)
        if isForeign && dialect.warnsForeignDefault {
            warn(property, "choice default symbol '\(text(node.leftSymbol))' is not contained in the choice")
        }
    }

    private func isMember(_ member: SymbolID, of choice: SymbolID) -> Bool {
        !symbols[member].choice.isNone && menus[symbols[member].choice].symbol == choice
    }

    private func checkTarget(_ property: Property, of symbol: SymbolID) {
        let target = expressions[property.expression].leftSymbol
        let verb = property.kind == .select ? "select" : "imply"
        if !symbols[symbol].type.isLogical {
            let bool = dialect.reads(.boolean) ? "boolean" : "bool"
            warn(property, "config symbol '\(text(symbol))' uses \(verb), but is not \(bool) or tristate")
        } else if symbols[target].type != .unknown && !symbols[target].type.isLogical {
            warn(
                property,
                "'\(text(target))' has wrong type. '\(verb)' only accept arguments of "
                    + "\(dialect.reads(.boolean) ? "boolean" : "bool") and tristate type")
        }
    }

    private func isNumber(_ value: SymbolID, for symbol: SymbolID) -> Bool {
        let type = symbols[value].type
        if type.isNumber { return true }
        guard type == .unknown else { return false }
        return context.strings.withBytes(symbols[value].name) {
            ValueSyntax.isValid($0, for: symbols[symbol].type)
        }
    }

    /// What 6.11 and later refuse in a choice.
    func checkChoices() {
        guard dialect.memberPriorityChoices else { return }
        for menu in menus.indices where menus[menu].kind == .choice {
            for child in descendants(of: menu) where !menus[child].symbol.isNone {
                checkMember(child)
            }
        }
    }

    private func checkMember(_ menu: MenuID) {
        let allowsRepetition = context.reads(.repeatedMember)
        var property = symbols[menus[menu].symbol].firstProperty
        while !property.isNone {
            let here = properties[property]
            if here.kind == .default {
                context.reportLooseChoice(at: here.location, "defaults for choice values not supported")
            }
            if here.menu != menu, here.kind == .prompt,
                !allowsRepetition || menus[here.menu].parent != menus[menu].parent
            {
                context.reportLooseChoice(
                    at: here.location,
                    allowsRepetition
                        ? "choice value has a prompt outside its choice group"
                        : "choice value must not have a prompt in another entry")
            }
            property = here.next
        }
    }

    /// Where a symbol is defined first. One that is only selected has no such place.
    func location(of symbol: SymbolID) -> Location {
        let menu = symbols[symbol].firstMenu
        if !menu.isNone { return menus[menu].location }
        // What is not defined may be selected or implied all the same.
        for id in properties.indices {
            let property = properties[id]
            guard property.kind == .select || property.kind == .imply else { continue }
            if expressions[property.expression].leftSymbol == symbol { return property.location }
        }
        return .unknown
    }

    /// All nodes below `root` in depth-first order.
    func descendants(of root: MenuID) -> [MenuID] { menus.descendants(of: root) }
}
