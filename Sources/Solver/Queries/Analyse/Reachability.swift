// SPDX-License-Identifier: GPL-2.0-or-later

/// Which of many literals are true in some model: the backbone of the formula, asked from the other side.
///
/// A model answers for every literal that is true in it. So first come models from all sides: pushed towards what is
/// open, and random ones, while they pay. What is left is asked in batches. Literals that don't go together are taken
/// out one after the other: to find such a conflict is far cheaper than to find a model, and then one model settles
/// all that are left in the batch. A literal that conflicts alone is never true, and is said so to the solver.
/// Where most of a batch exclude each other, each needs a model of its own: then the models next to the one that was found are
/// looked at (`ModelWalk`).
/// (After M. Janota, I. Lynce, J. Marques-Silva, "Algorithms for computing backbones of propositional formulae",
/// 2015, which asks one by one or for a disjunction.)
public final class Reachability {
    private let session: SATSession
    private let steering: [Literal]
    /// Of literals by their numbers: not asked for, asked for and not found true, found true.
    private enum State: UInt8 { case unknown, open, reachable }
    private var states: ContiguousArray<State>
    /// What `decide` was asked for, and where each literal is in it.
    private var order: [Literal] = []
    private var ranks: [Literal: Int] = [:]
    private let clauses: ContiguousArray<Int32>
    private lazy var walk = ModelWalk(clauses, variables: states.count / 2 - 1)
    private var random = SplitMix64(seed: 1)
    /// How often the solver was asked.
    public private(set) var queries = 0

    /// Is told now and then how many of how many literals are decided.
    public var onProgress: (Int, Int) -> Void = { _, _ in }
    /// How many `decide` was asked for.
    private var asked = 0

    /// False when the formula was found to have no model.
    public private(set) var hasModel = true

    /// How many literals are assumed at once: fewer where most turn out never to be true, since each of them costs
    /// a propagation of the whole batch.
    private static let batches = 8...250
    private var batch = 250
    /// How many a round must settle to be followed by another one.
    private static let worthwhile = 100

    /// - Parameters:
    ///   - steering: literals whose values make models differ, such as those of the symbols.
    ///   - seconds: how long all questions together may take; nil for no limit.
    public init(
        _ formula: Formula, steering: [Literal] = [], stopAfter seconds: Double? = nil, engine: any SATEngine
    ) {
        states = ContiguousArray(repeating: .unknown, count: 2 * formula.variableCount + 2)
        clauses = formula.buffer
        session = SATSession(formula, engine: engine, firstPhase: true)
        self.steering = steering
        if let seconds { session.stop(after: seconds) }
        self[.yes] = .reachable
        self[.no] = .open
    }

    private subscript(literal: Literal) -> State {
        get { states[literal.variable * 2 + (literal.raw < 0 ? 1 : 0)] }
        set { states[literal.variable * 2 + (literal.raw < 0 ? 1 : 0)] = newValue }
    }

    /// Decides each of the literals.
    ///
    /// - Throws: `SearchStopped` when time runs out.
    public func decide(_ literals: [Literal]) throws {
        var open: [Literal] = []
        for literal in literals where self[literal] == .unknown {
            self[literal] = .open
            open.append(literal)
        }
        asked = open.count
        order = open
        ranks = [:]
        guard try approach(&open) else {
            hasModel = false
            return
        }
        try wander(&open)
        while !open.isEmpty {
            onProgress(asked - open.count, asked)
            try settleBatch(&open)
        }
    }

    /// Whether the literal is true in some model. It must have been decided.
    public func canBeTrue(_ literal: Literal) -> Bool {
        precondition(self[literal] != .unknown, "nobody asked for this literal")
        return self[literal] == .reachable
    }

    /// Whether the literal is known to be true in every model: its negation was decided, and never is.
    public func isAlwaysTrue(_ literal: Literal) -> Bool { self[-literal] == .open }

