// SPDX-License-Identifier: GPL-2.0-or-later

/// From a set of changes that fails together to a small one that still does.
///
/// The algorithm ddmin of A. Zeller, R. Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE Transactions
/// on Software Engineering 28 (2002). The result fails, and fails no more without any single one of its items (or that is
/// unresolved). At most n² + 3n trials for n items, about 2·log₂ n for a single culprit.
public struct DeltaDebugging {
    /// What a trial of the set would cost, in any unit: of parts of the same size, the cheaper are tried first.
    private let cost: ([Int]) -> Double
    private let trial: ([Int]) throws -> TrialOutcome
    /// Trials so far.
    public private(set) var memo: TrialMemo

    /// - Parameters:
    ///   - memo: outcomes that are known.
    ///   - cost: of a trial; items in ascending order.
    ///   - trial: tries a set; items in ascending order, never none. It is not asked twice about the same set.
    public init(
        memo: TrialMemo = TrialMemo(), cost: @escaping ([Int]) -> Double = { _ in 0 },
        trial: @escaping ([Int]) throws -> TrialOutcome
    ) {
        self.memo = memo
        self.cost = cost
        self.trial = trial
    }

    mutating func outcome(of items: [Int]) throws -> TrialOutcome {
        try memo.outcome(of: items, by: trial)
    }

    /// A minimal set that fails, within one that does.
    ///
    /// - Parameter items: different from each other. That none of them passes is taken for granted.
    /// - Returns: nil when the whole set does not fail.
    public mutating func minimize(_ items: [Int]) throws -> [Int]? {
        var failing = items.sorted()
        guard !failing.isEmpty, try outcome(of: failing) == .fails else { return nil }
        var granularity = 2
        while failing.count > 1 {
            let parts = Self.split(failing, into: granularity)
            if let part = try firstFailing(parts) {
                (failing, granularity) = (part, 2)
            } else if let rest = try firstFailing(parts.map { part in failing.filter { !part.contains($0) } })
            {
                (failing, granularity) = (rest, max(granularity - 1, 2))
            } else if granularity < failing.count {
                granularity = min(failing.count, 2 * granularity)
            } else {
                break
            }
        }
        return failing
    }

    private mutating func firstFailing(_ sets: [[Int]]) throws -> [Int]? {
        let ordered = sets.map { (set: $0, cost: cost($0)) }.sorted {
            ($0.cost, $0.set[0]) < ($1.cost, $1.set[0])
        }
        for (set, _) in ordered where try outcome(of: set) == .fails { return set }
        return nil
    }

    /// Parts of nearly equal size, none empty.
    private static func split(_ items: [Int], into count: Int) -> [[Int]] {
        (0..<count).map { number in
            Array(items[number * items.count / count..<(number + 1) * items.count / count])
        }
    }
}
