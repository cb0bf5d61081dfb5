// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What a user sets symbols to, in the order in which it is set.
public struct UserValues: Sendable {
    /// A value by the type of its symbol.
    public enum Value: Equatable, Sendable {
        /// Of a bool or tristate.
        case logical(Tristate)
        /// Of an int, hex or string, without quotes.
        case text([UInt8])
    }

    public private(set) var all: [(symbol: SymbolID, value: Value)] = []

    public init() {}

    /// - Precondition: the symbol is none of the constants n, m and y.
    public mutating func set(_ symbol: SymbolID, to value: Value) {
        precondition(symbol.raw > 2, "a constant can't be set")
        all.append((symbol, value))
    }
}
