// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What is on the screen.
extension MenuProgram {
    /// The picture for a terminal of that size. Only what is on it is computed.
    public func picture(_ size: Picture.Size) -> Picture {
        var picture = Picture(size)
        rowEntries = [:]
        switch screens.last! {
        case .menu(let menu): draw(menu, &picture)
        case .text(let text): draw(text, &picture)
        case .dialogue(let dialogue): draw(dialogue, &picture)
        case .editor(let editor): draw(editor, &picture)
        case .search(let found): draw(found, &picture)
        }
        return picture
    }

    /// How many lines are left between the head and the foot.
    private func room(_ size: Picture.Size, head: Int) -> Int { max(1, size.rows - head - foot(size)) }
    /// On a very small screen there is no foot.
    private func foot(_ size: Picture.Size) -> Int { size.rows < 8 ? (size.rows < 3 ? 0 : 1) : 3 }

    private func finish(_ picture: inout Picture, _ keys: String) {
        let size = picture.size
        picture.fill(upTo: size.rows - foot(size))
        guard size.rows >= 3 else { return }
        if size.rows >= 8 { picture.add(rule(size), .dim) }
        picture.addBar(message.isEmpty ? status : message, message.isEmpty ? .status : .changed)
        if size.rows >= 8 { picture.add(keys, .dim) }
    }

    private func rule(_ size: Picture.Size) -> String { String(repeating: "─", count: size.columns) }

    private var status: String {
        let (gains, losses) = desk.gainsAndLosses
        let changed = desk.changes.isEmpty ? "" : " · +\(gains) −\(losses)"
        let proof = desk.isProven ? "optimal" : desk.isBusy ? "not yet optimal" : "not proven optimal"
        let unmet = desk.unmet.isEmpty ? "" : " · \(desk.unmet.count) not met"
        return
            "\(desk.countOn) on · \(proof) (\(desk.aim.rawValue)) · \(desk.session.requirements.count) required"
            + "\(unmet)\(changed)\(desk.isSaved ? "" : " · unsaved")\(showsAll ? " · all shown (z)" : "")"
    }

    // MARK: - Menus

    private func draw(_ screen: MenuScreen, _ picture: inout Picture) {
        var menu = screen
        let size = picture.size
        let head = size.rows < 8 ? 0 : 3
        if head > 0 { drawHead(menu, &picture) }
        let rows = rows(of: menu.node)
        (page, firstRow) = (room(size, head: head), head)
        let window = menu.scroll.window(count: rows.count, height: page)
        if rows.isEmpty { picture.add("  nothing to set here as things are; z shows everything", .dim) }
        let changed = Set(desk.changes.map(\.symbol))
        for index in window {
            picture.add(spans(rows[index], index == menu.scroll.selected, changed, size.columns))
        }
        replaceTop(.menu(menu))
        finish(
            &picture,
            "Enter open  y m n Space set  Del release  ? help  / find  u undo  s save  F3 all")
    }

    private func drawHead(_ menu: MenuScreen, _ picture: inout Picture) {
        picture.addBar(title, .title)
        let path = MenuTree(desk.evaluator, showsAll: true).path(to: menu.node)
        picture.add(" " + (path.isEmpty ? "main menu" : "> " + path.joined(separator: " > ")))
        picture.add(rule(picture.size), .dim)
    }

    private func spans(
        _ row: MenuRow, _ isSelected: Bool, _ changed: Set<SymbolID>, _ width: Int
    ) -> [Span] {
        let isChanged = !row.symbol.isNone && changed.contains(row.symbol)
        let front =
            (row.symbol.isNone || row.kind == .choice ? " " : mark(row.symbol)) + (isChanged ? "+" : " ")
        let text = row.kind == .header ? "--- " + row.text : row.text
        if isSelected { return [Span(front, .mark), Span(text.padded(max(0, width - 2)), .selected)] }
        return [
            Span(front, .mark),
            Span(text, isChanged ? .changed : row.isVisible && row.kind != .comment ? .plain : .dim),
        ]
    }

    private func mark(_ symbol: SymbolID) -> String {
        switch desk.session.decider(of: symbol) {
        case .required: "R"
        case .preferred: "P"
        case .follows: "F"
        case .base: "B"
        case .toolchain: "T"
        case .byDefault: " "
        }
    }

    // MARK: - Texts

    private func draw(_ screen: TextScreen, _ picture: inout Picture) {
        let size = picture.size
        let head = size.rows < 8 ? 0 : 2
        if head > 0 {
            picture.addBar(screen.title, .title)
            picture.add(rule(size), .dim)
        }
        page = room(size, head: head)
        let lines = screen.text.flatMap { $0.wrapped(size.columns) }
        lineCount = lines.count
        let top = max(0, min(screen.top, lines.count - page))
        for line in lines[top...].prefix(page) { picture.add(line) }
        let share = lines.count <= page ? "all" : "\((top + page) * 100 / lines.count) %"
        finish(&picture, "Up Down PgUp PgDn scroll  any other key: back  (\(share))")
    }

    // MARK: - Dialogues

