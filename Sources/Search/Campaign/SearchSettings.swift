// SPDX-License-Identifier: GPL-2.0-or-later

/// What a search may do, beside what the board's file says.
public struct SearchSettings: Sendable {
    /// Candidates that are built, beside the base and the confirmation.
    public var rounds = 24
    /// All that is random follows from it.
    public var seed = 1
    /// How many pairs of boots a comparison takes.
    public var pairs = SearchSettings.fewestPairs
    /// How many the confirmation takes.
    public var confirmingPairs = SignFlipTest.mostExactPairs
    /// The chance of a wrong "better" that is accepted.
    public var level = 0.05
    /// Whether a measure counts, by its name.
    public var counts: @Sendable (String) -> Bool = { _ in true }
    /// Whether the next kernel is built while this one is measured. A build disturbs what is measured by a clock of the
    /// same machine.
    public var buildsAhead = false
    /// How many comparisons lie between two looks at whether the board is as fast as it was.
    public var driftInterval = 4

    public init() {}

    /// With fewer no comparison can say anything at 5 %.
    public static let fewestPairs = SignFlipTest.fewestPairs(below: 0.05)
}

/// What thinks of candidates and makes them valid.
public protocol Tuner: AnyObject {
    /// The bytes of the base's `.config`.
    var base: [UInt8] { get }
    /// Changes worth trying.
    ///
    /// - Parameters:
    ///   - turn: from 0; later ones know what was measured.
    ///   - history: what was measured so far, for people and language models.
    func propose(turn: Int, history: [String]) throws -> [Wish]
    /// The valid configuration nearest to the base that has the wishes.
    ///
    /// - Parameter culprits: sets of which it must not have all.
    func candidate(_ wishes: [Wish], without culprits: [[Wish]]) throws -> Candidate
    /// What could be set instead of the wish: other members of its choice.
    func alternatives(to wish: Wish) -> [Wish]
}

/// A configuration that is to be tried.
public struct Candidate: Equatable, Sendable {
    /// The bytes of `.config`.
    public let config: [UInt8]
    /// Wishes that it does not have, and why.
    public let refused: [(wish: Wish, why: String)]

    public init(config: [UInt8], refused: [(wish: Wish, why: String)]) {
        self.config = config
        self.refused = refused
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.config == b.config && a.refused.map(\.wish) == b.refused.map(\.wish)
    }
}
