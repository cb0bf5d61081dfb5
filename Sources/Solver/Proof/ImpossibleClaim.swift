// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// That a formula of the tree and some more clauses have no model.
public struct ImpossibleClaim {
    /// A clause beside the formula, with what it says.
    public struct Part: Sendable {
        public let clause: [Literal]
        public let text: String

        public init(_ clause: [Literal], _ text: String = "") {
            self.clause = clause
            self.text = text
        }
    }

    /// In one line, what has no model.
    public let title: String
    public let model: KconfigModel
    /// What the variables mean. Its formula is the tree's.
    public let encoding: Encoding
    public var parts: [Part]
    /// More to say about the parts.
    public var notes: [String] = []
    /// Literals of which each has no model by itself, for a claim that has to be split into these cases; with a few thousand of them a
    /// solver does better one by one.
    public var cases: [Literal]

    public init(
        _ title: String, _ model: KconfigModel, _ encoding: Encoding, _ parts: [Part], cases: [Literal] = []
    ) {
        self.title = title
        self.model = model
        self.encoding = encoding
        self.parts = parts
        self.cases = cases
    }
}
