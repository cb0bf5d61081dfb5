// SPDX-License-Identifier: GPL-2.0-or-later

/// A smaller formula with as many models over the shown variables: what model counters want.
///
/// Every step keeps that number exactly: units, literals that are equivalent, clauses that others contain, and the resolution of
/// variables that are not shown (Davis and Putnam 1960; bounded as in Eén and Biere, "Effective Preprocessing in SAT Through
/// Variable and Clause Elimination", 2005). What gates define has one value in each model, so without it there are as many.
public struct Preparation {
    /// Of the given formula's variables.
    private let variableCount: Int
    private var store: ClauseStore
    /// Per variable, whether models differ by it.
    private var isShown: ContiguousArray<Bool>
    /// Per variable, the code that took its place; its own when none did.
    private var images: ContiguousArray<Int32>
    /// Per code: 1 true, -1 false, 0 open.
    private var values: ContiguousArray<Int8>
    private var isEliminated: ContiguousArray<Bool>

    /// - Parameter shown: the literals whose values tell models apart.
    public init(_ formula: Formula, shown: some Sequence<Literal>) {
        variableCount = formula.variableCount
        store = ClauseStore(variableCount: variableCount)
        isShown = ContiguousArray(repeating: false, count: variableCount + 1)
        images = ContiguousArray((0...Int32(variableCount)).map { 2 * $0 })
        values = ContiguousArray(repeating: 0, count: 2 * variableCount + 2)
        isEliminated = ContiguousArray(repeating: false, count: variableCount + 1)
        for literal in shown { isShown[literal.variable] = true }
        var clause: [Int32] = []
        for raw in formula.buffer {
            if raw == 0 {
                store.add(clause)
                clause.removeAll(keepingCapacity: true)
            } else {
                clause.append(ClauseStore.code(raw))
            }
        }
    }

    /// Leaves only the models in which these literals are true.
    public mutating func assume(_ literals: [Literal]) {
        for literal in literals { store.add(CollectionOfOne(ClauseStore.code(literal.raw))) }
    }

    /// How often all steps are taken at most. Real trees need three or four.
    private static let rounds = 8

    /// Does all of it.
    public mutating func run(progress: (String) -> Void = { _ in }) {
        for round in 1...Self.rounds where !store.isContradiction {
            let before = store.count
            propagate()
            progress("round \(round): \(store.count) clauses")
            substitute()
            var subsumption = Subsumption(codeCount: values.count)
            subsumption.run(&store)
            propagate()
            let eliminated = eliminate()
            if eliminated == 0 && store.count == before { break }
        }
    }

    // MARK: - Units

    private mutating func propagate() {
        while let code = store.takeUnit(), !store.isContradiction {
            if values[Int(code)] != 0 {
                if values[Int(code)] < 0 { store.add(EmptyCollection()) }
                continue
            }
            values[Int(code)] = 1
            values[Int(code ^ 1)] = -1
            for clause in store.clauses(with: code) { store.remove(Int(clause)) }
            for clause in store.clauses(with: code ^ 1) { store.shorten(Int(clause), without: code ^ 1) }
        }
    }

    // MARK: - Equivalences

    private mutating func substitute() {
        let implications = Implications(store, codeCount: values.count)
        if implications.isContradiction { return store.add(EmptyCollection()) }
        for members in implications.classes { merge(members) }
        propagate()
    }

    private mutating func merge(_ members: [Int32]) {
        let representative = members.first { isShown[Int($0 / 2)] } ?? members[0]
        for code in members where code != representative {
            images[Int(code / 2)] = representative ^ (code & 1)
            replace(code, by: representative)
            replace(code ^ 1, by: representative ^ 1)
        }
    }

    private mutating func replace(_ code: Int32, by other: Int32) {
        for clause in store.clauses(with: code) {
            let literals = store.literals(Int(clause)).map { $0 == code ? other : $0 }
            store.remove(Int(clause))
            store.add(literals)
        }
    }

    // MARK: - Elimination

    /// Of clauses that are longer than that, nothing gets simpler.
    private static let longest = 100
    /// Variables with more pairs of clauses are left: looking at them takes longer than they cost.
    private static let mostPairs = 4000

    /// - Returns: how many variables went.
    private mutating func eliminate() -> Int {
        var queue = (1...variableCount).filter { variable in
            !isShown[variable] && !isEliminated[variable] && values[2 * variable] == 0
                && images[variable] == Int32(2 * variable)
        }.map { (pairs: pairs($0), variable: $0) }
        queue.sort { ($0.pairs, $0.variable) < ($1.pairs, $1.variable) }
        var gone = 0
        for (_, variable) in queue where values[2 * variable] == 0 && pairs(variable) <= Self.mostPairs {
            if eliminate(variable) { gone += 1 }
            propagate()
            if store.isContradiction { break }
        }
        return gone
    }

    private func pairs(_ variable: Int) -> Int {
        Int(store.counts[2 * variable]) * Int(store.counts[2 * variable + 1])
    }

    private mutating func eliminate(_ variable: Int) -> Bool {
        let code = Int32(2 * variable)
        let positive = store.clauses(with: code)
        let negative = store.clauses(with: code ^ 1)
        guard let resolvents = resolvents(code, positive, negative) else { return false }
        for clause in positive { store.remove(Int(clause)) }
        for clause in negative { store.remove(Int(clause)) }
        for clause in resolvents { store.add(clause) }
        isEliminated[variable] = true
        return true
    }

