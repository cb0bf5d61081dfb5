// SPDX-License-Identifier: GPL-2.0-or-later

/// A propositional literal: a variable's number, negative when negated.
@frozen
public struct Literal: Hashable, Sendable {
    public let raw: Int32

    @inlinable public init(raw: Int32) { self.raw = raw }

    /// Variable 1 is true in every formula, so constants need no special case.
    public static let yes = Literal(raw: 1)
    public static let no = Literal(raw: -1)

    @inlinable public static prefix func - (literal: Literal) -> Literal { Literal(raw: -literal.raw) }
    @inlinable public var variable: Int { Int(raw.magnitude) }
}

/// A tristate value as two literals: `on` (m or y) and `yes` (y). `yes` implies `on`.
///
/// Zengler's encoding has a variable each for y and m; this one orders them, so that bounds are implications.
@frozen
public struct TristateLiterals: Equatable, Sendable {
    public let on: Literal
    public let yes: Literal

    @inlinable public init(on: Literal, yes: Literal) {
        self.on = on
        self.yes = yes
    }

    @inlinable public init(bool: Literal) { self.init(on: bool, yes: bool) }

    public static let no = TristateLiterals(bool: .no)
    public static let yes = TristateLiterals(bool: .yes)

    @inlinable public var negated: TristateLiterals { TristateLiterals(on: -yes, yes: -on) }
}
