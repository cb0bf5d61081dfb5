// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Reads levels of the menu tree as they are for the values of an evaluator.
struct MenuReader {
    let evaluator: Evaluator
    private let model: KconfigModel
    private let includesText: Bool

    /// - Parameter includesText: whether options with a text for a value are shown at all.
    init(_ evaluator: Evaluator, includesText: Bool) {
        self.evaluator = evaluator
        model = evaluator.model
        self.includesText = includesText
    }

    func view(_ menu: MenuID) -> MenuView {
        var options: [OptionView] = []
        var submenus: [MenuView.Submenu] = []
        read(below: menu, &options, &submenus)
        return MenuView(menu: menu, path: path(menu), options: options, submenus: submenus)
    }

    /// Whether a menu that was queued is still there.
    func isOpen(_ menu: MenuID) -> Bool {
        guard menu != KconfigModel.root else { return true }
        let symbol = model.menus[menu].symbol
        return evaluator.isVisible(menu) && (symbol.isNone || evaluator.tristate(symbol) != .no)
    }

    func path(_ menu: MenuID) -> [String] {
        var titles: [String] = []
        var step = menu
        while step != KconfigModel.root {
            if isScreen(step) { titles.append(title(step)) }
            step = model.menus[step].parent
        }
        return [title(KconfigModel.root)] + titles.reversed()
    }

    // MARK: - Nodes

    private func title(_ menu: MenuID) -> String { model.prompt(of: menu) ?? "Main menu" }

    private func isScreen(_ menu: MenuID) -> Bool {
        let kind = model.menus[menu].kind
        return kind == .menu || kind == .menuconfig
    }

    private func children(_ menu: MenuID) -> [MenuID] {
        var list: [MenuID] = []
        var child = model.menus[menu].firstChild
        while !child.isNone {
            list.append(child)
            child = model.menus[child].next
        }
        return list
    }

    private func read(
        below menu: MenuID, _ options: inout [OptionView], _ submenus: inout [MenuView.Submenu]
    ) {
        for child in children(menu) { read(child, &options, &submenus) }
    }

    private func read(
        _ menu: MenuID, _ options: inout [OptionView], _ submenus: inout [MenuView.Submenu]
    ) {
        let node = model.menus[menu]
        guard !node.prompt.isNone else { return read(below: menu, &options, &submenus) }
        guard node.kind != .comment, evaluator.isVisible(menu) else { return }
        if node.kind == .choice {
            choice(menu).map { options.append($0) }
            for member in children(menu) { read(below: member, &options, &submenus) }
            return
        }
        if !node.symbol.isNone, let option = option(menu) { options.append(option) }
        if !isScreen(menu) {
            read(below: menu, &options, &submenus)
        } else if !node.firstChild.isNone, isOpen(menu) {
            submenus.append(MenuView.Submenu(menu: menu, title: title(menu)))
        }
    }

    // MARK: - Options

    private func option(_ menu: MenuID) -> OptionView? {
        let symbol = model.menus[menu].symbol
        let type = model.symbols[symbol].type
        guard evaluator.visibility(symbol) != .no, evaluator.isChangeable(symbol) else { return nil }
        let allowed = [Tristate.no, .module, .yes].filter { evaluator.isAllowed(symbol, $0) }.map(\.letter)
        let kind: OptionView.Kind
        switch type {
        case .bool: kind = .bool
        case .tristate: kind = allowed.first == "n" ? .tristate : .moduleOrYes
        case .int, .hex: kind = .number
        case .string: kind = .text
        case .unknown: return nil
        }
        if type.isLogical ? allowed.count < 2 : kind == .text && !includesText { return nil }
        return OptionView(
            kind: kind, symbol: symbol, name: model.name(symbol), prompt: title(menu),
            value: evaluator.strings.text(evaluator.text(symbol)), allowed: allowed, range: range(symbol),
            members: [], help: help(menu))
    }

    private func choice(_ menu: MenuID) -> OptionView? {
        let members = model.written(inChoice: menu).filter { evaluator.visibility($0) == .yes }
        guard members.count > 1, let chosen = evaluator.chosen(menu) else { return nil }
        return OptionView(
            kind: .choice, symbol: model.menus[menu].symbol, name: model.name(chosen), prompt: title(menu),
            value: model.name(chosen), allowed: ["y"], range: nil,
            members: members.map {
                OptionView.Member(symbol: $0, name: model.name($0), prompt: prompt($0))
            }, help: help(menu))
    }

    private func prompt(_ symbol: SymbolID) -> String {
        model.firstPrompt(of: symbol) ?? ""
    }

    private func range(_ symbol: SymbolID) -> String? {
        for (_, property) in model.properties(of: symbol) where property.kind == .range {
            guard evaluator.value(property.condition) != .no else { continue }
            let ends = model.expressions[property.expression]
            return "\(end(ends.leftSymbol)) to \(end(ends.rightSymbol))"
        }
        return nil
    }

    private func end(_ symbol: SymbolID) -> String {
        model.symbols[symbol].isDefined
            ? evaluator.strings.text(evaluator.text(symbol)) : model.name(symbol)
    }

    private func help(_ menu: MenuID) -> String {
        model.menus[menu].help?.render(model.sources) ?? ""
    }
}
