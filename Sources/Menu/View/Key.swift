// SPDX-License-Identifier: GPL-2.0-or-later

/// What somebody does at a terminal.
public enum Key: Hashable, Sendable {
    case character(Character)
    case up, down, left, right, pageUp, pageDown, home, end
    case enter, escape, tab, backspace, delete
    case function(Int)
    case wheelUp, wheelDown
    /// Row and column, counted from 0.
    case click(row: Int, column: Int)
    case doubleClick(row: Int, column: Int)
    /// The size of the terminal has changed.
    case resize
    /// Nothing was done for a while.
    case idle

    var isDoubleClick: Bool { if case .doubleClick = self { true } else { false } }
}
