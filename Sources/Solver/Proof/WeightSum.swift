// SPDX-License-Identifier: GPL-2.0-or-later

/// What soft literals cost that are not true, as literals "it is that much or more": a totaliser with weights (S. Joshi, R. Martins,
/// V. Manquinho, "Generalized Totalizer Encoding for Pseudo-Boolean Constraints", CP 2015). Only what is asked for is there.
///
/// Sums are only forced upwards: of an assignment that costs less than a bound the clauses say nothing that is not so.
final class WeightSum {
    private let parts: (WeightSum, WeightSum)?
    /// What the sum can be, in order, without 0.
    let values: [Int]
    /// "The sum is that value or more", as far as asked for.
    private var literals: [Int: Literal]
    /// No assignment costs less, as far as is known.
    var least = 0

    /// More different sums than this are too many.
    static let mostValues = 20_000

    init(_ soft: SoftLiteral) {
        parts = nil
        values = [soft.weight]
        literals = [soft.weight: -soft.literal]
    }

    /// Nil when there are too many different sums.
    init?(_ left: WeightSum, _ right: WeightSum) {
        var sums: Set<Int> = []
        for a in [0] + left.values {
            for b in [0] + right.values { sums.insert(a + b) }
            if sums.count > Self.mostValues { return nil }
        }
        parts = (left, right)
        values = sums.sorted().filter { $0 > 0 }
        literals = [:]
    }

    /// All of them as one; nil when there are too many different sums.
    static func of(_ sums: [WeightSum]) -> WeightSum? {
        var level = sums
        while level.count > 1 {
            var next: [WeightSum] = []
            for index in stride(from: 0, to: level.count - 1, by: 2) {
                guard let pair = WeightSum(level[index], level[index + 1]) else { return nil }
                next.append(pair)
            }
            if level.count % 2 == 1 { next.append(level[level.count - 1]) }
            level = next
        }
        return level[0]
    }

    /// "It is `least` or more", once that was asked for.
    var known: Literal { literals[least] ?? .yes }

    /// All that is added up.
    var softs: [SoftLiteral] {
        guard let (left, right) = parts else {
            return [SoftLiteral(-literals[values[0]]!, weight: values[0])]
        }
        return left.softs + right.softs
    }

    /// The least value above `least`; nil when there is none.
    var next: Int? { values.first { $0 > least } }

    /// "The sum is `value` or more", where `value` is one that it can be.
    ///
    /// - Parameters:
    ///   - newVariable: a variable that nothing else is about.
    ///   - add: takes the clauses that define it.
    func literal(atLeast value: Int, _ newVariable: () -> Literal, _ add: ([Literal]) -> Void) -> Literal {
        if let known = literals[value] { return known }
        guard let (left, right) = parts else { preconditionFailure("a weight has one value") }
        let literal = newVariable()
        var index = right.values.count
        var last: Int?
        // The larger the one part, the less the other one has to be.
        for a in [0] + left.values {
            while index > 0, a + (index > 1 ? right.values[index - 2] : 0) >= value { index -= 1 }
            let b = index > 0 ? right.values[index - 1] : 0
            guard a + b >= value else { continue }
            if b == last { continue }
            last = b
            var clause = [literal]
            if a > 0 { clause.append(-left.literal(atLeast: a, newVariable, add)) }
            if b > 0 { clause.append(-right.literal(atLeast: b, newVariable, add)) }
            add(clause)
            if b == 0 { break }
        }
        link(value, literal, add)
        return literal
    }

    /// More is also less.
    private func link(_ value: Int, _ literal: Literal, _ add: ([Literal]) -> Void) {
        if let lower = literals.keys.filter({ $0 < value }).max() { add([-literal, literals[lower]!]) }
        if let higher = literals.keys.filter({ $0 > value }).min() { add([-literals[higher]!, literal]) }
        literals[value] = literal
    }
}
