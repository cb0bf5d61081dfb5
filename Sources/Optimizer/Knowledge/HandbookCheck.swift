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
        /// Nothing in the tree reads the parameter of the command line that goes with it.
        case noParameter = "its parameter is gone"
        /// The tree itself calls the opposite hardening, and the handbook does not call it a security trade-off.
        case hardening = "weakens a defence"
    }

    public let results: [(entry: HandbookEntry, status: Status)]

    /// - Parameters:
    ///   - arch: the folder below `arch/`.
    ///   - tree: the folder of the kernel tree.
    public init(_ base: BaseConfiguration, arch: String, tree: String, engine: any SATEngine) throws {
        let hardening = HardeningLine.lines(base.model, tree: tree, arch: arch)
        let query = try TrialQuery(base, bounds: [], engine: engine)
        results = try Handbook.entries.map { entry in
            guard entry.applies(to: base.model.dialect, arch: arch) else { return (entry, .elsewhere) }
            guard let symbol = base.model.symbol(named: entry.symbol) else { return (entry, .missing) }
            if entry.risk != .security,
                hardening.contains(where: { $0.symbol == symbol && $0.isOff != (entry.value == "n") })
            {
                return (entry, .hardening)
            }
            if let parameter = Handbook.parameter(for: entry.symbol, entry.value),
                !parameter.isRead(in: tree)
            {
                return (entry, .noParameter)
            }
            let isPossible = try query.isPossible(TrialQuery.Wish(symbol, entry.value))
            return (entry, isPossible ? .settable : .impossible)
        }
    }
}
