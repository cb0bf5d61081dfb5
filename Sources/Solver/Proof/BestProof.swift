// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A stage of an objective that was brought to its least cost.
public struct ProvableStage: Sendable {
    public let name: String
    let softs: [SoftLiteral]
    /// What it costs at least, as the optimiser says.
    public let cost: Int
}

/// Proves stage by stage that no assignment costs less.
///
/// A plain solver would not come to an end with "all costs together are less than that". So the costs are added up along the
/// reasons: soft literals that can't all be true become one sum, whose least value is then known, and sums that can't all be least
/// become one in turn (after F. Heras, A. Morgado, J. Marques-Silva, "Core-Guided Binary Search Algorithms for Maximum
/// Satisfiability", AAAI 2011). Each step is one of the proof, and when the least values have come to the whole cost, propagation does the
/// rest.
public struct BestProof {
    private let model: KconfigModel
    private let encoding: Encoding
    private var variables: Int
    /// What is given beside the tree: that the stages before are at their best, and what sums mean.
    private var given: [ImpossibleClaim.Part] = []
    private var notes: [String] = []

    /// - Parameter encoding: with the formula that the stages' literals belong to.
    init(_ model: KconfigModel, _ encoding: Encoding) {
        self.model = model
        self.encoding = encoding
        variables = encoding.formula.variableCount
    }

    /// Proves the next stage.
    ///
    /// - Parameters:
    ///   - path: where the proof goes.
    ///   - seconds: how long the search may take; nil for no limit.
    /// - Returns: nil when there is nothing to prove, since the stage costs nothing.
    public mutating func prove(_ stage: ProvableStage, to path: String, stopAfter seconds: Double?)
        throws(ProofFiles.Failure) -> ProofFiles?
    {
        let softs = Self.merged(stage.softs)
        guard stage.cost > 0 else {
            give(softs.map { [$0.literal] }, "\(stage.name): nothing costs anything")
            return nil
        }
        var search = CostSearch(softs, variables, stage.cost)
        var claim = ImpossibleClaim("\(stage.name) for less than \(stage.cost)", model, encoding, given)
        claim.notes = notes
        let files = try ProofFiles.write(path, encoding.formula) {
            (solver) throws(ProofFiles.Failure) -> ImpossibleClaim in
            for part in claim.parts { solver.add(part.clause) }
            solver.stop(after: seconds)
            try search.run(solver)
            let bound = search.lessThanKnown
            claim.parts += search.definitions.map { ImpossibleClaim.Part($0) }
            claim.parts.append(
                ImpossibleClaim.Part(
                    bound,
                    "for less than \(stage.cost) at least one of the sums below is less than what is said there"
                ))
            claim.notes += search.notes
            solver.add(bound)
            guard case .unsatisfiable = solver.solve() else { throw .stopped }
            return claim
        }
        let atBest = search.atBest
        give(
            search.definitions + atBest,
            "\(stage.name): what cost \(stage.cost) at least do not cost more, and the rest costs nothing")
        variables = search.variables
        return files
    }

    /// - Parameter text: what is said of them together.
    private mutating func give(_ clauses: [[Literal]], _ text: String) {
        notes.append("given, by the proof before: \(text)")
        given += clauses.map { ImpossibleClaim.Part($0) }
    }

    /// Each literal once.
    private static func merged(_ softs: [SoftLiteral]) -> [SoftLiteral] {
        var weights: [Literal: Int] = [:]
        var order: [Literal] = []
        for soft in softs where soft.weight > 0 {
            if weights[soft.literal] == nil { order.append(soft.literal) }
            weights[soft.literal, default: 0] += soft.weight
        }
        return order.map { SoftLiteral($0, weight: weights[$0]!) }
    }
}

/// Raises what is known of the costs until it is all.
private struct CostSearch {
    private let softs: [SoftLiteral]
    /// Soft literals that are in no sum.
    private var free: [Literal: SoftLiteral]
    private var sums: [WeightSum] = []
    private(set) var variables: Int
    /// The clauses that define the sums.
    private(set) var definitions: [[Literal]] = []
    private var untold = 0
    private let cost: Int
    private var least = 0

    private static let mostShown = 1000
    private static let minimizedSize = 24
    private static let conflictsPerTry = 500

    init(_ softs: [SoftLiteral], _ variables: Int, _ cost: Int) {
        self.softs = softs
        self.variables = variables
        self.cost = cost
        free = Dictionary(uniqueKeysWithValues: softs.map { ($0.literal, $0) })
    }

    /// That one of the sums is less than what is known of it.
    var lessThanKnown: [Literal] { sums.map { -$0.known } }

