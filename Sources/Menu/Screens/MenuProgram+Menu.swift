// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What keys do in a menu.
extension MenuProgram {
    func handle(_ key: Key, _ screen: MenuScreen) throws {
        var menu = screen
        let rows = rows(of: menu.node)
        menu.scroll.selected = max(0, min(rows.count - 1, menu.scroll.selected))
        if menu.scroll.handle(key, count: rows.count, page: page) { return replaceTop(.menu(menu)) }
        replaceTop(.menu(menu))
        let row = menu.scroll.selected < rows.count ? rows[menu.scroll.selected] : nil
        switch key {
        case .click(let line, _), .doubleClick(let line, _):
            let index = line - firstRow + menu.scroll.top
            guard rows.indices.contains(index), line >= firstRow else { return }
            let isAgain = menu.scroll.selected == index
            menu.scroll.selected = index
            replaceTop(.menu(menu))
            if isAgain || key.isDoubleClick { try activate(rows[index], switches: key.isDoubleClick) }
        case .escape, .left, .character("h"), .character("\u{8}"), .function(5): goUp()
        case .character("Q"), .character("q"), .function(9): askToQuit()
        case .enter, .right, .character("l"): if let row { try activate(row) }
        case .character("y"), .character("Y"): if let row { try set(row, "y") }
        case .character("m"), .character("M"): if let row { try set(row, "m") }
        case .character("n"), .character("N"): if let row { try set(row, "n") }
        case .character(" "): if let row { try toggle(row) }
        case .delete, .backspace: if let row { try release(row) }
        case .character("?"), .character("H"), .function(1), .function(2):
            if let row { try push(help(row.node)) }
        default: if try !handleGlobal(key) { jump(key, rows) }
        }
    }

    /// A letter that stands for nothing else goes to the next line that begins with it, as in menuconfig.
    private func jump(_ key: Key, _ rows: [MenuRow]) {
        guard case .menu(var menu)? = screens.last, case .character(let letter) = key else { return }
        let order = rows.indices.map { (menu.scroll.selected + 1 + $0) % rows.count }
        let found = order.first { rows[$0].title.lowercased().hasPrefix(letter.lowercased()) }
        guard letter.isLetter || letter.isNumber, let found else {
            message = "no key '\(letter)', and no line that begins with it: F3 lists the keys"
            return
        }
        menu.scroll.selected = found
        replaceTop(.menu(menu))
    }

    /// What is not about the selected line.
    ///
    /// - Returns: whether there is such a key.
    private func handleGlobal(_ key: Key) throws -> Bool {
        switch key {
        case .character("/"), .function(8): push(.search(SearchScreen()))
        case .character("z"), .character("Z"), .function(4):
            showsAll.toggle()
            rowsMemo = nil
            message = showsAll ? "showing everything" : "showing what can be set"
        case .character("u"): message = try desk.undo() ? "undone\(whatChanged)" : "nothing to undo"
        case .character("U"), .character("\u{12}"):
            message = try desk.redo() ? "done again\(whatChanged)" : "nothing to do again"
        case .character("s"), .function(6): try save()
        case .character("S"): askForName()
        case .character("d"), .function(7): push(differences())
        case .character("o"): push(objectives())
        case .function(3): push(keyHelp())
        default: return false
        }
        return true
    }

    /// What the last key changed, in short: it may be far from what is on the screen.
    private var whatChanged: String {
        switch desk.changes.count {
        case 0: ""
        case 1: ": " + describe(desk.changes[0])
        default: ": \(desk.changes.count) lines, like \(describe(desk.changes[0]))"
        }
    }

    private func askForName() {
        push(
            .editor(
                Editor(
                    symbol: nil, title: "Save under another name",
                    hints: [
                        "the configuration goes there, and what is required into the same name with .satconfig",
                        "\(desk.around.satconfigName) and \(desk.around.configName) stay as they are",
                    ], input: LineInput(""))))
    }

    private func saveCopy(_ editor: Editor) throws {
        var editor = editor
        let name = editor.input.string
        if name.isEmpty || name == desk.around.configName {
            editor.problem = "another name than \(desk.around.configName) is needed; s saves under that one"
            return replaceTop(.editor(editor))
        }
        do { try desk.saveCopy(name) } catch let mismatch as EncodingMismatch { throw mismatch } catch {
            editor.problem = "not saved: \(error)"
            return replaceTop(.editor(editor))
        }
        pop()
    }

    /// One level up; from the top level, out.
    private func goUp() {
        if screens.count > 1 { return pop() }
        askToQuit()
    }

    private func askToQuit() {
        if desk.isSaved { return leave() }
        push(
            .dialogue(
                Dialogue(
                    "Leave", ["There are changes that are not saved."],
                    [
                        .init(
                            text:
                                "save \(desk.around.satconfigName) and \(desk.around.configName), and leave",
                            action: .saveAndQuit),
                        .init(text: "leave without saving", action: .quit),
                        .init(text: "stay", action: .close),
                    ])))
    }

    // MARK: - The selected line

    /// Opens what has a level below, edits numbers and texts, switches the rest.
    ///
    /// - Parameter switches: whether an option that is on or off goes to its next value. Enter, which opens things, must
    ///   not switch off what somebody has just found.
    private func activate(_ row: MenuRow, switches: Bool = false) throws {
        switch row.kind {
        case .comment: return
        case .choice: return push(members(of: row.node))
        case .menu: return push(.menu(MenuScreen(node: row.node)))
        case .option where row.opens: return push(.menu(MenuScreen(node: row.node)))
        case .option, .header: break
        }
        guard desk.model.symbols[row.symbol].type.isLogical else { return edit(row.symbol) }
        if switches { return try toggle(row) }
        message = "y, m, n or Space sets it; ? tells all about it"
    }

