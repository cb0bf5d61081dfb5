// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Holds the handbook's claims against a tree.
public struct HandbookCheck {
    public enum Status: String, Sendable {
        /// Some configuration has the value.
        case settable
        /// The entry speaks of other versions or architectures.
        case elsewhere
        case missing
        /// There is such a symbol, but no configuration with the value by a user's choice.
        case impossible
    }

    public let results: [(entry: HandbookEntry, status: Status)]

    /// - Parameter arch: the folder below `arch/`.
    public init(_ base: BaseConfiguration, arch: String, engine: any SATEngine) throws {
        let query = try TrialQuery(base, bounds: [], engine: engine)
        results = try Handbook.entries.map { entry in
            guard entry.applies(to: base.model.dialect, arch: arch) else { return (entry, .elsewhere) }
            guard let symbol = base.model.symbol(named: entry.symbol) else { return (entry, .missing) }
            let isPossible = try query.isPossible(TrialQuery.Wish(symbol, entry.value))
            return (entry, isPossible ? .settable : .impossible)
        }
    }
}
