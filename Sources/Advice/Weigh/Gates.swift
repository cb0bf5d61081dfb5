// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What must be on for a symbol to be on, as far as Kconfig says so plainly: the symbols that its dependency joins with
/// `&&`, and what it selects without a condition of its own.
///
/// Configurations name only what is not so by default, so whether a file has a symbol on is seen from what it names.
struct Gates {
    private let model: KconfigModel
    /// What nobody's configuration has on, so that it opens no way round what a symbol needs.
    private let tests: SymbolID?
    private var known: [Implied?]
    /// Which file was the last that had a symbol, or had it selected: quicker than sets, of which each file needs two.
    private var seen: [Int]
    private var selected: [Int]
    /// The same for what something there needs.
    private var demanded: [Int]
    private var round = 0

    /// What one symbol that is on says about others.
    private struct Implied {
        var needed: [SymbolID] = []
        var selected: [SymbolID] = []
        /// Selected if some condition holds.
        var maybe: [SymbolID] = []
    }

    /// - Parameter seesTests: whether what is for `X || COMPILE_TEST` is for configurations with X.
    init(_ model: KconfigModel, seesTests: Bool) {
        self.model = model
        tests = seesTests ? model.symbol(named: "COMPILE_TEST") : nil
        known = Array(repeating: nil, count: model.symbols.count)
        seen = Array(repeating: 0, count: model.symbols.count)
        selected = seen
        demanded = seen
    }

    /// What a file has on, as far as is seen.
    struct Closure {
        var having: [SymbolID]
        /// Of these what must be on by its own line, for nothing selects it.
        var lines: [SymbolID]
        /// Of these what nothing there needs.
        var alone: [SymbolID]
    }

    /// - Parameter named: what a file switches on.
    mutating func closure(_ named: [SymbolID]) -> Closure {
        round += 1
        var having: [SymbolID] = []
        var waiting = named
        while let symbol = waiting.popLast() {
            guard seen[symbol.index] != round else { continue }
            seen[symbol.index] = round
            having.append(symbol)
            let implied = implied(symbol)
            waiting += implied.needed
            waiting += implied.selected
            for target in implied.needed { demanded[target.index] = round }
            for target in implied.selected { selected[target.index] = round }
            for target in implied.maybe { selected[target.index] = round }
        }
        for symbol in named { selected[symbol.index] = 0 }
        let lines = having.filter { selected[$0.index] != round }
        return Closure(having: having, lines: lines, alone: lines.filter { demanded[$0.index] != round })
    }

    private mutating func implied(_ symbol: SymbolID) -> Implied {
        if let known = known[symbol.index] { return known }
        var implied = Implied()
        implied.needed = model.conjuncts(of: model.symbols[symbol].directDependency, unless: tests)
        for (_, property) in model.properties(of: symbol) where property.kind == .select {
            let target = model.target(of: property)
            if model.adds(nothingTo: implied.needed, property) {
                implied.selected.append(target)
            } else {
                implied.maybe.append(target)
            }
        }
        known[symbol.index] = implied
        return implied
    }

    /// Of what a symbol needs, what the fewest have. Nothing that may be on by default, for files don't name that.
    func gate(of symbol: SymbolID, _ count: (SymbolID) -> Double) -> SymbolID? {
        var best: (symbol: SymbolID, count: Double)?
        for other in model.conjuncts(of: model.symbols[symbol].directDependency, unless: tests) {
            let having = count(other)
            guard having > 0, having < best?.count ?? .infinity, model.isNamedWhenOn(other) else { continue }
            best = (other, having)
        }
        return best?.symbol
    }
}

extension KconfigModel {
    /// The symbols that must be on for an expression not to be n, as far as it says so plainly.
    ///
    /// - Parameter tests: a symbol that is taken to be off where it is an alternative.
    func conjuncts(of expression: ExpressionID, unless tests: SymbolID?) -> [SymbolID] {
        guard !expression.isNone else { return [] }
        let node = expressions[expression]
        switch node.kind {
        case .and:
            return conjuncts(of: node.leftExpression, unless: tests)
                + conjuncts(of: node.rightExpression, unless: tests)
        case .or:
            let sides = [node.leftExpression, node.rightExpression]
            guard let tests, let test = sides.firstIndex(where: { isSymbol($0, tests) }) else { return [] }
            return conjuncts(of: sides[1 - test], unless: tests)
        case .symbol: return symbols[node.leftSymbol].isDefined ? [node.leftSymbol] : []
        default: return []
        }
    }

    /// The property's condition is no more than what its symbol depends on.
    fileprivate func adds(nothingTo needed: [SymbolID], _ property: Property) -> Bool {
        guard !property.condition.isNone else { return true }
        return symbols(in: property.condition).isSubset(of: needed)
    }

    /// Whether a file that has it on names it, or something that needs or selects it.
    fileprivate func isNamedWhenOn(_ symbol: SymbolID) -> Bool {
        var hasPrompt = false
        for (_, property) in properties(of: symbol) {
            if property.hasText { hasPrompt = true }
            if property.kind == .default && !isNo(property.expression) { return false }
        }
        return hasPrompt
    }

    private func isNo(_ expression: ExpressionID) -> Bool {
        expressions[expression].kind == .symbol && expressions[expression].leftSymbol == SymbolTable.no
    }
}
