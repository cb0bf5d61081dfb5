// SPDX-License-Identifier: GPL-2.0-or-later

/// The cheapest set that has a member of each of several sets, by branch and bound.
///
/// Sets that have no member in common give the lower bounds. What is asked for here is small: the sets are
/// cores, most of them of one or two members.
public struct HittingSet {
    private let sets: [[Literal]]
    private let weights: [Literal: Int]
    private var best: [Literal]?
    private var leastWeight = Int.max
    private var steps = 0
    private let mostSteps: Int
    /// Steps of the search after which it is given up, unless something else is asked for.
    public static let usualSteps = 20_000

    /// False when the search was given up: the set then is cheap, but cheaper ones may exist.
    private(set) var isProven = true

    private init(_ sets: [[Literal]], _ weights: [Literal: Int], _ mostSteps: Int) {
        self.sets = sets
        self.weights = weights
        self.mostSteps = mostSteps
    }

    /// - Parameters:
    ///   - limit: the largest set of interest.
    ///   - weights: what a member costs, more than 0; 1 where there is none.
    ///   - mostSteps: after which the search is given up, with the cheapest set so far.
    /// - Returns: the set in the order of first mention, or nil when there is none within the limit.
    public static func smallest(
        _ sets: [[Literal]], limit: Int, weights: [Literal: Int] = [:], mostSteps: Int = usualSteps
    ) -> (members: [Literal], isProven: Bool)? {
        var search = HittingSet(sets, weights, mostSteps)
        let greedy = search.greedy()
        if greedy.count <= limit { search.take(greedy) }
        search.branch([], limit)
        return search.best.map { ($0, search.isProven) }
    }

    private func weight(_ literal: Literal) -> Int { weights[literal, default: 1] }

    private func cost(_ members: [Literal]) -> Int { members.reduce(0) { $0 + weight($1) } }

    private mutating func take(_ chosen: [Literal]) {
        best = chosen
        leastWeight = cost(chosen)
    }

    /// Takes what is in most of the sets that are left for its weight, again and again.
    private func greedy() -> [Literal] {
        var chosen: [Literal] = []
        var open = sets
        while !open.isEmpty {
            var counts: [Literal: Int] = [:]
            for literal in open.joined() { counts[literal, default: 0] += 1 }
            var found: Literal?
            for literal in open.joined() {
                guard let other = found else {
                    found = literal
                    continue
                }
                if counts[literal]! * weight(other) > counts[other]! * weight(literal) { found = literal }
            }
            chosen.append(found!)
            open.removeAll { $0.contains(found!) }
        }
        return chosen
    }

    private mutating func branch(_ chosen: [Literal], _ limit: Int) {
        steps += 1
        guard steps < mostSteps else {
            isProven = false
            return
        }
        let open = sets.filter { set in !chosen.contains { set.contains($0) } }
        let known = cost(chosen)
        guard let next = open.min(by: { $0.count < $1.count }) else {
            if known <= leastWeight { take(chosen) }
            return
        }
        let (count, least) = disjoint(open)
        guard chosen.count + count <= limit, known + least < leastWeight else { return }
        for literal in next { branch(chosen + [literal], limit) }
    }

    /// How many of the sets have nothing in common with each other, and what they cost at least: each needs a member of
    /// its own.
    private func disjoint(_ open: [[Literal]]) -> (count: Int, cost: Int) {
        var used: Set<Literal> = []
        var (count, cost) = (0, 0)
        for set in open.sorted(by: { $0.count < $1.count }) where used.isDisjoint(with: set) {
            used.formUnion(set)
            count += 1
            cost += set.map { weight($0) }.min() ?? 0
        }
        return (count, cost)
    }
}
