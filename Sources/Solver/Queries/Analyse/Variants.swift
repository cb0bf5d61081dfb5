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
    private let session: SATSession
    private let limit: Int
    private let tree: KconfigModel
    private var nodes: [Node] = [Node(branches: [])]
    private var known: [Node: Int] = [:]
    private var present: [Literal: Bool] = [:]
    /// How many combinations there are.
    public private(set) var count = 0

    /// - Parameters:
    ///   - symbols: defined bools, tristates, ints, hexes or strings. Of the last three the values in the formula's
    ///     domain are told apart; each stands for all values that no expression tells from it.
    ///   - limit: `solve` gives up beyond that many combinations.
    public init(
        _ model: KconfigModel, _ symbols: [SymbolID], _ unmet: UnmetPolicy, limit: Int, engine: any SATEngine
    ) {
        var encoding = model.encoded()
        encoding.apply(unmet)
        domains = symbols.map { Self.domain($0, model, &encoding) }
        session = SATSession(encoding.formula, engine: engine)
        self.limit = limit
        tree = model
    }

    private static func domain(
        _ symbol: SymbolID, _ model: KconfigModel, _ encoding: inout Encoding
    ) -> [(text: String, literal: Literal)] {
        if let values = encoding.texts[symbol] {
            return values.map { (encoding.strings.text($0.text), $0.literal) }
        }
        return [Tristate.no, .module, .yes].map { value in
            (value.letter, encoding.formula.and(encoding.literals(symbol, value)))
        }.filter { $0.1 != .no }
    }

    /// All combinations; no cube when there is no configuration at all.
    ///
    /// - Throws: `TooMany`, `SearchStopped`, `EncodingMismatch`.
    public func solve() throws -> [Cube] {
        guard try solve([]) else {
            try TreeWitness.confirm(tree, engine: session.engine)
            return []
        }
        let root = try explore([])
        return cubes(root)
    }

    private func solve(_ assumptions: [Literal]) throws(SearchStopped) -> Bool {
        guard let found = try session.assignment(assumptions) else { return false }
        present = [:]
        for value in domains.joined() {
            present[value.literal] = value.literal == .yes || found.isTrue(value.literal)
        }
        return true
    }

    /// The node for what is possible behind a path that is; the assignment at hand agrees with the path.
    private func explore(_ path: [Literal]) throws -> Int {
        guard path.count < domains.count else {
            count += 1
            if count > limit { throw TooMany() }
            return 0
        }
        let domain = domains[path.count]
        // The branch that the assignment at hand takes needs no question.
        let first = domain.firstIndex { present[$0.literal]! }!
        var children: [(value: Int, node: Int)] = [(first, try explore(path + [domain[first].literal]))]
        for (index, value) in domain.enumerated() where index != first {
            guard try solve(path + [value.literal]) else { continue }
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
