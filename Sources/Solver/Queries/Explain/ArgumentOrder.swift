// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Puts facts in an order that reads as an argument: each speaks of what an earlier one mentioned.
struct ArgumentOrder {
    let model: KconfigModel

    init(_ model: KconfigModel) { self.model = model }

    func sort(_ requirements: [Requirement], _ others: [Explanation.Step]) -> [Explanation.Step] {
        var steps = requirements.map { Explanation.Step.requirement($0) }
        var known = Set(requirements.flatMap { mentioned($0) })
        var rest = others
        while !rest.isEmpty {
            let index =
                rest.firstIndex { known.contains(subject($0)) } ?? rest.firstIndex {
                    !known.isDisjoint(with: mentioned($0))
                } ?? 0
            let step = rest.remove(at: index)
            known.formUnion(mentioned(step))
            steps.append(step)
        }
        return steps
    }

    /// Whose definition the step is part of: for a select, the selecting symbol.
    private func subject(_ step: Explanation.Step) -> SymbolID {
        switch step {
        case .requirement: return .none
        case .setting(let symbol): return symbol
        case .fact(let fact):
            if case .select(let property) = fact.kind {
                return model.menus[model.properties[property].menu].symbol
            }
            return fact.symbol
        }
    }

    /// Whether the argument is about modules being there, and not only about what is one.
    func isAboutModules(_ steps: [Explanation.Step]) -> Bool {
        steps.contains { step in
            if case .fact(let fact) = step, case .modules = fact.kind { return false }
            return mentioned(step).contains(model.modules)
        }
    }

    private func mentioned(_ step: Explanation.Step) -> Set<SymbolID> {
        switch step {
        case .requirement(let requirement): mentioned(requirement)
        case .setting(let symbol): model.symbols[symbol].isChoice ? members(symbol).union([symbol]) : [symbol]
        case .fact(let fact): mentioned(fact)
        }
    }

    private func mentioned(_ requirement: Requirement) -> Set<SymbolID> {
        switch requirement.kind {
        case .value(let symbol, _): [symbol]
        case .expression(let expression): model.symbols(in: expression)
        }
    }

    private func mentioned(_ fact: Fact) -> Set<SymbolID> {
        var all: Set<SymbolID> = [fact.symbol, subject(.fact(fact))]
        switch fact.kind {
        case .bounds, .dependency, .defaults, .value, .range:
            all.formUnion(model.symbols(in: model.symbols[fact.symbol].directDependency))
            for (_, property) in model.properties(of: fact.symbol) {
                all.formUnion(model.symbols(in: property.condition))
                if property.kind == .default || property.kind == .range {
                    all.formUnion(model.symbols(in: property.expression))
                }
            }
            for select in model.sources(.select, of: fact.symbol) {
                all.insert(model.menus[model.properties[select].menu].symbol)
            }
        case .select(let property): all.formUnion(model.symbols(in: model.properties[property].condition))
        case .choice: all.formUnion(members(fact.symbol))
        case .modules: all.insert(model.modules)
        }
        return all
    }

    private func members(_ choice: SymbolID) -> Set<SymbolID> {
        Set(
            model.symbols.indices.filter { member in
                let menu = model.symbols[member].choice
                return !menu.isNone && model.menus[menu].symbol == choice
            })
    }
}
