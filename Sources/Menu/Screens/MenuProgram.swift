// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// The menu without a terminal: keys in, pictures out.
public final class MenuProgram {
    public let desk: Desk
    /// Somebody wants to leave.
    public private(set) var isDone = false

    var screens: [Screen] = [.menu(MenuScreen(node: KconfigModel.root))]
    var showsAll = false
    /// Told in the status line until the next key.
    var message = ""
    /// How many lines the list on the screen had when it was drawn last, and in which row it began.
    var page = 10
    var firstRow = 3
    /// Which entry of a list each row of the screen was drawn for; details belong to theirs.
    var rowEntries: [Int: Int] = [:]
    /// How many lines the text on the screen has at its width.
    var lineCount = 0
    private lazy var search = Search(desk.model)
    private let recovered: [UInt8]?
    /// The file as somebody else has left it, once, when somebody has.
    public var news: () -> [UInt8]? = { nil }
    let title: String
    var rowsMemo: (node: MenuID, rows: [MenuRow])?

    /// - Parameters:
    ///   - title: of the main menu, and what is configured.
    ///   - recovered: what an earlier run left when it broke off; it is offered.
    public init(_ desk: Desk, title: String, recovered: [UInt8]? = nil) {
        self.desk = desk
        self.title = title
        self.recovered = recovered
        if let conflict = desk.initialConflict { show(conflict, about: nil) }
        if recovered != nil { offerRecovery() }
    }

    /// Something goes on in the background.
    public var isBusy: Bool {
        if case .dialogue(let top)? = screens.last,
            top.explanation?.isDone == false || top.ways?.isDone == false
        {
            return true
        }
        return desk.isBusy
    }

    /// Leaves as things are.
    func leave() { isDone = true }

    /// The line to the terminal is gone, or the program is told to end.
    public func hangUp() {
        desk.keepUnsaved()
        isDone = true
    }

    // MARK: - Keys

    /// Does what a key stands for. What goes wrong is shown, and nothing is changed by it.
    public func handle(_ key: Key) {
        rowsMemo = nil
        do {
            if key == .idle {
                // What somebody looks at goes first.
                if try lookForWays() { return }
                if try desk.idle() { takeNote() }
                if let bytes = news() {
                    message = try desk.reload(bytes) ?? "\(desk.around.satconfigName) was changed"
                }
                return
            }
            if key != .resize { message = "" }
            try dispatch(key)
            takeNote()
        } catch let mismatch as EncodingMismatch {
            message = mismatch.description
        } catch is SearchStopped {
            message = "given up: that took too long"
        } catch { message = "\(error)" }
    }

    private func takeNote() {
        if !desk.note.isEmpty { message = desk.note }
        desk.note = ""
    }

    private func dispatch(_ key: Key) throws {
        guard let top = screens.last else { return }
        switch top {
        case .menu(let menu): try handle(key, menu)
        case .text(let text): handle(key, text)
        case .dialogue(let dialogue): try handle(key, dialogue)
        case .editor(let editor): try handle(key, editor)
        case .search(let found): try handle(key, found)
        }
    }

    func replaceTop(_ screen: Screen) { screens[screens.count - 1] = screen }
    func push(_ screen: Screen) { screens.append(screen) }
    func pop() { if screens.count > 1 { screens.removeLast() } }

    func rows(of node: MenuID) -> [MenuRow] {
        if let memo = rowsMemo, memo.node == node { return memo.rows }
        let rows = MenuTree(desk.evaluator, showsAll: showsAll).rows(of: node)
        rowsMemo = (node, rows)
        return rows
    }

    // MARK: - Texts

    private func handle(_ key: Key, _ screen: TextScreen) {
        var text = screen
        let last = max(0, lineCount - page)
        switch key {
        case .up, .character("k"): text.top -= 1
        case .down, .character("j"), .enter: text.top += 1
        case .wheelUp: text.top -= 3
        case .wheelDown: text.top += 3
        case .pageUp, .character("b"): text.top -= page
        case .pageDown, .character(" "): text.top += page
        case .home: text.top = 0
        case .end: text.top = last
        case .resize: break
        default: return pop()
        }
        text.top = max(0, min(last, text.top))
        replaceTop(.text(text))
    }

    // MARK: - Dialogues

