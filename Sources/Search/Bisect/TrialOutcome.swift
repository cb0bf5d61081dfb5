// SPDX-License-Identifier: GPL-2.0-or-later

/// What came of trying a set of changes.
public enum TrialOutcome: String, Equatable, Sendable, CaseIterable {
    /// What is looked for happens: the kernel does not boot.
    case fails
    /// It boots.
    case passes
    /// There is no answer: the solver refuses the set, the kernel does not build, the board is gone.
    case unresolved
}

/// Sets that were tried, so that none is tried twice.
public struct TrialMemo: Sendable {
    /// By the items of the set in ascending order.
    public private(set) var outcomes: [[Int]: TrialOutcome]

    /// - Parameter known: outcomes of earlier trials, as of a run that is resumed; keys in ascending order.
    public init(known: [[Int]: TrialOutcome] = [:]) { outcomes = known }

    /// The outcome of a set, tried only if it was not yet.
    mutating func outcome(
        of items: [Int], by trial: ([Int]) throws -> TrialOutcome
    ) rethrows -> TrialOutcome {
        if let known = outcomes[items] { return known }
        let outcome = try trial(items)
        outcomes[items] = outcome
        return outcome
    }
}
