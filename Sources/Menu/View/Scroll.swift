// SPDX-License-Identifier: GPL-2.0-or-later

/// A selected entry of a list, and which part of the list is on the screen.
struct Scroll: Equatable {
    var selected = 0
    private(set) var top = 0

    /// Moves by so many entries.
    mutating func move(_ step: Int, count: Int) {
        selected = max(0, min(count - 1, selected + step))
    }

    /// The entries that fit, with the selected one among them.
    mutating func window(count: Int, height: Int) -> Range<Int> {
        selected = max(0, min(count - 1, selected))
        if selected < top { top = selected }
        if selected >= top + height { top = selected - height + 1 }
        top = max(0, min(top, count - height))
        return top..<min(count, top + max(height, 0))
    }

    /// Whether the key moved in a list of so many entries.
    mutating func handle(_ key: Key, count: Int, page: Int) -> Bool {
        switch key {
        case .up, .character("k"), .character("-"): move(-1, count: count)
        case .down, .character("j"), .character("+"): move(1, count: count)
        case .wheelUp: move(-3, count: count)
        case .wheelDown: move(3, count: count)
        case .pageUp: move(-max(1, page - 1), count: count)
        case .pageDown: move(max(1, page - 1), count: count)
        case .home: selected = 0
        case .end: selected = max(0, count - 1)
        default: return false
        }
        return true
    }
}
