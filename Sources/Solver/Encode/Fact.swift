// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// One statement of the Kconfig text that clauses come from: the unit of an explanation.
public struct Fact: Sendable {
    public enum Kind: Sendable {
        /// The symbol is on only by its prompts, defaults, selects and implies.
        case bounds
        /// Another symbol selects this one.
        case select(PropertyID)
        /// A symbol that is not visible takes its default.
        case defaults
        /// A select must not override `depends on`.
        case dependency
        /// One member of a choice at most, and one if any is visible.
        case choice
        /// No `m` without modules.
        case modules
        /// A number stays within its range.
        case range
        /// A value that is not visible is the default.
        case value
    }

    public let kind: Kind
    /// The symbol it speaks of; for a choice the choice's own.
    public let symbol: SymbolID
    public let location: Location
    /// Assumed true, the fact holds; only in a formula made for explanations.
    public let selector: Literal
}