    private func handle(_ key: Key, _ screen: Dialogue) throws {
        var dialogue = screen
        if dialogue.scroll.handle(key, count: dialogue.answers.count, page: page) {
            return replaceTop(.dialogue(dialogue))
        }
        switch key {
        case .escape, .left, .character("q"), .character("h"):
            pop()
            try perform(dialogue.otherwise)
        case .enter, .character(" "), .right, .character("l"):
            guard !dialogue.answers.isEmpty else { return pop() }
            pop()
            try perform(dialogue.answers[dialogue.scroll.selected].action)
        case .click(let row, _), .doubleClick(let row, _):
            guard let entry = rowEntries[row], dialogue.answers.indices.contains(entry) else { return }
            let isAgain = dialogue.scroll.selected == entry
            dialogue.scroll.selected = entry
            replaceTop(.dialogue(dialogue))
            if isAgain || key.isDoubleClick { try handle(.enter, dialogue) }
        case .character("?"), .function(1), .function(2):
            guard !dialogue.answers.isEmpty else { return }
            let answer = dialogue.answers[dialogue.scroll.selected]
            push(.text(TextScreen(title: dialogue.title, text: [answer.text] + answer.details)))
        case .character(let digit):
            guard let number = digit.wholeNumberValue, dialogue.answers.indices.contains(number - 1) else {
                return
            }
            pop()
            try perform(dialogue.answers[number - 1].action)
        default: break
        }
    }

    func perform(_ action: Action) throws {
        switch action {
        case .close: break
        case .wish(let symbol, let value): try wish(symbol, value)
        case .take(let way):
            try desk.take(way)
            message = "done: u takes it back"
        case .apply(let alternative): try show(desk.apply(alternative), about: nil)
        case .aim(let aim): desk.choose(aim)
        case .save: try save()
        case .saveAndQuit: if try save() { isDone = true }
        case .quit:
            desk.forgetUnsaved()
            isDone = true
        case .recover: if let recovered { try desk.recover(recovered) }
        case .discard: desk.forgetUnsaved()
        case .note(let text): message = text
        }
    }

    @discardableResult func save() throws -> Bool {
        do { try desk.save() } catch let mismatch as EncodingMismatch { throw mismatch } catch {
            message = "not saved: \(error)"
            return false
        }
        return true
    }

    private func offerRecovery() {
        push(
            .dialogue(
                Dialogue(
                    "Unsaved changes of an earlier run",
                    ["An earlier run ended before \(desk.around.satconfigName) was saved."],
                    [
                        .init(text: "go on with what it left", action: .recover),
                        .init(text: "forget it", action: .discard),
                    ], otherwise: .note("it is kept for the next start"))))
    }

    // MARK: - Search

    /// An option without a prompt is on no level: there is only its help to go to. A wish there would be one for another
    /// line.
    private func open(_ hit: Search.Hit) throws {
        if desk.model.menus[hit.node].prompt.isNone { return try push(help(hit.node)) }
        go(to: hit)
    }

    private func handle(_ key: Key, _ screen: SearchScreen) throws {
        var found = screen
        switch key {
        case .escape: return pop()
        case .up, .down, .pageUp, .pageDown, .wheelUp, .wheelDown:
            _ = found.scroll.handle(key, count: found.hits.count, page: page)
        case .enter:
            guard found.scroll.selected < found.hits.count else { return }
            return try open(found.hits[found.scroll.selected])
        case .click(let row, _), .doubleClick(let row, _):
            guard let entry = rowEntries[row], found.hits.indices.contains(entry) else { return }
            let isAgain = found.scroll.selected == entry
            found.scroll.selected = entry
            replaceTop(.search(found))
            if isAgain || key.isDoubleClick { try open(found.hits[entry]) }
            return
        case .function(1):
            guard found.scroll.selected < found.hits.count else { return }
            return try push(help(found.hits[found.scroll.selected].node))
        default:
            guard found.input.handle(key) else { return }
            found.scroll = Scroll()
            switch search.find(found.input.string) {
            case .hits(let hits, let isCut):
                (found.hits, found.isCut, found.problem) = (hits, isCut, "")
            case .problem(let text): found.problem = text
            }
        }
        replaceTop(.search(found))
    }

    /// The level on which an option stands, with the option selected; what hides it is shown as well.
    private func go(to hit: Search.Hit) {
        let tree = MenuTree(desk.evaluator, showsAll: true)
        let parent = desk.model.menus[hit.node].parent
        let levels = parent.isNone ? [] : tree.levels(to: parent)
        if !desk.evaluator.isVisible(hit.node) || levels.contains(where: { !desk.evaluator.isVisible($0) }) {
            showsAll = true
        }
        rowsMemo = nil
        screens = [.menu(MenuScreen(node: KconfigModel.root))]
        for level in levels {
            select(level)
            push(.menu(MenuScreen(node: level)))
        }
        select(hit.node)
    }

    private func select(_ node: MenuID) {
        guard case .menu(var menu)? = screens.last else { return }
        if let index = rows(of: menu.node).firstIndex(where: { $0.node == node }) {
            menu.scroll.selected = index
        }
        replaceTop(.menu(menu))
    }
}
