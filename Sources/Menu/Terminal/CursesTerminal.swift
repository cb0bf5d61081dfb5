// SPDX-License-Identifier: GPL-2.0-or-later
import CNcurses
import Glibc

/// A terminal by way of ncurses. The only file that touches the library.
public final class CursesTerminal {
    /// Why there is no menu here, and what to do.
    public struct Problem: Error, CustomStringConvertible {
        public let description: String
    }

    private let isUTF8: Bool
    private let hasColours: Bool
    private let screen: OpaquePointer
    private var lastEscape: ContinuousClock.Instant?
    /// A second Escape so soon after the first belongs to it, as those know who come from menuconfig.
    private static let escapePair = Duration.milliseconds(400)

    private static var type: String { getenv("TERM").map { String(cString: $0) } ?? "" }

    /// Why there can't be a menu, as far as that can be seen before it begins.
    public static var problem: Problem? {
        guard isatty(0) == 1, isatty(1) == 1 else {
            return Problem(description: "a terminal is needed: standard input and output must be one")
        }
        if type.isEmpty { return Problem(description: "TERM is not set: which terminal is it?") }
        return type == "dumb" ? Problem(description: "a terminal of type 'dumb' can't be drawn on") : nil
    }

    /// Takes the terminal over.
    ///
    /// - Throws: `Problem` when there is none, or none that can be drawn on.
    public init() throws {
        if let problem = Self.problem { throw problem }
        let type = Self.type
        setlocale(LC_ALL, "")
        isUTF8 = String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
        MenuSignals.awaitStop()
        guard let screen = ks_new_terminal() else {
            throw Problem(description: "the terminal type '\(type)' is not known here")
        }
        self.screen = screen
        hasColours = Self.setUpColours()
        cbreak()
        noecho()
        nonl()
        keypad(ks_screen(), true)
        set_escdelay(25)
        // Some terminals send these whatever they are told.
        for (text, key) in [
            ("\u{1B}[A", KEY_UP), ("\u{1B}[B", KEY_DOWN), ("\u{1B}[C", KEY_RIGHT), ("\u{1B}[D", KEY_LEFT),
        ] {
            define_key(text, key)
        }
        mousemask(ks_wheel_up() | ks_wheel_down() | ks_click() | ks_double_click(), nil)
        mouseinterval(0)
    }

    /// Not with NO_COLOR (https://no-color.org).
    private static func setUpColours() -> Bool {
        if let wish = getenv("NO_COLOR"), wish.pointee != 0 { return false }
        guard has_colors(), start_color() == OK, use_default_colors() == OK else { return false }
        init_pair(1, Int16(COLOR_GREEN), -1)
        init_pair(2, Int16(COLOR_YELLOW), -1)
        init_pair(3, Int16(COLOR_RED), -1)
        return true
    }

    /// Gives the terminal back as it was.
    public func end() {
        curs_set(1)
        endwin()
        delscreen(screen)
    }

    /// Leaves the terminal to whoever else is there while `body` runs. What was shown is gone after it.
    func lend(during body: () -> Void) {
        curs_set(1)
        endwin()
        body()
        clearok(ks_screen(), true)
    }

    public var size: Picture.Size { Picture.Size(rows: Int(ks_rows()), columns: Int(ks_columns())) }

    // MARK: - Showing

    public func show(_ picture: Picture) {
        for row in 0..<picture.size.rows {
            wmove(ks_screen(), Int32(row), 0)
            if row < picture.lines.count { for span in picture.lines[row] { draw(span) } }
            look(.plain)
            wclrtoeol(ks_screen())
        }
        if let cursor = picture.cursor {
            wmove(ks_screen(), Int32(cursor.row), Int32(cursor.column))
            curs_set(1)
        } else {
            curs_set(0)
        }
        wrefresh(ks_screen())
    }

    private func draw(_ span: Span) {
        look(span.style)
        waddstr(ks_screen(), isUTF8 ? span.text : Self.plain(span.text))
    }

    private func look(_ style: Style) {
        let pair: Int16 =
            switch style {
            case .changed: 1
            case .mark: 2
            case .problem: 3
            default: 0
            }
        let attributes: attr_t =
            switch style {
            case .plain: 0
            case .dim: ks_dim()
            case .title, .changed, .mark, .problem: ks_bold()
            case .selected, .status: ks_reverse()
            }
        ks_look(attributes, hasColours ? pair : 0)
    }

    /// Where the locale has no UTF-8: what looks like it, else a question mark.
    static func plain(_ text: String) -> String {
        let alike: [Character: Character] = ["─": "-", "·": "|", "→": ">", "−": "-", "…": "~"]
        return String(text.map { $0.isASCII ? $0 : alike[$0] ?? "?" })
    }

    // MARK: - Keys

    public enum Input: Equatable {
        case key(Key)
        /// Nothing was typed for that long.
        case nothing
        /// Nobody is there any more.
        case gone
    }

    /// What somebody does next.
    ///
    /// - Parameter wait: for how many milliseconds at most.
    public func read(wait: Int) -> Input {
        wtimeout(ks_screen(), Int32(wait))
        var code: wint_t = 0
        switch wget_wch(ks_screen(), &code) {
        case KEY_CODE_YES: return special(Int32(bitPattern: code)).map { .key($0) } ?? .nothing
        case OK: return character(code)
        default: return isGone ? .gone : .nothing
        }
    }

    private var isGone: Bool {
        var state = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, 0) > 0 else { return false }
        return state.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
    }

    private func character(_ code: wint_t) -> Input {
        switch code {
        case 0x1B: return escape()
        case 0x0A, 0x0D: return .key(.enter)
        case 0x09: return .key(.tab)
        case 0x7F, 0x08: return .key(.backspace)
        default:
            guard let scalar = UnicodeScalar(code) else { return .nothing }
            return .key(.character(Character(scalar)))
        }
    }

    private func escape() -> Input {
        if let last = lastEscape, .now - last < Self.escapePair {
            lastEscape = nil
            return .nothing
        }
        lastEscape = .now
        return .key(.escape)
    }

    private func special(_ code: Int32) -> Key? {
        switch code {
        case KEY_UP: return .up
        case KEY_DOWN: return .down
        case KEY_LEFT: return .left
        case KEY_RIGHT: return .right
        case KEY_PPAGE: return .pageUp
        case KEY_NPAGE: return .pageDown
        case KEY_HOME: return .home
        case KEY_END: return .end
        case KEY_ENTER: return .enter
        case KEY_BACKSPACE: return .backspace
        case KEY_DC: return .delete
        case KEY_RESIZE: return .resize
        case KEY_MOUSE: return mouse()
        case KEY_F0 + 1...KEY_F0 + 12: return .function(Int(code - KEY_F0))
        default: return nil
        }
    }

    private func mouse() -> Key? {
        var event = MEVENT()
        guard getmouse(&event) == OK else { return nil }
        if event.bstate & ks_wheel_up() != 0 { return .wheelUp }
        if event.bstate & ks_wheel_down() != 0 { return .wheelDown }
        let place = (row: Int(event.y), column: Int(event.x))
        if event.bstate & ks_double_click() != 0 { return .doubleClick(row: place.row, column: place.column) }
        if event.bstate & ks_click() != 0 { return .click(row: place.row, column: place.column) }
        return nil
    }
}
