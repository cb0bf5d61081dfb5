// SPDX-License-Identifier: GPL-2.0-or-later

/// All that must be known to go on after a boot failure: sets that fail, and what is left when each of them is broken up.
public struct CulpritSearch: Equatable, Sendable {
    /// Minimal sets that fail, in the order in which they were found. A set of one is an option to be left alone; of two, a
    /// pair that must not come together.
    public let culprits: [[Int]]
    /// What is left: every culprit has lost an item.
    public let rest: [Int]
    /// What the rest does. `passes` verifies the culprits from the other side; `unresolved` leaves that open.
    public let restOutcome: TrialOutcome

    /// Looks for culprits until what is left does not fail.
    ///
    /// - Parameters:
    ///   - items: the changes, the most wanted first: of a culprit with several items the last one is dropped.
    ///   - debugging: how sets are tried. An empty rest is the base, which passes.
    public static func run(_ items: [Int], _ debugging: inout DeltaDebugging) throws -> CulpritSearch {
        var (culprits, rest): ([[Int]], [Int]) = ([], items)
        while let culprit = try debugging.minimize(rest) {
            culprits.append(culprit)
            let dropped = rest.last { culprit.contains($0) }
            rest.removeAll { $0 == dropped }
        }
        let outcome = rest.isEmpty ? .passes : try debugging.outcome(of: rest.sorted())
        return CulpritSearch(culprits: culprits, rest: rest, restOutcome: outcome)
    }
}
