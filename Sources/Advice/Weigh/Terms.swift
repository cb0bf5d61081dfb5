// SPDX-License-Identifier: GPL-2.0-or-later

/// What each part of a cost is worth, in tenths of a negative natural logarithm. `docs/advice.md` has what each one does.
public struct Terms: Sendable {
    /// How seldom the tree's configurations name it so: as much as the logarithm says, or nothing.
    public var mention = 1
    /// Every edit: of two likely lines and one that is less so, the one.
    public var line = 10
    public var gatekeeper = 200
    public var debugging = 40
    public var off = 40
    public var change = 10
    public var loss = 20
    /// How many files of the architecture, or with the wish, weigh as much as all others.
    public var smoothing = 4
    /// Whether the files that name the wish count by themselves.
    public var together = 1
    /// From a symbol without a prompt to one that may bring it about.
    public var selector = 40
    /// Per step between the folders of these two.
    public var step = 5
    /// What no way leads to from the wish.
    public var unreached = 100

    public init() {}

    /// Their names, for measuring.
    public static var names: [String: WritableKeyPath<Terms, Int> & Sendable] {
        [
            "mention": \.mention, "line": \.line, "gatekeeper": \.gatekeeper, "debugging": \.debugging,
            "off": \.off,
            "change": \.change, "loss": \.loss, "smoothing": \.smoothing, "together": \.together,
            "selector": \.selector, "step": \.step, "unreached": \.unreached,
        ]
    }
}
