// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Levels of the menu tree in menuconfig's form (`build_conf` in `mconf.c`).
struct MenuTree {
    let evaluator: KconfigEvaluate.Evaluator
    /// Also what menuconfig hides.
    let showsAll: Bool

    private var model: KconfigModel { evaluator.model }

    init(_ evaluator: KconfigEvaluate.Evaluator, showsAll: Bool) {
        self.evaluator = evaluator
        self.showsAll = showsAll
    }

    /// The entries of the level below a menu.
    func rows(of menu: MenuID) -> [MenuRow] {
        var rows: [MenuRow] = []
        if menu != KconfigModel.root, !model.menus[menu].symbol.isNone, model.menus[menu].kind != .choice {
            rows.append(row(menu, .header, 0, opens: false))
        }
        addChildren(of: menu, 0, &rows)
        return rows
    }

    /// The titles of the levels that lead to a menu, it included, without the main menu.
    func path(to menu: MenuID) -> [String] {
        levels(to: menu).map { model.title(of: $0) }
    }

    /// The menus that have levels of their own, from the outside to the one in which `menu` is an entry.
    func levels(to menu: MenuID) -> [MenuID] {
        var list: [MenuID] = []
        var step = menu
        while !step.isNone, step != KconfigModel.root {
            if isLevel(step) { list.append(step) }
            step = model.menus[step].parent
        }
        return list.reversed()
    }

    /// Whether entries below it are on a level of their own.
    func isLevel(_ menu: MenuID) -> Bool {
        switch model.menus[menu].kind {
        case .menu: true
        case .menuconfig, .choice: !model.menus[menu].firstChild.isNone
        default: false
        }
    }

    // MARK: - Entries

    private func addChildren(of menu: MenuID, _ indent: Int, _ rows: inout [MenuRow]) {
        var child = model.menus[menu].firstChild
        while !child.isNone {
            add(child, indent, &rows)
            child = model.menus[child].next
        }
    }

    private func add(_ menu: MenuID, _ indent: Int, _ rows: inout [MenuRow]) {
        let node = model.menus[menu]
        guard !node.prompt.isNone else { return addChildren(of: menu, indent, &rows) }
        let isVisible = evaluator.isVisible(menu)
        guard isVisible || showsAll else { return }
        switch node.kind {
        case .comment: rows.append(row(menu, .comment, indent, opens: false))
        case .menu: rows.append(row(menu, .menu, indent, opens: true))
        case .choice: rows.append(row(menu, .choice, indent, opens: true))
        case .menuconfig where !node.firstChild.isNone:
            rows.append(row(menu, .option, indent, opens: true))
        default:
            if !node.symbol.isNone { rows.append(row(menu, .option, indent, opens: false)) }
            addChildren(of: menu, node.symbol.isNone ? indent : indent + 2, &rows)
        }
    }

    private func row(_ menu: MenuID, _ kind: MenuRow.Kind, _ indent: Int, opens: Bool) -> MenuRow {
        let node = model.menus[menu]
        var title = model.title(of: menu)
        if kind == .comment { title = "*** \(title) ***" }
        if kind == .choice, let member = evaluator.chosen(menu) {
            title += " (\(model.firstPrompt(of: member) ?? model.name(member)))"
        }
        let hasValue = kind == .option || kind == .header
        return MenuRow(
            node: menu, kind: kind, symbol: kind == .comment ? .none : node.symbol,
            box: hasValue ? box(node.symbol, isHeader: kind == .header) : "", indent: indent, title: title,
            opens: opens, isEmpty: opens && !hasVisible(below: menu), isVisible: evaluator.isVisible(menu))
    }

    private func hasVisible(below menu: MenuID) -> Bool {
        var child = model.menus[menu].firstChild
        while !child.isNone {
            if showsAll || evaluator.isVisible(child) || hasVisible(below: child) { return true }
            child = model.menus[child].next
        }
        return false
    }

    /// The value as menuconfig writes it: in brackets what can be changed, between dashes what can't.
    func box(_ symbol: SymbolID, isHeader: Bool = false) -> String {
        let type = model.symbols[symbol].type
        let visibility = evaluator.visibility(symbol)
        guard type.isLogical else {
            return "(\(evaluator.strings.text(evaluator.text(symbol))))"
        }
        let value = evaluator.tristate(symbol)
        let sign = value == .yes ? "*" : value == .module ? "M" : " "
        guard evaluator.isChangeable(symbol) else { return "-\(sign)-" }
        if type == .bool || (visibility != .no && isBoolNow(symbol)) { return "[\(sign)]" }
        return evaluator.dependencies(symbol).reverse == .module ? "{\(sign)}" : "<\(sign)>"
    }

    /// Without modules a tristate is offered as a bool.
    private func isBoolNow(_ symbol: SymbolID) -> Bool { evaluator.tristate(model.modules) == .no }
}
