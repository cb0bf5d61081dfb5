// SPDX-License-Identifier: GPL-2.0-or-later

/// What an adviser proposes, as it was said: nothing of it is known to be true yet.
public struct Proposal: Equatable, Sendable {
    /// As in the Kconfig files, without the prefix.
    public let name: String
    public let value: String
    public let reason: String

    public init(_ name: String, _ value: String, reason: String) {
        self.name = name
        self.value = value
        self.reason = reason
    }
}

/// A proposal that was not taken, and why.
public struct Refusal: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// No symbol has this name.
        case unknown
        /// The value is not one of the symbol's type or range.
        case value
        /// Nobody may propose this: boot-critical, kept, forbidden, security-relevant, a text.
        case guarded
        /// The Kconfig files, or earlier proposals, exclude it.
        case impossible
        /// Too much else would have to change.
        case tooMany
        /// The same reply says two things about the symbol.
        case contradiction
        /// Something else was accepted for the symbol before.
        case decided
        /// The solver gave up.
        case undecided
    }

    public let proposal: Proposal
    public let kind: Kind
    /// One sentence.
    public let message: String
    /// The facts behind it, with file and line, where the Kconfig files are the reason.
    public let facts: [String]

    public init(_ proposal: Proposal, _ kind: Kind, _ message: String, facts: [String] = []) {
        self.proposal = proposal
        self.kind = kind
        self.message = message
        self.facts = facts
    }

    /// Whether asking again makes sense.
    public var isCorrectable: Bool { kind != .guarded && kind != .decided && kind != .undecided }
}

/// What an adviser answered about options.
public struct Advice: Equatable, Sendable {
    public var proposals: [Proposal]
    /// What was wrong with the answer, for the report.
    public var problems: [String]

    public init(_ proposals: [Proposal] = [], problems: [String] = []) {
        self.proposals = proposals
        self.problems = problems
    }
}

/// Something that proposes changes: a language model, or the handbook.
public protocol Adviser: AnyObject {
    /// Which sub-menus matter, by their place in the list; nil when the answer can't be used.
    func choose(among submenus: [MenuView.Submenu], of view: MenuView) throws -> [Int]?
    /// Changes to some of the options.
    func propose(_ options: [OptionView], of view: MenuView) throws -> Advice
    /// Other changes instead of refused ones.
    func correct(_ refusals: [Refusal], _ options: [OptionView], of view: MenuView) throws -> Advice
}
