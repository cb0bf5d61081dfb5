// SPDX-License-Identifier: GPL-2.0-or-later

/// Random configurations that all differ. The n-th depends on the seed and on n, not on how many follow.
public struct RandomSeries {
    public struct Element {
        public let config: [UInt8]
        /// The seed that gives this configuration alone; nil when it was found only by excluding those before it.
        public let seed: UInt32?
    }

    private let query: RandomQuery
    private var upcoming: UInt32
    private var seeds: SplitMix64
    private var known: Set<[UInt64]> = []
    private var keys: [[UInt64]] = []

    /// After so many draws in a row that are not new, the solver is asked for something new.
    private static let patience = 64

    init(_ query: RandomQuery, seed: UInt32) {
        self.query = query
        upcoming = seed
        seeds = SplitMix64(seed: UInt64(seed))
    }

    /// The next one; nil when there are no more configurations that meet the requirements.
    ///
    /// - Throws: `EncodingMismatch`, `SearchStopped`.
    public mutating func next() throws -> Element? {
        for _ in 0..<Self.patience {
            let seed = nextSeed()
            guard let drawn = try query.draw(seed) else { return nil }
            if add(drawn) { return Element(config: try query.config(drawn), seed: seed) }
        }
        guard let drawn = try query.draw(nextSeed(), otherThan: keys), add(drawn) else { return nil }
        return Element(config: try query.config(drawn), seed: nil)
    }

    private mutating func nextSeed() -> UInt32 {
        defer { upcoming = UInt32(truncatingIfNeeded: seeds.next()) }
        return upcoming
    }

    /// False when it is known.
    private mutating func add(_ drawn: RandomQuery.Drawn) -> Bool {
        guard known.insert(drawn.key).inserted else { return false }
        keys.append(drawn.key)
        return true
    }
}
