// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What a policy says beside requirements: for reviews and checks, not for the solver.
public struct PolicyMarks: Sendable {
    /// `reviewed VERSION SYMBOL`: the default is what is wanted, as it was in that version.
    public struct Review: Sendable {
        public let version: String
        public let symbol: SymbolID
        public let origin: RequirementOrigin
        public let note: String?
    }

    /// `waive RULE:SYMBOL until=VERSION`.
    public struct Waiver: Sendable {
        public let rule: String
        /// Without prefix. It may be a symbol that this tree does not have.
        public let name: String
        /// The first version in which it is none any more; nil without end.
        public let until: String?
        public let origin: RequirementOrigin
        public let note: String?
    }

    /// A line that gives a symbol a value, whether or not a later one takes its place.
    public struct Word: Sendable {
        public let symbol: SymbolID
        public let requirement: Requirement
        public let isWeak: Bool
        /// A later line takes its place.
        public internal(set) var isOverridden = false
    }

    /// Where `closed` stands: each prompt that can be seen must be decided or reviewed.
    public internal(set) var closed: RequirementOrigin?
    /// What names, with prefix, of which lines must have a note; each with the place that says so.
    public internal(set) var needsNote: [(pattern: String, origin: RequirementOrigin)] = []
    public internal(set) var reviews: [Review] = []
    public internal(set) var waivers: [Waiver] = []
    /// Lines of the user's own files about single symbols, in their order.
    public internal(set) var words: [Word] = []

    /// The symbols of this tree whose selects may override what they depend on: `waive unmet-select:SYMBOL`.
    public internal(set) var waivedUnmet: Set<SymbolID> = []

    /// The rule whose waivers matter to the solver.
    public static let unmetSelect = "unmet-select"

    init() {}
}

extension UnmetPolicy {
    /// The same, and what a policy waives.
    public func waiving(_ satconfig: Satconfig) -> UnmetPolicy {
        let waived = satconfig.marks.waivedUnmet
        switch self {
        case .allowed: return self
        case .forbidden: return waived.isEmpty ? self : .allowedFor(waived)
        case .allowedFor(let symbols): return .allowedFor(symbols.union(waived))
        }
    }
}