    /// Models near to what is open. False when there is no model at all.
    private func approach(_ open: inout [Literal]) throws -> Bool {
        var gain: Int
        repeat {
            for literal in open { session.prefer(literal) }
            guard case .satisfiable(let found) = try solve([]) else { return false }
            gain = take(found, &open)
            onProgress(asked - open.count, asked)
        } while gain > Self.worthwhile && !open.isEmpty
        return true
    }

    /// Random models, with few or many symbols on.
    private func wander(_ open: inout [Literal]) throws {
        var gain = Int.max
        while gain > Self.worthwhile, open.count > Self.batches.upperBound {
            gain = 0
            for percent in [50, 80, 20] {
                for literal in steering {
                    session.prefer(Int.random(in: 0..<100, using: &random) < percent ? literal : -literal)
                }
                guard case .satisfiable(let found) = try solve([]) else {
                    preconditionFailure("there was an assignment before")
                }
                gain = max(gain, take(found, &open))
            }
        }
    }

    private func settleBatch(_ open: inout [Literal]) throws {
        var batch = Array(open.suffix(self.batch)).filter { session.fixedValue($0) != false }
        open.removeLast(min(self.batch, open.count))
        var postponed: [Literal] = []
        let size = batch.count
        var settling: TruthAssignment?
        while !batch.isEmpty, settling == nil {
            let found: Core
            switch try solve(batch) {
            case .satisfiable(let assignment):
                settling = assignment
                continue
            case .unsatisfiable(let core): found = core
            }
            let core = batch.filter { found.contains($0) }
            if core.count == 1 { session.add([-core[0]]) }
            // One of several stays, so each batch settles at least one literal.
            let dropped = core.count == 1 ? core[...] : core.dropFirst()
            if core.count > 1 { postponed += dropped }
            let gone = Set(dropped)
            batch.removeAll { gone.contains($0) || session.fixedValue($0) == false }
        }
        let next = batch.count < size / 2 ? self.batch / 2 : self.batch * 2
        self.batch = min(max(next, Self.batches.lowerBound), Self.batches.upperBound)
        for literal in batch { self[literal] = .reachable }
        open += postponed
        guard let settling else { return }
        _ = take(settling, &open)
        if let start = batch.last, postponed.count > size / 2, open.count > Self.worthwhile,
            fruitless < Self.patience
        {
            lookAround(from: start, at: settling, &open)
        }
    }

    /// How many walks in a row led to next to nothing.
    private var fruitless = 0
    /// How many failures in a row end a walk, and how many walks all of them.
    private static let patience = 8

    /// Walks from a model with the literal to models with those asked for after and before it: what belongs together was asked for
    /// together.
    private func lookAround(from start: Literal, at found: TruthAssignment, _ open: inout [Literal]) {
        if ranks.isEmpty {
            ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        }
        let rank = ranks[start] ?? 0
        let ways = [
            Array(stride(from: rank - 1, through: 0, by: -1)),
            Array(stride(from: rank + 1, to: order.count, by: 1)),
        ]
        for way in ways {
            guard walk.begin({ found.isTrue($0) }) else { return }
            var failures = 0
            for place in way where self[order[place]] == .open {
                let isThere = walk.go(to: order[place]) { if self[$0] == .open { self[$0] = .reachable } }
                failures = isThere ? 0 : failures + 1
                if failures > Self.patience { break }
            }
        }
        self[.no] = .open
        let before = open.count
        open.removeAll { self[$0] == .reachable }
        fruitless = before - open.count < Self.patience ? fruitless + 1 : 0
    }

    private func solve(_ assumptions: [Literal]) throws(SearchStopped) -> SATSession.Answer {
        queries += 1
        return try session.solve(assumptions)
    }

    /// Drops what is true in the assignment; tells how many that were.
    private func take(_ found: TruthAssignment, _ open: inout [Literal]) -> Int {
        let before = open.count
        open.removeAll { literal in
            guard found.isTrue(literal) else { return false }
            self[literal] = .reachable
            return true
        }
        return before - open.count
    }
}