    private func set(_ row: MenuRow, _ value: String) throws {
        guard row.kind == .option || row.kind == .header else {
            if row.kind == .choice { push(members(of: row.node)) }
            return
        }
        let type = desk.model.symbols[row.symbol].type
        guard type.isLogical else { return edit(row.symbol) }
        guard value != "m" || type == .tristate else {
            message = "\(desk.model.name(row.symbol)) is on or off: it can't be a module"
            return
        }
        try wish(row.symbol, value)
    }

    /// The next value; behind the last one the solver decides again.
    private func toggle(_ row: MenuRow) throws {
        guard row.kind == .option || row.kind == .header else { return try activate(row, switches: true) }
        let info = desk.model.symbols[row.symbol]
        guard info.type.isLogical else { return edit(row.symbol) }
        let value = desk.session.text(row.symbol)
        let hasModules = info.type == .tristate && desk.evaluator.tristate(desk.model.modules) != .no
        if isRequired(row.symbol), value != "m" || !hasModules {
            if try desk.withdraw(row.symbol) {
                message = "the solver decides"
                return
            }
        }
        switch value {
        case "n": try wish(row.symbol, hasModules ? "m" : "y")
        case "m": try wish(row.symbol, "y")
        default: try wish(row.symbol, "n")
        }
    }

    private func isRequired(_ symbol: SymbolID) -> Bool {
        if case .required = desk.session.decider(of: symbol) { true } else { false }
    }

    private func release(_ row: MenuRow) throws {
        guard !row.symbol.isNone else { return }
        let symbol =
            row.kind == .choice ? desk.evaluator.chosen(row.node) ?? row.symbol : row.symbol
        guard isRequired(symbol) else {
            message = "nobody requires anything of it"
            return
        }
        message =
            try desk.withdraw(symbol)
            ? "the solver decides" : "an included file or a pattern requires it, see ?"
    }

    func wish(_ symbol: SymbolID, _ value: String) throws {
        let outcome = try desk.wish(symbol, value)
        show(outcome, about: symbol)
        let (gains, losses) = desk.gainsAndLosses
        if case .done = outcome, losses > Self.manyLines {
            message = "+\(gains) −\(losses) lines with it: d shows which, u takes it back"
        }
    }

    /// Losing more than so many lines is worth a word.
    private static var manyLines: Int { 20 }

    // MARK: - Editors and lists

    private func edit(_ symbol: SymbolID) {
        let model = desk.model
        var hints: [String] = []
        _ = desk.evaluator.text(symbol)
        if model.symbols[symbol].type.isNumber, let (id, _) = desk.evaluator.liveProperty(symbol, .range) {
            hints.append("range: \(range(id)) (\(model.sources.describe(model.properties[id].location)))")
        }
        switch model.symbols[symbol].type {
        case .int: hints.append("a decimal number")
        case .hex: hints.append("a hexadecimal number")
        default: hints.append("a text")
        }
        push(
            .editor(
                Editor(
                    symbol: symbol,
                    title: model.firstPrompt(of: symbol) ?? model.name(symbol), hints: hints,
                    input: LineInput(desk.session.text(symbol)))))
    }

    /// The ends of a range with their present values.
    private func range(_ id: PropertyID) -> String {
        let ends = desk.model.expressions[desk.model.properties[id].expression]
        return [ends.leftSymbol, ends.rightSymbol].map { end in
            desk.model.symbols[end].isDefined
                ? "\(desk.session.text(end)) [\(desk.model.name(end))]" : desk.model.name(end)
        }.joined(separator: " to ")
    }

    func handle(_ key: Key, _ screen: Editor) throws {
        var editor = screen
        switch key {
        case .escape: return pop()
        case .enter:
            guard let symbol = editor.symbol else { return try saveCopy(editor) }
            let text = editor.input.string
            let type = desk.model.symbols[symbol].type
            if type.isNumber,
                case .failure(let problem) = ValueCheck(desk.model).check(text[...], symbol)
            {
                editor.problem = ([problem.message] + (problem.hint.map { [$0] } ?? [])).joined(
                    separator: "; ")
                return replaceTop(.editor(editor))
            }
            pop()
            return try wish(symbol, text)
        default:
            if editor.input.handle(key) { editor.problem = "" }
        }
        replaceTop(.editor(editor))
    }

    /// The members of a choice as a list of which one is on.
    private func members(of choice: MenuID) -> Screen {
        let model = desk.model
        let chosen = desk.evaluator.chosen(choice)
        let all = model.written(inChoice: choice).filter { symbol in
            model.hasPrompt(symbol) && (showsAll || desk.evaluator.visibility(symbol) != .no)
        }
        let answers = all.map { member in
            let sign = member == chosen ? "(X)" : "( )"
            let hidden = desk.evaluator.visibility(member) == .no ? "  (not visible)" : ""
            return Dialogue.Answer(
                text: "\(sign) \(model.firstPrompt(of: member) ?? "")  \(model.name(member))\(hidden)",
                action: .wish(member, "y"))
        }
        return .dialogue(
            Dialogue(
                model.title(of: choice), [], answers,
                selected: chosen.flatMap { all.firstIndex(of: $0) } ?? 0))
    }

    private func objectives() -> Screen {
        let texts: [Desk.Aim: String] = [
            .base: "base: as near to \(desk.around.configName) as it was at the start",
            .defaults: "defaults: as near to the defaults as can be",
            .minimal: "minimal: least decided against the defaults, then fewest on",
        ]
        return .dialogue(
            Dialogue(
                "Of all configurations that meet the requirements, the best is", [],
                Desk.Aim.allCases.map { .init(text: texts[$0]!, action: .aim($0)) },
                selected: Desk.Aim.allCases.firstIndex(of: desk.aim)!))
    }
}
