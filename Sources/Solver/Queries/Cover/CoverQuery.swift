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

    private let literals: [Literal]
    private let weights: [Int]
    private let session: SATSession
    /// Which wishes came true in each configuration that was found on the way: those need no question any more.
    private var seen: [[Bool]] = []

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
        self.weights = weights.map { max(1, $0) }
        session = SATSession(compiler.encoding.takeFormula(), engine: engine)
    }

    /// The wishes that no configuration has.
    public func impossible() throws(SearchStopped) -> [Int] {
        try goTogether() ? [] : try eachImpossible()
    }

    /// Nearly always all of them do.
    private func goTogether() throws(SearchStopped) -> Bool { try haveAll(Array(literals.indices)) }

    private func eachImpossible() throws(SearchStopped) -> [Int] {
        var impossible: [Int] = []
        var open = Array(literals.indices)
        while !open.isEmpty {
            // As many at once as go together without a long search: few questions for many wishes.
            var tried = open
            while !tried.isEmpty {
                switch try session.solve(tried.map { literals[$0] }) {
                case .satisfiable(let assignment):
                    note(assignment)
                    tried = []
                case .unsatisfiable(let core):
                    let excluding = tried.filter { core.contains(literals[$0]) }
                    // Nothing is possible.
                    guard let last = excluding.last else { return Array(literals.indices) }
                    if excluding.count == 1 { impossible.append(last) }
                    tried.removeAll { $0 == last }
                }
            }
            open.removeAll { number in impossible.contains(number) || seen.contains { $0[number] } }
        }
        return impossible.sorted()
    }

    /// Whether a configuration has all of these wishes.
    private func haveAll(_ numbers: [Int]) throws(SearchStopped) -> Bool {
        if seen.contains(where: { found in numbers.allSatisfy { found[$0] } }) { return true }
        guard let assignment = try session.assignment(numbers.map { literals[$0] }) else { return false }
        note(assignment)
        return true
    }

    private func note(_ assignment: TruthAssignment) {
        seen.append(literals.map { $0 == .yes || ($0 != .no && assignment.isTrue($0)) })
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
        if try haveAll(numbers) { return numbers }
        // What an optimiser adds defines its counters, or follows from the formula: it rules no configuration out.
        let optimizer = CoreGuidedOptimizer(session)
        optimizer.add(
            numbers.filter { literals[$0] != .yes }.map { SoftLiteral(literals[$0], weight: weights[$0]) })
        guard case .best(let assignment) = optimizer.search() else { throw SearchStopped() }
        note(assignment)
        return numbers.filter { literals[$0] == .yes || assignment.isTrue(literals[$0]) }
    }

    /// Some of which no two go together: of the last sets first, since these hold what went with nothing else.
    private func apart(_ sets: [[Int]]) throws(SearchStopped) -> [Int] {
        var chosen: [Int] = []
        for number in sets.reversed().joined() where chosen.count < sets.count {
            var isApart = true
            for other in chosen where isApart { isApart = try !haveAll([number, other]) }
            if isApart { chosen.append(number) }
        }
        return chosen
    }
}
