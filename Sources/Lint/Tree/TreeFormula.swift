// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// The formula of a tree, with literals for what the rules ask about.
public final class TreeFormula {
    public let tree: LintTree
    public private(set) var encoding: Encoding
    let engine: any SATEngine
    /// Is told now and then how many of how many questions are answered.
    private let onProgress: (Int, Int) -> Void
    var model: KconfigModel { tree.model }

    /// - Parameters:
    ///   - free: symbols that may have any value.
    ///   - values: further values that numbers and strings may have.
    ///   - asksRules: whether rules will ask for the conditions of the tree.
    ///   - asksDefaults: whether somebody wants configurations near to the defaults.
    ///   - onProgress: is told now and then how many of how many questions are answered.
    public init(
        _ tree: LintTree, free: Set<SymbolID> = [], values: [SymbolID: [String]] = [:],
        asksRules: Bool = true, asksDefaults: Bool = false,
        engine: any SATEngine, onProgress: @escaping (Int, Int) -> Void = { _, _ in }
    ) {
        self.engine = engine
        self.onProgress = onProgress
        self.tree = tree
        var options = EncodingOptions(
            extraValues: values, expressions: asksRules ? Self.expressions(tree) : [])
        options.free = free
        options.wishes = asksDefaults
        encoding = tree.model.encoded(options)
    }

    private static func expressions(_ tree: LintTree) -> [ExpressionID] {
        let model = tree.model
        var isAsked = Table<ExpressionID, Bool>(repeating: false, count: model.expressions.count)
        func ask(_ expression: ExpressionID) {
            if !expression.isNone { isAsked[expression] = true }
        }
        func askConjuncts(_ expression: ExpressionID) {
            ask(expression)
            for conjunct in tree.conjuncts(expression) { ask(conjunct) }
        }
        for property in model.properties.elements {
            ask(property.condition)
            if property.kind == .default { askConjuncts(property.expression) }
        }
        for menu in model.menus.elements { ask(menu.dependency) }
        for attribute in model.attributes where attribute.kind == .depends { ask(attribute.expression) }
        for symbol in model.symbols.symbols.elements {
            ask(symbol.implied)
            askConjuncts(symbol.directDependency)
        }
        return isAsked.indices.filter { isAsked[$0] }
    }

    /// What makes configurations differ: the values of all bools and tristates.
    public var steering: [Literal] {
        tree.model.symbols.indices.filter { [tree] in
            tree.model.symbols[$0].isDefined && tree.model.symbols[$0].type.isLogical
        }
        .flatMap { [literals($0).on, literals($0).yes] }
    }

    /// Finds out which literals can be true.
    public func reachability(stopAfter seconds: Double?) -> Reachability {
        let reachability = Reachability(
            encoding.formula, steering: steering, stopAfter: seconds, engine: engine)
        reachability.onProgress = onProgress
        return reachability
    }

    /// A number that two equal formulas share: whether the shards of a run asked about the same tree and tools.
    public var digest: String {
        var hash = Hash64()
        encoding.formula.buffer.withUnsafeBytes { hash.add($0) }
        return hash.hex
    }

    func literals(_ expression: ExpressionID) -> TristateLiterals {
        expression.isNone ? .yes : encoding.expressions[expression]!
    }

    func on(_ expression: ExpressionID) -> Literal { literals(expression).on }

    func literals(_ symbol: SymbolID) -> TristateLiterals { encoding.logical[symbol] }

    /// Not n; for an int, hex or string: has a line in `.config`.
    func on(_ symbol: SymbolID) -> Literal {
        model.symbols[symbol].type.isLogical
            ? encoding.logical[symbol].on : encoding.written[symbol] ?? .no
    }

    func and(_ literals: Literal...) -> Literal { encoding.formula.and(literals) }
    func or(_ literals: Literal...) -> Literal { encoding.formula.or(literals) }

    var modules: Literal { encoding.logical[model.modules].on }

    /// m counts as y for a bool, and for a tristate without modules.
    func promoted(_ value: TristateLiterals, for symbol: SymbolID) -> TristateLiterals {
        guard model.symbols[symbol].type == .tristate else { return TristateLiterals(bool: value.on) }
        return TristateLiterals(on: value.on, yes: or(value.yes, and(value.on, -modules)))
    }

    /// Whether the dependencies of a node can be met.
    func dependency(_ menu: MenuID) -> Literal { on(model.menus[menu].dependency) }

    /// The properties of one kind of a symbol, each with the literal that says it is the first one in force. What an
    /// architecture's own files put before those of all is not there for the others.
    func firstLive(_ kind: PropertyKind, of symbol: SymbolID) -> [(property: Property, live: Literal)] {
        var earlier = Literal.no
        var earlierForAll = Literal.no
        var list: [(Property, Literal)] = []
        for (_, property) in model.properties(of: symbol) where property.kind == kind {
            let condition = on(property.condition)
            let isForAll = !Elsewhere.isOfArchitecture(model.sources.name(property.location.file))
            list.append((property, and(condition, isForAll ? -earlierForAll : -earlier)))
            earlier = or(earlier, condition)
            if isForAll { earlierForAll = or(earlierForAll, condition) }
        }
        return list
    }
}
