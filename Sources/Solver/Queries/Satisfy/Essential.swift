// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A symbol whose default is given up only for a requirement: without it the kernel would be unsafe, or user space would
/// not start.
public struct Essential: Sendable {
    /// Which way it must not go from its default.
    public enum Direction: Sendable { case off, on }

    public let symbol: SymbolID
    public let forbidden: Direction

    public init(_ symbol: SymbolID, not forbidden: Direction = .off) {
        self.symbol = symbol
        self.forbidden = forbidden
    }
}
