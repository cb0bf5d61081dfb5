// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// What came of a cell, in a form that goes from one process to another.
struct CellAnswer: ShardAnswer {
    enum Outcome: String {
        case built
        /// There is one, but the policy is closed, and does not decide all prompts.
        case undecided
        /// The requirements contradict the tree or each other.
        case impossible
        /// No configuration before the time was over.
        case stopped
        /// The policy can't be read.
        case malformed
    }

    /// A value that differs from the last output, decided, with what follows.
    struct Change: Hashable {
        let symbol: String
        let old: String
        let new: String
        /// The member of a choice that it takes the place of.
        let instead: String?
        let prompt: String?
        /// The line of the policy that says it; nil where it is only against what the old output would have become.
        let place: String?
        /// `NET y→n` each.
        let consequences: [String]
    }

    let cell: String
    let outcome: Outcome
    var config: [UInt8] = []
    /// What `conf` makes of the policy's lines is all that is wanted.
    var isPlain = true
    var isOptimal = true
    /// An earlier run found it.
    var isKept = false
    /// Nothing was there before.
    var isNew = false
    /// How many symbols differ from the last output.
    var differ = 0
    /// For people: why there is nothing; weak lines that don't hold.
    var messages: [String] = []
    /// `file:line: text` of each weak line that does not hold.
    var lost: [String] = []
    var changes: [Change] = []

    init(_ cell: String, _ outcome: Outcome) {
        self.cell = cell
        self.outcome = outcome
    }
}

extension CellAnswer {
    var json: JSONValue {
        .object([
            // A byte each: a configuration need not be UTF-8.
            "cell": .string(cell), "outcome": .string(outcome.rawValue),
            "config": .string(String(String.UnicodeScalarView(config.map { Unicode.Scalar($0) }))),
            "plain": .bool(isPlain), "optimal": .bool(isOptimal), "kept": .bool(isKept),
            "new": .bool(isNew), "differ": .int(differ),
            "messages": .array(messages.map { .string($0) }), "lost": .array(lost.map { .string($0) }),
            "changes": .array(changes.map(\.json)),
        ])
    }

    init?(json: JSONValue) {
        guard let cell = json["cell"]?.string,
            let outcome = json["outcome"]?.string.flatMap(Outcome.init(rawValue:)),
            let config = json["config"]?.string, let isPlain = json["plain"]?.bool,
            let isOptimal = json["optimal"]?.bool, let isKept = json["kept"]?.bool,
            let isNew = json["new"]?.bool,
            let differ = json["differ"]?.int, let messages = json["messages"]?.array,
            let lost = json["lost"]?.array, let changes = json["changes"]?.array
        else { return nil }
        self.init(cell, outcome)
        self.config = config.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        (self.isPlain, self.isOptimal, self.isKept) = (isPlain, isOptimal, isKept)
        (self.isNew, self.differ) = (isNew, differ)
        self.messages = messages.compactMap(\.string)
        self.lost = lost.compactMap(\.string)
        self.changes = changes.compactMap(Change.init)
    }
}

extension CellAnswer.Change {
    var json: JSONValue { .object(members) }

    var members: [JSONValue.Member] {
        [
            .init("symbol", .string(symbol)), .init("old", .string(old)), .init("new", .string(new)),
            .init("instead", instead.map { .string($0) } ?? .null),
            .init("prompt", prompt.map { .string($0) } ?? .null),
            .init("place", place.map { .string($0) } ?? .null),
            .init("consequences", .array(consequences.map { .string($0) })),
        ]
    }

    init?(_ json: JSONValue) {
        guard let symbol = json["symbol"]?.string, let old = json["old"]?.string,
            let new = json["new"]?.string, let consequences = json["consequences"]?.array
        else { return nil }
        self.init(
            symbol: symbol, old: old, new: new, instead: json["instead"]?.string,
            prompt: json["prompt"]?.string, place: json["place"]?.string,
            consequences: consequences.compactMap(\.string))
    }
}