    /// What the sums are.
    var notes: [String] {
        sums.map { sum in
            "sum \(sum.known.raw) is true for \(sum.least) or more of: "
                + sum.softs.prefix(Self.mostShown).map { "\(-$0.literal.raw)*\($0.weight)" }.joined(
                    separator: " ")
                + (sum.softs.count > Self.mostShown ? " and \(sum.softs.count - Self.mostShown) more" : "")
        }
    }

    mutating func run(_ solver: TracingSolver) throws(ProofFiles.Failure) {
        var threshold = softs.map(\.weight).max() ?? 0
        while least < cost {
            let (active, bounds) = assumptions(threshold)
            tell(solver)
            switch solver.solve(active) {
            case .stopped: throw .stopped
            case .satisfiable:
                guard let lower = nextThreshold(below: threshold) else { throw .hasModel }
                threshold = lower
            case .unsatisfiable:
                let core = try trim(active.filter { solver.isFailed($0) }, solver)
                guard !core.isEmpty else { throw .stopped }
                try merge(core, bounds, solver)
            }
        }
    }

    /// That each sum is at its least, and that nothing else costs anything.
    var atBest: [[Literal]] {
        mutating get {
            var clauses: [[Literal]] = []
            for sum in sums {
                guard let next = sum.next else { continue }
                clauses.append([-literal(sum, atLeast: next)])
            }
            return clauses + softs.filter { free[$0.literal] != nil }.map { [$0.literal] }
        }
    }

    private func nextThreshold(below threshold: Int) -> Int? {
        let lower = free.values.map(\.weight).filter { $0 < threshold }
        return lower.filter { $0 <= threshold / 2 }.max() ?? lower.min()
    }

    /// What would keep the costs where they are, and which sum each of them is about.
    private mutating func assumptions(_ threshold: Int) -> (active: [Literal], bounds: [Literal: Int]) {
        var bounds: [Literal: Int] = [:]
        var active: [Literal] = []
        for index in sums.indices {
            guard let next = sums[index].next else { continue }
            let literal = -literal(sums[index], atLeast: next)
            bounds[literal] = index
            active.append(literal)
        }
        active += softs.filter { $0.weight >= threshold && free[$0.literal] != nil }.map(\.literal)
        return (active, bounds)
    }

    /// One of the core costs more: all of it becomes one sum.
    private mutating func merge(
        _ core: [Literal], _ bounds: [Literal: Int], _ solver: TracingSolver
    ) throws(ProofFiles.Failure) {
        let indices = core.compactMap { bounds[$0] }
        let members =
            indices.map { sums[$0] } + core.compactMap { free[$0].map { WeightSum($0) } }
        let sum = members.reduce(0) { $0 + $1.least }
        let rise = members.map { $0.next! - $0.least }.min()!
        guard let merged = WeightSum.of(members) else { throw .stopped }
        let gone = Set(indices)
        sums = sums.indices.filter { !gone.contains($0) }.map { sums[$0] }
        for literal in core { free[literal] = nil }
        // Members may be more than the least now, but no less.
        merged.least = merged.values.first { $0 >= sum + rise }!
        sums.append(merged)
        least += merged.least - sum
        let bound = literal(merged, atLeast: merged.least)
        tell(solver)
        // Two that are each other's opposite are no clause, and need none.
        if !core.contains(where: { core.contains(-$0) }) { solver.addLemma(core.map { -$0 }) }
        solver.addLemma([bound])
    }

    private mutating func literal(_ sum: WeightSum, atLeast value: Int) -> Literal {
        var (variables, definitions) = (variables, definitions)
        let literal = sum.literal(atLeast: value) {
            variables += 1
            return Literal(raw: Int32(variables))
        } _: {
            definitions.append($0)
        }
        (self.variables, self.definitions) = (variables, definitions)
        return literal
    }

    /// Says the definitions to the solver that it has not heard yet.
    private mutating func tell(_ solver: TracingSolver) {
        for clause in definitions[untold...] { solver.add(clause) }
        untold = definitions.count
    }

    /// Smaller cores make smaller sums.
    private func trim(_ core: [Literal], _ solver: TracingSolver) throws(ProofFiles.Failure) -> [Literal] {
        var core = core
        guard core.count <= Self.minimizedSize else { return core }
        solver.limitConflicts(Self.conflictsPerTry)
        defer { solver.limitConflicts(nil) }
        for literal in core where core.count > 1 && core.contains(literal) {
            let rest = core.filter { $0 != literal }
            if case .unsatisfiable = solver.solve(rest) { core = rest.filter { solver.isFailed($0) } }
        }
        return core
    }
}
