// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A condition that keeps a value down: an operand of a conjunction, and where it is written.
public struct Blocker: Sendable {
    public let expression: ExpressionID
    public let value: Tristate
    public let location: Location
    /// The condition with the present values, as `A [=n] || B [=n]`.
    public let text: String
}

/// Finds what keeps a condition below a value.
struct BlockerFinder {
    let evaluator: Evaluator
    private var model: KconfigModel { evaluator.model }

    init(_ evaluator: Evaluator) { self.evaluator = evaluator }

    /// The operands of a condition that are below `wanted`.
    ///
    /// - Parameter property: whose condition it is; tells where to look for the lines.
    func blockers(of condition: ExpressionID, below wanted: Tristate, in menu: MenuID) -> [Blocker] {
        guard !condition.isNone else { return [] }
        var found: [Blocker] = []
        for term in model.operands(condition, .and) {
            let value = evaluator.value(term)
            guard value < wanted, !found.contains(where: { $0.expression == term }) else { continue }
            found.append(
                Blocker(
                    expression: term, value: value, location: place(of: term, in: menu),
                    text: evaluator.describe(term)))
        }
        return found
    }

    /// The line that brings a term into the dependencies of a menu node: one of its own, or of one around it.
    private func place(of term: ExpressionID, in menu: MenuID) -> Location {
        let wanted = symbols(term)
        var node = menu
        while !node.isNone {
            let line = model.dependencyLines(of: node).first { wanted.isSubset(of: symbols($0.expression)) }
            if let line { return line.location }
            node = model.menus[node].parent
        }
        return model.menus[menu].location
    }

    private func symbols(_ expression: ExpressionID) -> Set<SymbolID> {
        // MODULES comes in by itself where a condition says m.
        model.symbols(in: expression).filter { $0.raw > 2 && $0 != model.modules }
    }
}
