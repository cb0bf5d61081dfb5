// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver

/// Which conditions of make files can hold in a tree, alone and together.
final class JointCheck {
    private let model: KconfigModel
    private let encoding: Encoding
    private let session: SATSession
    /// Assumed, what was accepted holds.
    private let together: Literal
    /// Assumed where something is asked for: gatekeepers stay off. What others imply must hold with them, too.
    private let closed: [Literal]
    private var literals: [BuildTest: Literal] = [:]
    private var implied: [Implication: Bool] = [:]
    private var possible: [BuildCondition: Bool] = [:]
    /// Configurations that were found, by the literals of all tests: each answers many questions.
    private var models: [Set<Literal>] = []
    private var tests: [Literal]

    private struct Implication: Hashable {
        let left: [BuildTest]
        let right: BuildTest
    }

    /// - Parameter wanted: conditions that questions will come for.
    init(_ model: KconfigModel, wanted: [BuildCondition], engine: any SATEngine) {
        self.model = model
        var encoding = model.encoded()
        encoding.apply(.forbidden)
        self.encoding = encoding
        session = SATSession(encoding.formula, engine: engine)
        together = session.newVariable()
        // A driver that only a test build offers is none: CLINT_TIMER of riscv with an MMU.
        closed = Gatekeepers.off.compactMap { model.symbol(named: $0) }.map { -encoding.logical[$0].on }
        tests = []
        tests = Array(Set(wanted.flatMap(\.tests).map(literal) + closed))
    }

    // MARK: - Questions

    /// Whether one of the alternatives holds in some configuration.
    func isPossible(_ condition: BuildCondition) throws(SearchStopped) -> Bool {
        if let known = possible[condition] { return known }
        let isKnown = condition.alternatives.contains { isSeen($0.map(literal) + closed) }
        var answer = isKnown
        if !answer, !condition.isNever { answer = try solve([any(condition.alternatives)] + closed) }
        possible[condition] = answer
        return answer
    }

    /// Makes one of the alternatives of each of several wishes hold, as far as they go together: earlier ones before
    /// later ones.
    ///
    /// - Returns: for each wish, whether it holds.
    func accept(_ wishes: [[[BuildTest]]]) throws(SearchStopped) -> [Bool] {
        let literals = wishes.map(any)
        var isAccepted = Array(repeating: false, count: wishes.count)
        // Nearly always all of them go together, which is one question.
        var open = [literals.indices]
        while let range = open.popLast() {
            if range.isEmpty { continue }
            if try solve([together] + closed + literals[range]) {
                for index in range {
                    session.add([-together, literals[index]])
                    isAccepted[index] = true
                }
            } else if range.count > 1 {
                let middle = range.lowerBound + range.count / 2
                open.append(middle..<range.upperBound)
                open.append(range.lowerBound..<middle)
            }
        }
        return isAccepted
    }

    /// Implies that one of the alternatives holds.
    private func any(_ alternatives: [[BuildTest]]) -> Literal {
        let each = alternatives.map { tests in
            let literals = tests.map(literal)
            return literals.count == 1 ? literals[0] : both(literals)
        }
        if each.count == 1 { return each[0] }
        let one = session.newVariable()
        session.add([-one] + each)
        return one
    }

    /// Whether some tests can't hold without another one.
    func implies(_ left: [BuildTest], _ right: BuildTest) throws(SearchStopped) -> Bool {
        let key = Implication(left: left, right: right)
        if let known = implied[key] { return known }
        let answer = try !canHold(left.map(literal) + [-literal(right)])
        implied[key] = answer
        return answer
    }

    private func canHold(_ literals: [Literal]) throws(SearchStopped) -> Bool {
        if isSeen(literals) { return true }
        return try solve(literals)
    }

    private func isSeen(_ literals: [Literal]) -> Bool {
        models.contains { model in literals.allSatisfy { holds($0, model) } }
    }

    private func holds(_ literal: Literal, _ model: Set<Literal>) -> Bool {
        literal == .yes || model.contains(literal)
    }

    private func solve(_ assumptions: [Literal]) throws(SearchStopped) -> Bool {
        guard let assignment = try session.assignment(assumptions) else { return false }
        var model: Set<Literal> = []
        for test in tests where test != .yes && test != .no {
            model.insert(assignment.isTrue(test) ? test : -test)
        }
        models.append(model)
        return true
    }

    // MARK: - Literals

    /// True exactly when the test holds; tests of texts and of what only a build can tell count as true.
    private func literal(_ test: BuildTest) -> Literal {
        if let known = literals[test] { return known }
        let literal = makeLiteral(test)
        literals[test] = literal
        return literal
    }

    private func makeLiteral(_ test: BuildTest) -> Literal {
        guard test.subject == .symbol else { return .yes }
        guard let symbol = model.symbol(named: test.name), model.symbols[symbol].type.isLogical else {
            return test.values.contains(.off) ? .yes : .no
        }
        let pair = encoding.logical[symbol]
        switch test.values {
        case [.y]: return pair.yes
        case [.m, .y]: return pair.on
        case [.off]: return -pair.on
        case [.off, .m]: return -pair.yes
        case [.m]: return both([pair.on, -pair.yes])
        case [.off, .y]: return -both([pair.on, -pair.yes])
        default: return .yes
        }
    }

    private func both(_ parts: [Literal]) -> Literal {
        session.extend { $0.and(parts) }
    }
}
