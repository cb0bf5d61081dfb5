// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A condition that keeps a value down: an operand of a conjunction, and where it is written.
public struct Blocker: Sendable {
    public let expression: ExpressionID
    public let value: Tristate
    public let location: Location
    /// The condition with the present values, as `A [=n] || B [=n]`; macro calls as they are written.
    public let text: String
    /// Why macro calls in it, or those that symbols in it are by default, gave what they gave.
    public let reasons: [MacroReason]
}

/// Finds what keeps a condition below a value.
struct BlockerFinder {
    let evaluator: Evaluator
    private var model: KconfigModel { evaluator.model }

    private let reasons: MacroReasonWriter

    init(_ evaluator: Evaluator) {
        self.evaluator = evaluator
        reasons = MacroReasonWriter(evaluator.model)
    }

    /// What keeps the prompts of a symbol from being visible.
    func hiders(of symbol: SymbolID) -> [Blocker] {
        model.properties(of: symbol).filter { $0.property.hasText }
            .flatMap { blockers(of: $0.property, below: .yes) }.filter { $0.value == .no }
    }

    /// What keeps the condition of a property below `wanted`.
    func blockers(of property: Property, below wanted: Tristate) -> [Blocker] {
        guard !property.condition.isNone else { return [] }
        let written = written(property, below: wanted)
        if written.contains(where: { !model.macroUses(in: $0).isEmpty }) { return blockers(written) }
        var found: [Blocker] = []
        var seen: Set<ExpressionID> = []
        var lines = DependencyLines(model)
        for term in model.operands(property.condition, .and) {
            let value = evaluator.value(term)
            guard value < wanted, seen.insert(term).inserted else { continue }
            found.append(
                Blocker(
                    expression: term, value: value, location: lines.place(of: term, in: property.menu),
                    text: evaluator.describe(term), reasons: reasons.of(defaultsIn: term, where: evaluator)))
        }
        return found
    }

    /// The operands, as they are written, of the lines that a property's condition is made of.
    private func written(_ property: Property, below wanted: Tristate) -> [KconfigModel.WrittenPart] {
        model.writtenConditions(of: property) { evaluator.value($0) != .no }.flatMap {
            model.conjuncts(of: $0)
        }.filter { evaluator.value($0.expression) < wanted }
    }

    /// What macro calls give becomes a constant, which swallows what stands beside it: so the lines are read.
    private func blockers(_ parts: [KconfigModel.WrittenPart]) -> [Blocker] {
        var found: [Blocker] = []
        var seen: Set<ExpressionID> = []
        for part in parts where seen.insert(part.expression).inserted {
            let calls = model.macroUses(in: part).map { reasons.reason($0, at: part.line.location) }
            let cause = calls.count == 1 ? calls[0].cause.map { ": " + $0 } : nil
            found.append(
                Blocker(
                    expression: part.expression, value: evaluator.value(part.expression),
                    location: part.line.location, text: evaluator.describe(part) + (cause ?? ""),
                    reasons: calls + reasons.of(defaultsIn: part.expression, where: evaluator)))
        }
        return found
    }
}

/// Which lines bring terms into the dependencies of menu nodes.
private struct DependencyLines {
    private let model: KconfigModel
    /// Per node, its lines with the symbols in each, and which of them have a symbol.
    private var nodes: [MenuID: Node] = [:]

    private struct Node {
        var lines: [(location: Location, symbols: Set<SymbolID>)] = []
        var having: [SymbolID: [Int]] = [:]
    }

    init(_ model: KconfigModel) { self.model = model }

    /// One of the node's own lines, or of one around it.
    mutating func place(of term: ExpressionID, in menu: MenuID) -> Location {
        let wanted = symbols(term)
        var node = menu
        while !node.isNone {
            if let location = first(with: wanted, in: node) { return location }
            node = model.menus[node].parent
        }
        return model.menus[menu].location
    }

    private mutating func first(with wanted: Set<SymbolID>, in menu: MenuID) -> Location? {
        if nodes[menu] == nil { nodes[menu] = node(menu) }
        guard let node = nodes[menu] else { return nil }
        guard let any = wanted.first else { return node.lines.first?.location }
        let found = node.having[any]?.first { wanted.isSubset(of: node.lines[$0].symbols) }
        return found.map { node.lines[$0].location }
    }

    private func node(_ menu: MenuID) -> Node {
        var node = Node()
        for line in model.dependencyLines(of: menu) {
            let symbols = symbols(line.expression)
            for symbol in symbols { node.having[symbol, default: []].append(node.lines.count) }
            node.lines.append((line.location, symbols))
        }
        return node
    }

    private func symbols(_ expression: ExpressionID) -> Set<SymbolID> {
        // MODULES comes in by itself where a condition says m.
        model.symbols(in: expression).filter { $0.raw > 2 && $0 != model.modules }
    }
}
