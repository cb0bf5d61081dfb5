// SPDX-License-Identifier: GPL-2.0-or-later

/// Outcomes of the same trial again and again, until two agree: a flaky boot must not name a culprit.
public enum Votes {
    /// The outcome that was seen twice first; a third trial only where two differ. Unresolved when all three do.
    ///
    /// - Parameter trial: tries once; the number of the trial, from 1.
    public static func twoOfThree(_ trial: (Int) throws -> TrialOutcome) rethrows -> TrialOutcome {
        var seen: [TrialOutcome] = []
        for number in 1...3 {
            let outcome = try trial(number)
            if seen.contains(outcome) { return outcome }
            seen.append(outcome)
        }
        return .unresolved
    }
}
