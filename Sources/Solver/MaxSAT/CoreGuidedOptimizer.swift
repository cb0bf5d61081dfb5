// SPDX-License-Identifier: GPL-2.0-or-later

/// A literal that should be true, and what it costs when it is not.
public struct SoftLiteral: Sendable {
    public let literal: Literal
    public let weight: Int

    public init(_ literal: Literal, weight: Int = 1) {
        self.literal = literal
        self.weight = weight
    }
}

extension SoftLiteral {
    /// Stages as one list, the first one the most important: weights are made so that one unit of a stage costs more
    /// than all later stages together.
    static func inStages(_ stages: [[SoftLiteral]]) -> [SoftLiteral] {
        var unit = 1
        var scaled: [[SoftLiteral]] = []
        for stage in stages.reversed() {
            scaled.append(stage.map { SoftLiteral($0.literal, weight: $0.weight * unit) })
            unit *= 1 + stage.reduce(0) { $0 + $1.weight }
        }
        return scaled.reversed().flatMap { $0 }
    }
}

/// Finds the least total weight of soft literals that can't be true, with proof.
///
/// The OLL algorithm (A. Morgado, C. Dodaro, J. Marques-Silva, "Core-Guided MaxSAT with Soft Cardinality
/// Constraints", CP 2014, as in RC2): each unsatisfiable core becomes a counter, and the soft
/// literal that no more of its members fail than must. Heavier ones go first (stratification).
final class CoreGuidedOptimizer {
    enum Outcome: Equatable {
        /// The least cost; every optimal assignment satisfies what was added to the session.
        case optimal(cost: Int)
        /// Stopped: no assignment can cost less than the bound.
        case stopped(bound: Int)
        case unsatisfiable
    }

    enum Found {
        /// Nothing costs less.
        case best(TruthAssignment)
        case stopped
        case unsatisfiable
    }

    private let session: SATSession
    private var weights: [Literal: Int] = [:]
    private var order: [Literal] = []
    private var listed: Set<Literal> = []
    private var counters: [Literal: (Totalizer, count: Int)] = [:]
    /// No assignment costs less, as far as is known.
    private(set) var bound = 0
    /// Called for each assignment found on the way.
    var onAssignment: (TruthAssignment) -> Void = { _ in }
    /// Called when the bound has risen.
    var onProgress: () -> Void = {}

    init(_ session: SATSession) { self.session = session }

    /// Minimises, and then binds the session to optimal assignments, so that a next stage can choose among them.
    func minimize(_ softs: [SoftLiteral]) -> Outcome {
        add(softs)
        switch search() {
        case .best:
            for literal in active(0) { session.add([literal]) }
            return .optimal(cost: bound)
        case .stopped: return .stopped(bound: bound)
        case .unsatisfiable: return .unsatisfiable
        }
    }

    /// More soft literals for the next search.
    func add(_ softs: [SoftLiteral]) {
        for soft in softs where soft.weight > 0 { add(soft.literal, soft.weight) }
    }

    /// Clauses that are added after it rule assignments out for the next search.
    func search() -> Found {
        do throws(SearchStopped) { return try descend() } catch { return .stopped }
    }

    private func descend() throws(SearchStopped) -> Found {
        var threshold = weights.values.max() ?? 0
        while true {
            let active = active(threshold)
            switch try session.solve(active) {
            case .satisfiable(let assignment):
                onAssignment(assignment)
                guard let lower = nextThreshold(below: threshold) else { return .best(assignment) }
                threshold = lower
            case .unsatisfiable(let found):
                let core = active.filter { found.contains($0) }
                if core.isEmpty { return .unsatisfiable }
                relax(try trim(core))
                onProgress()
            }
        }
    }

    /// Weights that are near to each other are taken together: a search for each one would take long.
    private func nextThreshold(below threshold: Int) -> Int? {
        let lower = weights.values.filter { $0 < threshold && $0 > 0 }
        return lower.filter { $0 <= threshold / 2 }.max() ?? lower.min()
    }

    private func active(_ threshold: Int) -> [Literal] {
        order.filter { weights[$0, default: 0] >= max(threshold, 1) }
    }

    private func add(_ literal: Literal, _ weight: Int) {
        if listed.insert(literal).inserted { order.append(literal) }
        weights[literal, default: 0] += weight
    }

    /// Solving again with the core alone often gives a smaller one. To look for one of which nothing can be left out
    /// would take longer than it saves.
    private func trim(_ core: [Literal]) throws(SearchStopped) -> [Literal] {
        var core = core
        for _ in 0..<4 where core.count > 1 {
            guard case .unsatisfiable(let found) = try session.solve(core) else {
                preconditionFailure("a core that can be satisfied")
            }
            let smaller = core.filter { found.contains($0) }
            if smaller.count == core.count { break }
            core = smaller
        }
        return core
    }

    private func relax(_ core: [Literal]) {
        let least = core.map { weights[$0]! }.min()!
        bound += least
        for literal in core {
            weights[literal]! -= least
            if let (counter, count) = counters[literal] { loosen(counter, count + 1, least) }
        }
        order.removeAll { weights[$0] == 0 }
        listed.subtract(core.filter { weights[$0] == 0 })
        session.add(core.map { -$0 })
        guard core.count > 1 else { return }
        let counter = Totalizer(core.map { -$0 }, session)
        loosen(counter, 1, least)
    }

    /// Wants no more than `count` members of a core to fail.
    private func loosen(_ counter: Totalizer, _ count: Int, _ weight: Int) {
        guard let more = counter.moreThan(count) else { return }
        counters[-more] = (counter, count)
        add(-more, weight)
    }
}
