// SPDX-License-Identifier: GPL-2.0-or-later

/// What a tree may come to. Each is far above what any tree has (Linux: 20,000 symbols, 1,700 files, blocks 10 deep), and keeps
/// a hostile one from taking all memory or hours: beyond it there is an error with a place.
public enum Bounds {
    /// Symbols, constants included.
    static let symbols = 1 << 20
    /// Files, each counted as often as it is sourced.
    static let files = 1 << 16
    /// Bytes of all these files.
    static let bytes = 1 << 28
    /// Menus, choices and `if`s within one another. The menu tree is walked by recursion.
    static let blocks = 10_000
    /// Operands of one statement.
    static let operands = 1 << 20
    /// Comparisons of operands when dependencies are simplified, in a whole tree: some seconds.
    static let comparisons = 1 << 30
    /// Expressions, those on the way to simpler ones included.
    static let expressions = 1 << 23
    /// Bytes of one file, of whatever kind.
    public static let fileBytes = 1 << 30
}
