// SPDX-License-Identifier: GPL-2.0-or-later

/// The fewest elements that meet every one of some sets.
public enum HittingSet {
    /// - Parameter sets: none of them empty.
    /// - Returns: the elements in rising order.
    public static func smallest(_ sets: [[Int]]) -> [Int] {
        if sets.isEmpty { return [] }
        var formula = Formula()
        var literals: [Int: Literal] = [:]
        let elements = Set(sets.joined()).sorted()
        for element in elements { literals[element] = formula.newVariable() }
        for set in sets { formula.define(set.map { literals[$0]! }) }
        let solver = CaDiCaLSolver(formula)
        var variables = formula.variableCount
        let optimizer = CoreGuidedOptimizer(solver) {
            variables += 1
            return Literal(raw: Int32(variables))
        }
        _ = optimizer.minimize(elements.map { SoftLiteral(-literals[$0]!) })
        _ = solver.solve([])
        return elements.filter { solver.isTrue(literals[$0]!) }
    }
}