    /// Nil when they would be more than what they replace, or too long.
    private mutating func resolvents(
        _ code: Int32, _ positive: ContiguousArray<Int32>, _ negative: ContiguousArray<Int32>
    ) -> [ContiguousArray<Int32>]? {
        let limit = positive.count + negative.count
        let definition = definition(code, positive, negative)
        var found: [ContiguousArray<Int32>] = []
        for first in positive {
            for second in negative {
                // What the definition does not take part in follows from the rest.
                if let definition, definition.contains(first) == definition.contains(second) { continue }
                guard let clause = resolvent(Int(first), Int(second), code) else { continue }
                found.append(clause)
                if found.count > limit || clause.count > Self.longest { return nil }
            }
        }
        return found
    }

    /// The clauses that say the variable is a conjunction or disjunction of others, if there are such.
    private func definition(
        _ code: Int32, _ positive: ContiguousArray<Int32>, _ negative: ContiguousArray<Int32>
    ) -> Set<Int32>? {
        (store.gates(of: code, positive, negative, atMost: 1).first
            ?? store.gates(of: code ^ 1, negative, positive, atMost: 1).first)?.clauses
    }

    /// Nil for a tautology. Both clauses are in ascending order, and so is what comes out.
    private func resolvent(_ first: Int, _ second: Int, _ code: Int32) -> ContiguousArray<Int32>? {
        var clause = ContiguousArray<Int32>()
        var a = store.range(first)
        var b = store.range(second)
        func append(_ next: Int32) -> Bool {
            if next >> 1 == code >> 1 || clause.last == next { return true }
            if clause.last == next ^ 1 { return false }
            clause.append(next)
            return true
        }
        while !a.isEmpty || !b.isEmpty {
            let takesFirst = b.isEmpty || !a.isEmpty && store.codes[a.lowerBound] <= store.codes[b.lowerBound]
            let position = takesFirst ? a.removeFirst() : b.removeFirst()
            if !append(store.codes[position]) { return nil }
        }
        return clause
    }

    // MARK: - What is left

    /// The formula that is left, with variables numbered anew.
    public var prepared: PreparedFormula {
        var numbers = ContiguousArray<Int32>(repeating: 0, count: variableCount + 1)
        var formula = Formula()
        func number(_ variable: Int) -> Int32 {
            if numbers[variable] == 0 { numbers[variable] = formula.newVariable().raw }
            return numbers[variable]
        }
        func literal(_ code: Int32) -> Literal {
            let raw = number(Int(code / 2))
            return Literal(raw: code & 1 == 0 ? raw : -raw)
        }
        var literals = ContiguousArray<Literal?>(repeating: nil, count: variableCount + 1)
        var shown: [Literal] = []
        for variable in 1...variableCount where !isEliminated[variable] {
            let code = final(Int32(2 * variable))
            if values[Int(code)] != 0 {
                literals[variable] = values[Int(code)] > 0 ? .yes : .no
            } else if isShown[Int(code / 2)] || !isEliminated[Int(code / 2)] && isUsed(code) {
                literals[variable] = literal(code)
                if code == Int32(2 * variable), isShown[variable] { shown.append(literals[variable]!) }
            }
        }
        for clause in store.indices where store.isAlive(clause) {
            formula.define(store.literals(clause).map(literal))
        }
        if store.isContradiction { formula.define([]) }
        return PreparedFormula(
            formula: formula, shown: shown, isDetermined: isDetermined, literals: literals)
    }

    /// Whether each variable that is left is shown or defined by such, by way of others perhaps.
    private var isDetermined: Bool {
        var store = store
        var isKnown = isShown
        var open = (1...variableCount).filter { isUsed(Int32(2 * $0)) && !isShown[$0] }.map { variable in
            let code = Int32(2 * variable)
            let (positive, negative) = (store.clauses(with: code), store.clauses(with: code ^ 1))
            let gates =
                store.gates(of: code, positive, negative) + store.gates(of: code ^ 1, negative, positive)
            return (variable: variable, inputs: gates.map(\.inputs))
        }
        while !open.isEmpty {
            let left = open.filter { variable, inputs in
                isKnown[variable] = inputs.contains { $0.allSatisfy { isKnown[Int($0 / 2)] } }
                return !isKnown[variable]
            }
            if left.count == open.count { return false }
            open = left
        }
        return true
    }

    private func isUsed(_ code: Int32) -> Bool { store.counts[Int(code)] + store.counts[Int(code ^ 1)] > 0 }

    /// What stands for a literal in the end.
    private func final(_ code: Int32) -> Int32 {
        var code = code
        while images[Int(code / 2)] != code & ~1 { code = images[Int(code / 2)] ^ (code & 1) }
        return code
    }
}

/// A formula to be counted, and what became of the variables of the one that it was made of.
public struct PreparedFormula {
    public let formula: Formula
    /// Positive, each variable once.
    public let shown: [Literal]
    /// All other variables follow from those shown, by gates: there are as many models as combinations of those shown.
    public let isDetermined: Bool
    private let literals: ContiguousArray<Literal?>

    init(formula: Formula, shown: [Literal], isDetermined: Bool, literals: ContiguousArray<Literal?>) {
        self.formula = formula
        self.shown = shown
        self.isDetermined = isDetermined
        self.literals = literals
    }

    /// The literal that stands for one of the given formula; nil when it was eliminated.
    public func literal(_ old: Literal) -> Literal? {
        literals[old.variable].map { old.raw > 0 ? $0 : -$0 }
    }
}
