// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// n < m < y.
public enum Tristate: UInt8, Comparable, Sendable {
    case no = 0
    case module = 1
    case yes = 2

    @inlinable public static func < (a: Tristate, b: Tristate) -> Bool { a.rawValue < b.rawValue }
    @inlinable public var negated: Tristate { Tristate(rawValue: 2 - rawValue)! }

    public var letter: String {
        switch self {
        case .no: "n"
        case .module: "m"
        case .yes: "y"
        }
    }

    /// The value a letter stands for: `n`, `m` or `y`.
    public init?(letter: String) {
        switch letter {
        case "n": self = .no
        case "m": self = .module
        case "y": self = .yes
        default: return nil
        }
    }

    /// The constant symbol of that value.
    var constant: SymbolID { SymbolID(raw: UInt32(rawValue)) }
}
