// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Divide and count: the configurations in parts that are told apart by the values of some hub variables. Their numbers add up.
struct CountParts {
    private let formula: PreparedFormula
    /// Those that most clauses hang on: without them the rest falls apart, which is what counters live on.
    let hubs: [Literal]

    /// - Parameter splits: how many variables are split over.
    init(_ formula: PreparedFormula, splits: Int) {
        self.formula = formula
        var occurrences = [Int](repeating: 0, count: formula.formula.variableCount + 1)
        for raw in formula.formula.buffer { occurrences[Int(raw.magnitude)] += 1 }
        let order = formula.shown.sorted {
            (-occurrences[$0.variable], $0.raw) < (-occurrences[$1.variable], $1.raw)
        }
        hubs = Array(order.prefix(splits))
    }

    var count: Int { 1 << hubs.count }

    /// The part with that number, from 0: its bits are the values of the hubs.
    func part(_ number: Int) -> PreparedFormula {
        if hubs.isEmpty { return formula }
        var preparation = Preparation(formula.formula, shown: formula.shown)
        preparation.assume(hubs.enumerated().map { number >> $0 & 1 == 1 ? $1 : -$1 })
        preparation.run()
        return preparation.prepared
    }
}
