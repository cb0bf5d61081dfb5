// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// One of the things that cover the screen; they lie on top of each other.
enum Screen {
    case menu(MenuScreen)
    case text(TextScreen)
    case dialogue(Dialogue)
    case editor(Editor)
    case search(SearchScreen)
}

/// A level of the menu tree.
struct MenuScreen {
    let node: MenuID
    var scroll = Scroll()
}

/// A text to read.
struct TextScreen {
    let title: String
    let text: [String]
    var top = 0
}

/// A question with answers, one of them selected.
struct Dialogue {
    struct Answer {
        let text: String
        /// Lines below it that can't be selected.
        var details: [String] = []
        let action: Action
    }

    let title: String
    let text: [String]
    var answers: [Answer]
    /// More text, which is being looked for.
    var explanation: Background<[String]>?
    /// More answers, which are being looked for.
    var ways: WaySearch?
    /// What those are about.
    var symbol: SymbolID?
    var scroll = Scroll()
    var top = 0
    /// What Escape does.
    var otherwise = Action.close

    init(
        _ title: String, _ text: [String], _ answers: [Answer], selected: Int = 0,
        otherwise: Action = .close
    ) {
        self.title = title
        self.text = text
        self.answers = answers
        self.otherwise = otherwise
        scroll.selected = selected
    }
}

/// A line that is typed.
struct Editor {
    /// What it is the value of; nil for the name to save under.
    let symbol: SymbolID?
    let title: String
    /// What may be typed, and why.
    let hints: [String]
    var input: LineInput
    var problem = ""
}

/// What is looked for, and what was found.
struct SearchScreen {
    var input = LineInput("")
    var hits: [Search.Hit] = []
    var isCut = false
    var problem = ""
    var scroll = Scroll()
}

/// What an answer of a dialogue does.
enum Action {
    case close
    case wish(SymbolID, String)
    case take(InteractiveSession.Way)
    case apply(InteractiveSession.Alternative)
    case aim(Desk.Aim)
    case save, saveAndQuit, quit
    case recover, discard
    case note(String)
}

/// A text with a cursor in it.
struct LineInput: Equatable {
    private(set) var text: [Character]
    private(set) var cursor: Int

    init(_ text: String) {
        self.text = Array(text)
        cursor = self.text.count
    }

    var string: String { String(text) }

    /// Whether the key was one for editing.
    mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character) where !character.isNewline && character >= " ":
            text.insert(character, at: cursor)
            cursor += 1
        case .character("\u{15}"):
            text = []
            cursor = 0
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(text.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = text.count
        case .backspace:
            guard cursor > 0 else { return true }
            cursor -= 1
            text.remove(at: cursor)
        case .delete:
            if cursor < text.count { text.remove(at: cursor) }
        default: return false
        }
        return true
    }

    /// The part around the cursor that fits, and where the cursor stands in it.
    func window(_ width: Int) -> (text: String, cursor: Int) {
        let start = max(0, cursor - max(1, width) + 1)
        return (String(text[start...].prefix(max(1, width))), cursor - start)
    }
}
