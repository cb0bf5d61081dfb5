// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The formula of a tree and what its variables mean.
public struct Encoding {
    public var formula: Formula
    /// Names and values; the pool of the model with the values of the domains added.
    public internal(set) var strings: StringPool
    /// Per symbol, the literals of a bool or tristate.
    public let logical: Table<SymbolID, TristateLiterals>
    /// Per symbol, whether its prompt is visible.
    public let visible: Table<SymbolID, Literal>
    /// Per bool and tristate outside choices that can be visible, what bounds the user's value.
    public let bounds: [SymbolID: UserBounds]
    /// The possible values of each int, hex and string, with a literal each; exactly one is true.
    public internal(set) var texts: [SymbolID: [TextValue]]
    /// Whether an int, hex or string has a line in `.config`.
    public let written: [SymbolID: Literal]
    /// "The value is what it would be without the user": for symbols that a user can set, and for choices.
    public let atDefault: [SymbolID: Literal]
    /// What each bool and tristate that can be visible would be without the user. The member of a choice is on that the
    /// choice would be set to.
    public let fallback: [SymbolID: TristateLiterals]
    /// "A visible int, hex or string is what `conf` makes of the text that the user set"; for
    /// `EncodingOptions.userTexts`.
    public let followsUser: [SymbolID: Literal]
    /// "A select overrides what this symbol depends on."
    public let unmet: [SymbolID: Literal]
    /// What can get more values (`admit`); for `EncodingOptions.growsTexts`.
    var growing: [SymbolID: GrowingText]
    /// Whether numbers may be empty that a user could write (`EncodingOptions.allowsEmptyNumbers`).
    public let allowsEmptyNumbers: Bool
    /// Literals of the expressions asked for (`EncodingOptions.expressions`).
    public let expressions: [ExpressionID: TristateLiterals]
    /// The Kconfig facts behind the clauses; empty unless asked for.
    public let facts: [Fact]

    /// A visible symbol may have any value from what selects it up to its visibility.
    public struct UserBounds: Sendable {
        public let visibility: TristateLiterals
        public let selected: TristateLiterals
    }

    public struct TextValue: Sendable {
        public let text: StringID
        public let literal: Literal
    }
}

extension Encoding {
    /// Hands the formula over to a session, which is its owner from then on. Nothing is left here, so that there are
    /// not two of them, which would go different ways.
    mutating func takeFormula() -> Formula {
        let taken = formula
        formula = .empty
        return taken
    }
}

extension KconfigModel {
    /// The formula of the configurations that `conf` leaves as they are, with unmet dependencies allowed.
    public func encoded(_ options: EncodingOptions = EncodingOptions()) -> Encoding {
        Encoder.encode(self, options)
    }
}

/// What to encode beside the tree itself.
public struct EncodingOptions {
    /// Guard the clauses of each Kconfig fact with a literal of its own, so that a core is a list of facts.
    public var explains = false
    /// Values that requirements mention, to be among the possible ones.
    public var extraValues: [SymbolID: [String]] = [:]

    /// Expressions that literals are wanted for.
    public var expressions: [ExpressionID] = []

    /// Texts that a user has set, for `Encoding.followsUser`. They are among the possible values.
    public var userTexts: [SymbolID: String] = [:]
    /// Symbols that may have any value, whatever the tree says: what commands decide, and names that only other
    /// architectures define.
    public var free: Set<SymbolID> = []

    /// Up to 6.9, `conf` writes `CONFIG_N=` for a number with a visible prompt and no default, and complains about
    /// it when it reads it back. Such configurations are left out unless they are asked for: a user can write a
    /// number there.
    public var allowsEmptyNumbers = false

    /// Lets `Encoding.admit` add values of ints, hexes and strings that somebody can set, but for those that are compared with
    /// others. Each question has to assume `Encoding.closedTexts` then. Not with `explains` or `userTexts`.
    var growsTexts = false

    /// Whether there are literals for "as it would be without the user" (`Encoding.atDefault`, `Encoding.fallback`). They don't
    /// follow from the values, so a formula for others has none.
    public var wishes = true

    public init(
        explains: Bool = false, extraValues: [SymbolID: [String]] = [:], expressions: [ExpressionID] = []
    ) {
        self.explains = explains
        self.extraValues = extraValues
        self.expressions = expressions
    }
}
