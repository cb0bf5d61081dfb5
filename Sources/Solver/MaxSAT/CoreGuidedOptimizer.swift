// SPDX-License-Identifier: GPL-2.0-or-later

/// A wish: a literal that should be true, and what it costs when it is not.
public struct SoftLiteral: Sendable {
    public let literal: Literal
    public let weight: Int

    public init(_ literal: Literal, weight: Int = 1) {
        self.literal = literal
        self.weight = weight
    }
}

/// Finds the least total weight of wishes that can't be had, with proof.
///
/// The OLL algorithm (A. Morgado, C. Dodaro, J. Marques-Silva, "Core-Guided MaxSAT with Soft Cardinality
/// Constraints", CP 2014, as in RC2): each unsatisfiable core becomes a counter, and the wish that no more of
/// its members fail than must. Heavier wishes go first (stratification).
final class CoreGuidedOptimizer {
    enum Outcome: Equatable {
        /// The least cost; every optimal model satisfies what was added to the solver.
        case optimal(cost: Int)
        /// Stopped by the time limit: no model can cost less than the bound.
        case stopped(bound: Int)
        case unsatisfiable
    }

    private let solver: any SATSolver
    private let newVariable: () -> Literal
    private var weights: [Literal: Int] = [:]
    private var order: [Literal] = []
    private var listed: Set<Literal> = []
    private var counters: [Literal: (Totalizer, bound: Int)] = [:]
    private(set) var bound = 0
    /// Called for each model found on the way, which the solver then holds.
    var onModel: () -> Void = {}
    /// Called when the bound has risen.
    var onProgress: () -> Void = {}

    init(_ solver: any SATSolver, newVariable: @escaping () -> Literal) {
        self.solver = solver
        self.newVariable = newVariable
    }

    /// Minimises, and then binds the solver to optimal models, so that a next stage can choose among them.
    func minimize(_ wishes: [SoftLiteral]) -> Outcome {
        add(wishes)
        let outcome = search()
        if case .optimal = outcome {
            for literal in active(0) { solver.add([literal]) }
        }
        return outcome
    }

    /// More wishes for the next search.
    func add(_ wishes: [SoftLiteral]) {
        for wish in wishes where wish.weight > 0 { add(wish.literal, wish.weight) }
    }

    /// Leaves an optimal model in the solver. Clauses that are added then rule models out for the next search.
    func search() -> Outcome {
        var threshold = weights.values.max() ?? 0
        while true {
            let active = active(threshold)
            switch solver.solve(active) {
            case .stopped: return .stopped(bound: bound)
            case .satisfiable:
                onModel()
                guard let lower = weights.values.filter({ $0 < threshold && $0 > 0 }).max() else {
                    return .optimal(cost: bound)
                }
                threshold = lower
            case .unsatisfiable:
                let core = active.filter { solver.isFailed($0) }
                if core.isEmpty { return .unsatisfiable }
                guard let reduced = trim(core) else { return .stopped(bound: bound) }
                relax(reduced)
                onProgress()
            }
        }
    }

    private func active(_ threshold: Int) -> [Literal] {
        order.filter { weights[$0, default: 0] >= max(threshold, 1) }
    }

    private func add(_ literal: Literal, _ weight: Int) {
        if listed.insert(literal).inserted { order.append(literal) }
        weights[literal, default: 0] += weight
    }

    /// Solving again with the core alone often gives a smaller one. Nil when time is up.
    private func trim(_ core: [Literal]) -> [Literal]? {
        var core = core
        for _ in 0..<4 where core.count > 1 {
            guard solver.solve(core) == .unsatisfiable else { return nil }
            let smaller = core.filter { solver.isFailed($0) }
            if smaller.count == core.count { break }
            core = smaller
        }
        return core.count <= Self.minimizedSize ? minimized(core) : core
    }

    private static let minimizedSize = 24
    private static let conflictsPerTry = 500

    /// Drops members one by one while the rest is still a core, within a limit of conflicts.
    private func minimized(_ core: [Literal]) -> [Literal] {
        var kept = core
        solver.limitConflicts(Self.conflictsPerTry)
        defer { solver.limitConflicts(0) }
        for literal in core where kept.count > 1 && kept.contains(literal) {
            let rest = kept.filter { $0 != literal }
            switch solver.solve(rest) {
            case .unsatisfiable: kept = rest.filter { solver.isFailed($0) }
            case .satisfiable: onModel()
            case .stopped: break
            }
        }
        return kept
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
        solver.add(core.map { -$0 })
        guard core.count > 1 else { return }
        let counter = Totalizer(core.map { -$0 }, newVariable: newVariable) { [solver] in solver.add($0) }
        loosen(counter, 1, least)
    }

    /// Wishes that no more than `count` members of a core fail.
    private func loosen(_ counter: Totalizer, _ count: Int, _ weight: Int) {
        guard let more = counter.moreThan(count) else { return }
        counters[-more] = (counter, count)
        add(-more, weight)
    }
}
