// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The combinations of values that some symbols can take, everything else projected away, as disjoint cubes.
///
/// A decision diagram over the symbols in the given order, each with one branch per value: the solver tells which
/// branches exist. Branches with the same subdiagram are one branch with several values, so that each path through
/// the diagram is a cube and no two paths meet.
public final class Variants {
    /// For each symbol the values it may have, independently of each other. As many as the symbols, in their order.
    public typealias Cube = [[String]]

    /// More combinations than were asked for.
    public struct TooMany: Error {}

    private struct Node: Hashable {
        /// Values and the node behind them; the values of one branch in the order of the domain.
        let branches: [Branch]
    }

    private struct Branch: Hashable {
        let values: [Int]
        let node: Int
    }

    private let domains: [[(text: String, literal: Literal)]]
    private let solver: CaDiCaLSolver
    private let limit: Int
    private var nodes: [Node] = [Node(branches: [])]
    private var known: [Node: Int] = [:]
    private var model: [Literal: Bool] = [:]
    /// How many combinations there are.
    public private(set) var count = 0

    /// - Parameters:
    ///   - symbols: defined bools, tristates, ints, hexes or strings. Of the last three the values in the formula's
    ///     domain are told apart; each stands for all values that no expression tells from it.
    ///   - limit: `solve` gives up beyond that many combinations.
    public init(_ model: KconfigModel, _ symbols: [SymbolID], allowsUnmetSelect: Bool, limit: Int) {
        var encoding = model.encoded()
        if !allowsUnmetSelect { encoding.forbidUnmetSelects() }
        domains = symbols.map { Self.domain($0, model, &encoding) }
        solver = CaDiCaLSolver(encoding.formula)
        self.limit = limit
    }

    private static func domain(
        _ symbol: SymbolID, _ model: KconfigModel, _ encoding: inout Encoding
    ) -> [(text: String, literal: Literal)] {
        if let values = encoding.texts[symbol] {
            return values.map { (encoding.strings.text($0.text), $0.literal) }
        }
        let value = encoding.logical[symbol]
        let module = encoding.formula.and(value.on, -value.yes)
        return [("n", -value.on), ("m", module), ("y", value.yes)].filter { $0.1 != .no }
    }

    /// All combinations; no cube when there is no configuration at all.
    ///
    /// - Throws: `TooMany`.
    public func solve() throws -> [Cube] {
        guard solve([]) else { return [] }
        let root = try explore([])
        return cubes(root)
    }

    private func solve(_ assumptions: [Literal]) -> Bool {
        guard solver.solve(assumptions) == .satisfiable else { return false }
        model = [:]
        for value in domains.joined() {
            model[value.literal] = value.literal == .yes || solver.isTrue(value.literal)
        }
        return true
    }

    /// The node for what is possible behind a path that is; the model at hand agrees with the path.
    private func explore(_ path: [Literal]) throws -> Int {
        guard path.count < domains.count else {
            count += 1
            if count > limit { throw TooMany() }
            return 0
        }
        let domain = domains[path.count]
        // The branch that the model at hand takes needs no question.
        let first = domain.firstIndex { model[$0.literal]! }!
        var children: [(value: Int, node: Int)] = [(first, try explore(path + [domain[first].literal]))]
        for (index, value) in domain.enumerated() where index != first && solve(path + [value.literal]) {
            children.append((index, try explore(path + [value.literal])))
        }
        return node(children.sorted { $0.value < $1.value })
    }

    private func node(_ children: [(value: Int, node: Int)]) -> Int {
        var branches: [Branch] = []
        for child in children where !branches.contains(where: { $0.node == child.node }) {
            let values = children.filter { $0.node == child.node }.map(\.value)
            branches.append(Branch(values: values, node: child.node))
        }
        let node = Node(branches: branches)
        if let id = known[node] { return id }
        nodes.append(node)
        known[node] = nodes.count - 1
        return nodes.count - 1
    }

    private func cubes(_ id: Int, _ depth: Int = 0) -> [Cube] {
        if depth == domains.count { return [[]] }
        return nodes[id].branches.flatMap { branch in
            let texts = branch.values.map { domains[depth][$0].text }
            return cubes(branch.node, depth + 1).map { [texts] + $0 }
        }
    }
}
