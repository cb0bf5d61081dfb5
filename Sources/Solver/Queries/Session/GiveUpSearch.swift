// SPDX-License-Identifier: GPL-2.0-or-later

/// The fewest, or cheapest, of what should stay that must go for what has to hold, by implicit hitting sets
/// (`ConfigurationSession`). It can be asked again: cores that were found stay cores when clauses are added.
struct GiveUpSearch {
    enum Outcome {
        /// `isProven`: nothing cheaper will do.
        case found(given: [Literal], TruthAssignment, isProven: Bool)
        /// The hard literals that exclude each other.
        case impossible(Set<Literal>)
        case tooMany([Literal])
    }

    /// When a search has to come to an end: after that it gives up more than it would have to.
    struct Limits {
        /// The most that may be given up.
        var count = Int.max
        /// In seconds of `ThreadTime`.
        var end = Double.infinity
        /// Larger cores are given up as a whole.
        var core = Int.max
        /// Of each search for a hitting set.
        var steps = HittingSet.usualSteps
    }

    private let session: SATSession
    private let hard: [Literal]
    private var softs: [Literal]
    private let weight: (Literal) -> Int
    /// What holds if nothing speaks against it: once something does it all goes, before any of what should stay. To find out
    /// bit by bit what can hold would take a question for each bit.
    private var wishful: [Literal]
    /// Whether that had to go.
    private(set) var isWishfulCut = false
    private var cores: [[Literal]] = []
    private var known: [Literal: Int] = [:]

    init(
        _ session: SATSession, hard: [Literal], softs: [Literal], wishful: [Literal] = [],
        weight: @escaping (Literal) -> Int = { _ in 1 }
    ) {
        self.session = session
        self.hard = hard
        self.softs = softs
        self.wishful = wishful
        self.weight = weight
    }

    mutating func next(_ limits: Limits = Limits()) throws(SearchStopped) -> Outcome {
        var isProven = true
        guard var given = smallest(limits, &isProven) else { return .tooMany([]) }
        while true {
            let gone = Set(given)
            let left = gone.isEmpty ? softs : softs.filter { !gone.contains($0) }
            switch try session.solve(hard + left + wishful) {
            case .satisfiable(let found): return .found(given: given, found, isProven: isProven)
            case .unsatisfiable(let failed):
                if cutWishful(failed) { continue }
                let core = left.filter { failed.contains($0) }
                if core.isEmpty { return .impossible(Set(hard.filter { failed.contains($0) })) }
                note(core)
                if cores.count == Self.fewCores { try bringForward() }
                if !isProven || core.count > limits.core || ThreadTime.seconds > limits.end {
                    isProven = false
                    given += core
                } else if let next = smallest(limits, &isProven) {
                    given = next
                } else {
                    return .tooMany(given + core)
                }
            }
        }
    }

    /// When there is more than that to give up, it is worth a question what it can be.
    private static let fewCores = 2

    /// Puts what something that meets all that is hard does not have in front: each core has some of it, and the solver
    /// finds the core as soon as it has been told of that.
    private mutating func bringForward() throws(SearchStopped) {
        guard case .satisfiable(let found) = try session.solve(hard) else { return }
        var (front, rest): ([Literal], [Literal]) = ([], [])
        for literal in softs {
            if found.isTrue(literal) { rest.append(literal) } else { front.append(literal) }
        }
        softs = front + rest
    }

    private mutating func cutWishful(_ failed: Core) -> Bool {
        guard wishful.contains(where: { failed.contains($0) }) else { return false }
        (wishful, isWishfulCut) = ([], true)
        return true
    }

    private mutating func note(_ core: [Literal]) {
        cores.append(core)
        // What stands alone goes whatever it costs.
        for literal in core where core.count > 1 && known[literal] == nil { known[literal] = weight(literal) }
    }

    /// - Returns: nil when there is none within the limit.
    private func smallest(_ limits: Limits, _ isProven: inout Bool) -> [Literal]? {
        if cores.isEmpty { return [] }
        guard
            let next = HittingSet.smallest(
                cores, limit: limits.count, weights: known, mostSteps: limits.steps)
        else { return nil }
        isProven = isProven && next.isProven
        return next.members
    }
}
