// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Few configurations in which several wishes come true, each in one of them.
///
/// Which wishes come true together is chosen anew for each configuration: as many as can be, with proof. That is the greedy
/// way to cover a set; how far from the fewest it may be is told by wishes of which no two go together.
public final class CoverQuery {
    /// Numbers are those of the requirements.
    public struct Answer: Sendable {
        /// Which of them each configuration is for. A configuration may have more of them.
        public let sets: [[Int]]
        /// No configuration has them.
        public let impossible: [Int]
        /// So many configurations are needed in any case.
        public let least: Int

        /// There is proof that fewer would not do.
        public var isFewest: Bool { sets.count == least }
    }

    private let encoding: Encoding
    private let literals: [Literal]
    private let weights: [Int]
    private let engine: any SATEngine
    private let session: SATSession

    /// - Parameters:
    ///   - wanted: the requirements, one for each wish.
    ///   - base: made with the same model; it may have a select that overrides a dependency already.
    ///   - weights: what each wish counts, at least 1.
    public init(_ wanted: Satconfig, _ base: BaseConfiguration, weights: [Int], engine: any SATEngine) {
        var options = wanted.encodingOptions(explains: false)
        options.userTexts = base.writtenTexts
        var compiler = RequirementCompiler(wanted.model, Encoder.encode(wanted.model, options))
        literals = wanted.requirements.map { compiler.literal($0) }
        compiler.encoding.apply(UnmetPolicy.forbidden.extended(to: base))
        encoding = compiler.encoding
        self.weights = weights.map { max(1, $0) }
        self.engine = engine
        session = SATSession(encoding.formula, engine: engine)
    }

    /// The wishes that no configuration has.
    public func impossible() throws(SearchStopped) -> [Int] {
        try goTogether() ? [] : try eachImpossible()
    }

    /// Nearly always all of them do.
    private func goTogether() throws(SearchStopped) -> Bool { try session.assignment(literals) != nil }

    private func eachImpossible() throws(SearchStopped) -> [Int] {
        var impossible: [Int] = []
        for number in literals.indices where try session.assignment([literals[number]]) == nil {
            impossible.append(number)
        }
        return impossible
    }

    public func solve() throws(SearchStopped) -> Answer {
        if try goTogether() {
            let all = Array(literals.indices)
            return Answer(sets: all.isEmpty ? [] : [all], impossible: [], least: all.isEmpty ? 0 : 1)
        }
        let impossible = try eachImpossible()
        var left = literals.indices.filter { !impossible.contains($0) }
        var sets: [[Int]] = []
        while !left.isEmpty {
            let set = try most(of: left)
            sets.append(set)
            left.removeAll { set.contains($0) }
        }
        return Answer(sets: sets, impossible: impossible, least: try apart(sets).count)
    }

    /// As many as go together, by weight.
    private func most(of numbers: [Int]) throws(SearchStopped) -> [Int] {
        if try session.assignment(numbers.map { literals[$0] }) != nil { return numbers }
        // An optimiser adds clauses of its own.
        let fresh = SATSession(encoding.formula, engine: engine)
        let optimizer = CoreGuidedOptimizer(fresh)
        optimizer.add(
            numbers.filter { literals[$0] != .yes }.map { SoftLiteral(literals[$0], weight: weights[$0]) })
        guard case .best(let assignment) = optimizer.search() else { throw SearchStopped() }
        return numbers.filter { literals[$0] == .yes || assignment.isTrue(literals[$0]) }
    }

    /// Some of which no two go together: of the last sets first, since these hold what went with nothing else.
    private func apart(_ sets: [[Int]]) throws(SearchStopped) -> [Int] {
        var chosen: [Int] = []
        for number in sets.reversed().joined() {
            var isApart = true
            for other in chosen where isApart {
                isApart = try session.assignment([literals[number], literals[other]]) == nil
            }
            if isApart { chosen.append(number) }
            if chosen.count == sets.count { break }
        }
        return chosen
    }
}
