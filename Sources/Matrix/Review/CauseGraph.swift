// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What follows from what, over symbols that differ.
struct CauseGraph {
    /// In the order of `ReviewSides.changed`.
    private(set) var roots: [String] = []
    /// The root that a name follows from; nothing for roots themselves, and for what follows from none.
    private(set) var origin: [String: String] = [:]
    private let sides: ReviewSides
    private var causes: [String: Set<String>] = [:]
    private var effects: [String: [String]] = [:]

    init(_ sides: ReviewSides, _ gone: [Migration.Gone]) {
        self.sides = sides
        for name in sides.changed { causes[name] = directCauses(name) }
        for one in gone {
            let old = sides.old.model.name(one.symbol)
            guard sides.isChanged(old) else { continue }
            for successor in one.successors {
                let name = sides.new.model.name(successor.symbol)
                if sides.isChanged(name) { causes[name]!.insert(old) }
            }
        }
        for name in sides.changed { for cause in causes[name]! { effects[cause, default: []].append(name) } }
        let settable = sides.changed.filter(sides.isSettable)
        for name in settable where !hasSettableCause(name) { take(name) }
        // What is left of them goes round in circles.
        for name in settable where origin[name] == nil && !roots.contains(name) { take(name) }
        let order = Dictionary(uniqueKeysWithValues: sides.changed.enumerated().map { ($1, $0) })
        roots.sort { order[$0]! < order[$1]! }
    }

    private mutating func take(_ root: String) {
        guard origin[root] == nil else { return }
        roots.append(root)
        var line = [root]
        while let name = line.popLast() {
            for effect in effects[name] ?? [] where origin[effect] == nil && !roots.contains(effect) {
                if sides.isSettable(effect) && !hasSettableCause(effect) { continue }
                origin[effect] = root
                line.append(effect)
            }
        }
    }

    private func hasSettableCause(_ name: String) -> Bool {
        var seen: Set<String> = [name]
        var line = [name]
        while let one = line.popLast() {
            for cause in causes[one]! where seen.insert(cause).inserted {
                if sides.isSettable(cause) { return true }
                line.append(cause)
            }
        }
        return false
    }

    private func directCauses(_ name: String) -> Set<String> {
        var found: Set<String> = []
        let isOff = sides.change(name).new == "n"
        if let symbol = sides.new.symbol(name) {
            let model = sides.new.model
            let part = isOff ? whatTurnsOff(symbol) : active(symbol)
            for other in part { found.insert(model.name(other)) }
        }
        if sides.new.symbol(name) == nil || isOff, let symbol = sides.old.symbol(name) {
            // What is on now did not turn it off.
            let part = sides.old.model.symbolsThatDecide(symbol).map { sides.old.model.name($0) }
            found.formUnion(part.filter { sides.isChanged($0) && sides.change($0).new == "n" })
        }
        found.remove(name)
        return found.filter(sides.isChanged)
    }

    /// What has a part in a symbol being off: what its dependencies lack, else all that decides it.
    private func whatTurnsOff(_ symbol: SymbolID) -> Set<SymbolID> {
        let (model, evaluator) = (sides.new.model, sides.new.configuration.evaluator)
        let dependency = model.symbols[symbol].directDependency
        guard !dependency.isNone, evaluator.value(dependency) == .no else {
            return Set(model.symbolsThatDecide(symbol))
        }
        var (found, open): (Set<SymbolID>, [ExpressionID]) = ([], [dependency])
        while let expression = open.popLast() {
            let node = model.expressions[expression]
            switch node.kind {
            case .and:
                let parts = [node.leftExpression, node.rightExpression]
                open += parts.filter { evaluator.value($0) == .no }
            case .or: open += [node.leftExpression, node.rightExpression]
            default: found.formUnion(model.symbols(in: expression))
            }
        }
        return found
    }

    /// What has a part in the value of a symbol that is on: its selects, or its default and what it depends on.
    private func active(_ symbol: SymbolID) -> Set<SymbolID> {
        let (model, evaluator) = (sides.new.model, sides.new.configuration.evaluator)
        var found: Set<SymbolID> = []
        for id in model.sources(.select, of: symbol) + model.sources(.imply, of: symbol) {
            let source = model.menus[model.properties[id].menu].symbol
            if !source.isNone, evaluator.tristate(source) != .no { found.insert(source) }
        }
        if !found.isEmpty { return found }
        found = model.symbols(in: model.symbols[symbol].directDependency)
        if let (id, _) = evaluator.liveProperty(symbol, .default) {
            found.formUnion(model.symbols(in: model.properties[id].condition))
            found.formUnion(model.symbols(in: model.properties[id].expression))
        }
        found.formUnion(model.members(ofSetting: model.setting(of: symbol)))
        return found
    }
}
