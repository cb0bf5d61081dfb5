// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Symbols that get other values, in one line of a report: `NET y→n, INET y→n and 3 more`.
struct ChangeList {
    let model: KconfigModel
    /// All are listed, not only the first few.
    let isWhole: Bool

    private static let listed = 8

    func text(_ changes: [FixQuery.Change]) -> String {
        let some = isWhole ? changes[...] : changes.prefix(Self.listed)
        let rest = changes.count - some.count
        return some.map { "\(model.name($0.symbol)) \(Self.shown($0.old))→\(Self.shown($0.new))" }
            .joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// A decision: `X  n → y`, `X  stays n`, `X instead of Y`.
    ///
    /// - Parameter instead: the member of a choice that it takes the place of.
    static func decision(_ name: String, _ old: String, _ new: String, instead: String?) -> String {
        if let instead { return "\(name) instead of \(instead)" }
        return old == new ? "\(name)  stays \(shown(new))" : "\(name)  \(shown(old)) → \(shown(new))"
    }

    /// A value that a reader sees also when it is empty.
    static func shown(_ value: String) -> String { value.isEmpty ? "\"\"" : value }
}
