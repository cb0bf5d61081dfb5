// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

@testable import KconfigEvaluate
@testable import Solver

/// What `minimal` minimises, found by evaluating one configuration of a tiny Kconfig, without a formula.
struct MinimalityJudge {
    /// Essentials that are lost, options on against their default, options on, symbols on: the first counts most.
    struct Cost: Comparable {
        let all: [Int]
        static func < (a: Cost, b: Cost) -> Bool { a.all.lexicographicallyPrecedes(b.all) }
    }

    private let model: KconfigModel
    private let essentials: [Essential]

    init(_ model: KconfigModel, _ essentials: [Essential]) {
        self.model = model
        self.essentials = essentials
    }

    func cost(_ config: [UInt8]) -> Cost {
        let evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: config), name: ".config")
        evaluator.settle()
        let symbols = model.named.filter { model.symbols[$0].isDefined && model.symbols[$0].type.isLogical }
        let on = symbols.filter { evaluator.tristate($0) != .no }
        let options = on.filter { symbol in model.properties(of: symbol).contains { $0.property.hasText } }
        let decided = options.count { silent($0, evaluator) == .no }
        let lost = essentials.count { essential in
            let (value, fallback) = (
                evaluator.tristate(essential.symbol), silent(essential.symbol, evaluator)
            )
            return essential.forbidden == .off ? value < fallback : value > fallback
        }
        return Cost(all: [lost, decided, options.count, on.count])
    }

    /// The value that the symbol would have if the user had said nothing about it.
    private func silent(_ symbol: SymbolID, _ evaluator: Evaluator) -> Tristate {
        let now = evaluator.tristate(symbol)
        guard evaluator.states[symbol].visibility != .no else { return now }
        if model.isMember(symbol) {
            let menu = model.symbols[symbol].choice
            let choice = model.menus[menu].symbol
            guard model.members(ofChoice: choice).count > 1 else { return now }
            return defaultMember(choice, evaluator) == symbol ? .yes : .no
        }
        evaluator.states[symbol].hasUser = false
        evaluator.invalidateValues()
        evaluator.calculate(symbol)
        let value = evaluator.tristate(symbol)
        evaluator.states[symbol].hasUser = true
        evaluator.invalidateValues()
        evaluator.settle()
        return value
    }

    private func defaultMember(_ choice: SymbolID, _ evaluator: Evaluator) -> SymbolID? {
        let seen = model.members(ofChoice: choice).filter { member in
            evaluator.calculate(member)
            return evaluator.states[member].visibility != .no
        }
        for (_, property) in model.properties(of: choice) where property.kind == .default {
            let target = model.expressions[property.expression].leftSymbol
            if seen.contains(target), evaluator.value(property.condition) != .no { return target }
        }
        return seen.first
    }
}
