// SPDX-License-Identifier: GPL-2.0-or-later

public enum PropertyKind: UInt8, Sendable {
    case prompt, menu, comment, `default`, select, imply, range
}

/// A prompt, default, select, imply or range, with its full condition.
public struct Property: Sendable {
    public var kind: PropertyKind
    /// The text of a prompt, menu or comment.
    public var text = StringID.none
    /// The value of a default, the target of a select or imply, the ends of a range.
    public var expression = ExpressionID.none
    /// When the property is in force, enclosing menus and dependencies included.
    public var condition: ExpressionID
    public let menu: MenuID
    public let location: Location
    public var next = PropertyID.none

    @inlinable public var hasText: Bool { !text.isNone }
}
