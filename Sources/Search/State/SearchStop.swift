// SPDX-License-Identifier: GPL-2.0-or-later

/// Why a search ends before its end.
public struct SearchStop: Error, CustomStringConvertible, Equatable {
    public enum Kind: Sendable {
        /// The base does not build or boot, a tool is missing, all boards are gone.
        case broken
        /// Time or rounds are over: what is best so far is confirmed.
        case exhausted
        /// What is kept in the folder is of another run.
        case mismatch
    }

    public let kind: Kind
    /// A sentence, and a hint on a line of its own.
    public let description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
