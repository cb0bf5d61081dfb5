// SPDX-License-Identifier: GPL-2.0-or-later

/// The smallest set that has a member of each of several sets, by branch and bound.
///
/// Sets that have no member in common give the lower bound. What is asked for here is small: the sets are
/// cores, most of them of one or two members.
public struct HittingSet {
    private let sets: [[Literal]]
    private var best: [Literal]?
    private var steps = 0
    private static let mostSteps = 20_000

    /// False when the search was given up: the set then is small, but smaller ones may exist.
    private(set) var isProven = true

    private init(_ sets: [[Literal]]) { self.sets = sets }

    /// - Parameter limit: the largest set of interest.
    /// - Returns: the set in the order of first mention, or nil when there is none within the limit.
    public static func smallest(_ sets: [[Literal]], limit: Int) -> (members: [Literal], isProven: Bool)? {
        var search = HittingSet(sets)
        let greedy = search.greedy()
        if greedy.count <= limit { search.best = greedy }
        search.branch([], limit)
        return search.best.map { ($0, search.isProven) }
    }

    /// Takes what is in most of the sets that are left, again and again.
    private func greedy() -> [Literal] {
        var chosen: [Literal] = []
        var open = sets
        while !open.isEmpty {
            var counts: [Literal: Int] = [:]
            for literal in open.joined() { counts[literal, default: 0] += 1 }
            let most = counts.values.max()!
            let literal = open.joined().first { counts[$0] == most }!
            chosen.append(literal)
            open.removeAll { $0.contains(literal) }
        }
        return chosen
    }

    private mutating func branch(_ chosen: [Literal], _ limit: Int) {
        steps += 1
        guard steps < Self.mostSteps else {
            isProven = false
            return
        }
        let open = sets.filter { set in !chosen.contains { set.contains($0) } }
        guard let next = open.min(by: { $0.count < $1.count }) else {
            best = chosen
            return
        }
        let least = chosen.count + disjoint(open)
        guard least <= limit, best == nil || least < best!.count else { return }
        for literal in next { branch(chosen + [literal], limit) }
    }

    /// How many of the sets have nothing in common with each other: each needs a member of its own.
    private func disjoint(_ open: [[Literal]]) -> Int {
        var used: Set<Literal> = []
        var count = 0
        for set in open.sorted(by: { $0.count < $1.count }) where used.isDisjoint(with: set) {
            used.formUnion(set)
            count += 1
        }
        return count
    }
}