    private func draw(_ screen: Dialogue, _ picture: inout Picture) {
        var dialogue = screen
        let size = picture.size
        picture.addBar(dialogue.title, .title)
        let space = room(size, head: 2)
        let found = dialogue.explanation.map { $0.answer ?? ["looking for the reasons …"] } ?? []
        let looking = dialogue.ways?.isDone == false ? ["looking for other ways …"] : []
        var reasons = (found + dialogue.text + looking).flatMap { $0.wrapped(size.columns) }
        // Answers come first where there is not room for both.
        let wanted = dialogue.answers.reduce(1) { $0 + 1 + min(3, $1.details.count) }
        let most = max(space - wanted, space / 2, 0)
        if reasons.count > most {
            reasons =
                most < 1
                ? [] : Array(reasons.prefix(most - 1)) + ["… (\(reasons.count - most + 1) more lines)"]
        }
        for line in reasons { picture.add(line) }
        if size.rows >= 8 { picture.add(rule(size), .dim) }
        (page, firstRow) = (max(1, space - reasons.count), picture.lines.count)
        let window = dialogue.scroll.window(count: dialogue.answers.count, height: page)
        var left = page
        for index in window where left > 0 {
            let answer = dialogue.answers[index]
            let line = "\(index < 9 ? "\(index + 1)" : " ") \(answer.text)"
            rowEntries[picture.lines.count] = index
            picture.add(
                [index == dialogue.scroll.selected ? Span(line.padded(size.columns), .selected) : Span(line)])
            left -= 1
            for detail in shown(answer.details, left - (window.upperBound - index - 1)) {
                rowEntries[picture.lines.count] = index
                picture.add("    " + detail, .dim)
                left -= 1
            }
        }
        replaceTop(.dialogue(dialogue))
        let hasMore = dialogue.answers.contains { !$0.details.isEmpty }
        finish(&picture, "Enter or its number: take it\(hasMore ? "  ?: all of it" : "")  Esc: nothing")
    }

    /// As many as there is room for, and how many are left out.
    private func shown(_ details: [String], _ space: Int) -> [String] {
        let most = max(0, min(6, space))
        if details.count <= most { return details }
        return most < 1
            ? [] : details.prefix(most - 1) + ["… and \(details.count - most + 1) more: ? shows all"]
    }

    // MARK: - Lines that are typed

    private func draw(_ editor: Editor, _ picture: inout Picture) {
        let size = picture.size
        let name = editor.symbol.map { " (\(desk.model.name($0)))" } ?? ""
        picture.addBar(editor.title + name, .title)
        draw(editor.input, prompt: "> ", &picture)
        for hint in editor.hints { picture.add(hint, .dim) }
        if !editor.problem.isEmpty {
            for line in editor.problem.wrapped(size.columns) { picture.add(line, .problem) }
        }
        let what = editor.symbol == nil ? "save" : "wish for it"
        finish(&picture, "Enter: \(what)  Ctrl-U: empty the line  Esc: nothing")
    }

    private func draw(_ input: LineInput, prompt: String, _ picture: inout Picture) {
        let (text, cursor) = input.window(picture.size.columns - prompt.count)
        picture.cursor = (picture.lines.count, min(picture.size.columns - 1, prompt.count + cursor))
        picture.add([Span(prompt, .dim), Span(text)])
    }

    private func draw(_ screen: SearchScreen, _ picture: inout Picture) {
        var found = screen
        let size = picture.size
        picture.addBar("Search names, prompts and help (a PCRE2 pattern)", .title)
        draw(found.input, prompt: "/ ", &picture)
        if size.rows >= 8 { picture.add(rule(size), .dim) }
        page = room(size, head: picture.lines.count)
        if !found.problem.isEmpty {
            picture.add(found.problem, .problem)
        } else if found.hits.isEmpty {
            picture.add(found.input.string.isEmpty ? "" : "nothing found", .dim)
        }
        let window = found.scroll.window(count: found.hits.count, height: page)
        for index in window where !found.hits.isEmpty {
            let line = describe(found.hits[index])
            rowEntries[picture.lines.count] = index
            picture.add(
                [index == found.scroll.selected ? Span(line.padded(size.columns), .selected) : Span(line)])
        }
        replaceTop(.search(found))
        let count = found.isCut ? "\(found.hits.count) and more" : "\(found.hits.count)"
        finish(&picture, "\(count) found  Enter: go there  F1: help  Esc: back")
    }

    private func describe(_ hit: Search.Hit) -> String {
        let model = desk.model
        let path = MenuTree(desk.evaluator, showsAll: true).path(to: model.menus[hit.node].parent)
        let missing = desk.session.missing(for: hit.symbol)
        let needs = missing.isEmpty ? "" : "  needs " + missing.map(\.text).joined(separator: " && ")
        let prompt = model.firstPrompt(of: hit.symbol).map { "  \($0)" } ?? "  (no prompt)"
        let place = path.isEmpty ? "" : "  [\(path.joined(separator: " > "))]"
        return "\(model.name(hit.symbol)) [=\(desk.session.text(hit.symbol))]\(prompt)\(needs)\(place)"
    }
}
