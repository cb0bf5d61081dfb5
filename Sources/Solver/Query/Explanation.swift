// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Why requirements can't be met: facts of which none can be left out.
public struct Explanation {
    /// One step of the argument.
    public enum Step {
        case requirement(Requirement)
        case fact(Fact)
    }

    public let steps: [Step]
    let model: KconfigModel

    /// Finds a deletion-minimal explanation; nil when the requirements can be met after all.
    ///
    /// The tree is encoded once more with a selector for each fact, so that a core of the solver is a list of
    /// facts; then each one is taken away in turn, and stays away when the rest still is impossible.
    public static func explain(_ satconfig: Satconfig, allowsUnmetSelect: Bool) -> Explanation? {
        var compiler = RequirementCompiler(
            satconfig.model, Encoder.encode(satconfig.model, satconfig.encodingOptions(explains: true)))
        let wanted = satconfig.requirements.map { ($0, compiler.literal($0)) }
        if !allowsUnmetSelect { compiler.encoding.forbidUnmetSelects() }
        let encoding = compiler.encoding
        let solver = CaDiCaLSolver(encoding.formula)
        guard let core = minimalCore(solver, wanted.map(\.1), encoding.facts.map(\.selector)) else {
            return nil
        }
        // Several lines may come down to the same literal: one of them will do.
        var used: Set<Literal> = []
        let requirements = wanted.filter { core.contains($0.1) && used.insert($0.1).inserted }.map(\.0)
        let facts = encoding.facts.filter { core.contains($0.selector) }
        let model = satconfig.model
        return Explanation(steps: ArgumentOrder(model).sort(requirements, facts), model: model)
    }

    /// First requirements are dropped, each against all facts of the tree, so that none stands in for a fact;
    /// then facts, each time starting from the solver's new core.
    private static func minimalCore(
        _ solver: CaDiCaLSolver, _ requirements: [Literal], _ facts: [Literal]
    ) -> Set<Literal>? {
        guard solver.solve(requirements + facts) == .unsatisfiable else { return nil }
        if requirements.contains(.no) { return [.no] }
        var needed = requirements.filter { solver.isFailed($0) }
        for literal in needed where needed.contains(literal) {
            let rest = needed.filter { $0 != literal }
            if solver.solve(rest + facts) == .unsatisfiable { needed = rest.filter { solver.isFailed($0) } }
        }
        guard solver.solve(needed + facts) == .unsatisfiable else { return nil }
        var core = facts.filter { solver.isFailed($0) }
        for literal in core where core.contains(literal) {
            let rest = core.filter { $0 != literal }
            if solver.solve(needed + rest) == .unsatisfiable { core = rest.filter { solver.isFailed($0) } }
        }
        return Set(needed + core)
    }

    /// One line per step: `file:line: text`.
    public var lines: [String] {
        let selected = steps.compactMap { step in
            if case .fact(let fact) = step, case .select = fact.kind { return fact.symbol }
            return nil
        }
        let writer = FactWriter(model, selected: Set(selected))
        return steps.map { step in
            switch step {
            case .requirement(let requirement): "\(requirement.origin.place): you require \(requirement.text)"
            case .fact(let fact): "\(model.sources.describe(fact.location)): \(writer.text(fact))"
            }
        }
    }
}

/// Puts facts in an order that reads as an argument: each speaks of what an earlier one mentioned.
private struct ArgumentOrder {
    let model: KconfigModel

    init(_ model: KconfigModel) { self.model = model }

    func sort(_ requirements: [Requirement], _ facts: [Fact]) -> [Explanation.Step] {
        var steps = requirements.map { Explanation.Step.requirement($0) }
        var known = Set(requirements.flatMap { mentioned($0) })
        var rest = facts
        while !rest.isEmpty {
            let index =
                rest.firstIndex { known.contains(subject($0)) } ?? rest.firstIndex {
                    !known.isDisjoint(with: mentioned($0))
                } ?? 0
            let fact = rest.remove(at: index)
            known.formUnion(mentioned(fact))
            steps.append(.fact(fact))
        }
        return steps
    }

    /// Whose definition the fact is part of: for a select, the selecting symbol.
    private func subject(_ fact: Fact) -> SymbolID {
        if case .select(let property) = fact.kind {
            return model.menus[model.properties[property].menu].symbol
        }
        return fact.symbol
    }

    private func mentioned(_ requirement: Requirement) -> Set<SymbolID> {
        switch requirement.kind {
        case .value(let symbol, _): [symbol]
        case .expression(let expression): symbols(expression)
        }
    }

    private func mentioned(_ fact: Fact) -> Set<SymbolID> {
        var all: Set<SymbolID> = [fact.symbol, subject(fact)]
        switch fact.kind {
        case .bounds, .dependency, .defaults:
            all.formUnion(symbols(model.symbols[fact.symbol].directDependency))
            for (_, property) in model.properties(of: fact.symbol) where property.hasText {
                all.formUnion(symbols(property.condition))
            }
        case .select(let property): all.formUnion(symbols(model.properties[property].condition))
        case .choice:
            all.formUnion(
                model.symbols.indices.filter { member in
                    let menu = model.symbols[member].choice
                    return !menu.isNone && model.menus[menu].symbol == fact.symbol
                })
        case .modules: all.insert(model.modules)
        case .range, .value: break
        }
        return all
    }

    private func symbols(_ expression: ExpressionID) -> Set<SymbolID> {
        guard !expression.isNone else { return [] }
        let node = model.expressions[expression]
        switch node.kind {
        case .and, .or: return symbols(node.leftExpression).union(symbols(node.rightExpression))
        case .not: return symbols(node.leftExpression)
        case .symbol: return [node.leftSymbol]
        default: return [node.leftSymbol, node.rightSymbol]
        }
    }
}
