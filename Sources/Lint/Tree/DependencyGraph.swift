// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Which symbols' values depend on which, line by line, and how to make that acyclic.
struct DependencyGraph {
    /// A line of a Kconfig file that makes one symbol depend on another.
    struct Line: Hashable {
        let location: Location
        let text: String
        /// A select or imply: what is changed most easily, and most often the mistake.
        let isSelect: Bool
    }

    private struct Edge {
        let target: Int
        let line: Int
    }

    private(set) var lines: [Line] = []
    private var edges: [[Edge]]
    private var lineNumbers: [Line: Int] = [:]
    private let model: KconfigModel
    private let tree: LintTree

    init(_ model: KconfigModel) {
        self.model = model
        tree = LintTree(model)
        edges = Array(repeating: [], count: model.symbols.count)
        for menu in tree.nodes { add(menu) }
    }

    // MARK: - Building

    /// A choice and its members are one node, as in `sym_check_choice_deps`.
    private func node(_ symbol: SymbolID) -> Int { Int(model.setting(of: symbol).raw) }

    private mutating func add(_ menu: MenuID) {
        let symbol = model.menus[menu].symbol
        guard !symbol.isNone else { return }
        // `conf` looks neither at the ends of ranges nor at what a choice is by default.
        let isChoice = model.symbols[symbol].isChoice
        for attribute in tree.attributes(menu) {
            let text = tree.text(attribute)
            switch attribute.kind {
            case .select, .imply:
                add(
                    attribute.symbol, on: [symbol] + tree.symbols(attribute.condition), attribute.location,
                    text, isSelect: true)
            case .range,
                .default where attribute.kind == .range || isChoice:
                add(symbol, on: tree.symbols(attribute.condition), attribute.location, text)
            default:
                add(symbol, on: tree.symbols(attribute.expression), attribute.location, text)
                add(symbol, on: tree.symbols(attribute.condition), attribute.location, text)
            }
        }
        addBlocks(around: menu, symbol)
    }

    /// What the enclosing blocks depend on, a line of theirs each.
    private mutating func addBlocks(around menu: MenuID, _ symbol: SymbolID) {
        var block = model.menus[menu].block
        while !block.isNone, block != KconfigModel.root {
            for attribute in tree.attributes(block)
            where attribute.kind == .depends || attribute.kind == .visible {
                let named = tree.symbols(attribute.expression) + tree.symbols(attribute.condition)
                add(symbol, on: named, attribute.location, tree.text(attribute))
            }
            block = model.menus[block].block
        }
    }

    private mutating func add(
        _ symbol: SymbolID, on others: [SymbolID], _ location: Location, _ text: String,
        isSelect: Bool = false
    ) {
        let line = Line(location: location, text: text, isSelect: isSelect)
        let number = lineNumbers[line] ?? lines.count
        if number == lines.count {
            lines.append(line)
            lineNumbers[line] = number
        }
        for named in others {
            // A bare m means `m && MODULES`.
            let other = named == SymbolTable.module ? model.modules : named
            guard model.symbols[other].isDefined else { continue }
            edges[node(symbol)].append(Edge(target: node(other), line: number))
        }
    }

    // MARK: - Breaking

    /// The fewest lines without which there is no cycle.
    ///
    /// Implicit hitting sets (E. Moreno-Centeno, R. Karp, 2013): a smallest set of lines that meets all cycles seen so
    /// far, then a cycle that it misses, until there is none.
    func smallestCut() -> [Line] {
        var cycles: [[Int]] = []
        while true {
            let sets = cycles.map { $0.map { Literal(raw: Int32($0) + 1) } }
            let smallest = (HittingSet.smallest(sets, limit: .max)?.members ?? []).map { $0.variable - 1 }
            let cut = withSelects(smallest, cycles).sorted()
            guard let cycle = cycle(without: Set(cut)) else { return cut.map { lines[$0] } }
            cycles.append(cycle)
        }
    }

    /// An equally small set with selects for other lines where one breaks the same cycles.
    private func withSelects(_ cut: [Int], _ cycles: [[Int]]) -> [Int] {
        var result = cut
        for index in result.indices where !lines[result[index]].isSelect {
            let others = Set(result).subtracting([result[index]])
            let own = cycles.filter { others.isDisjoint(with: $0) }
            let common = own.dropFirst().reduce(Set(own.first ?? [])) { $0.intersection($1) }
            if let select = common.filter({ lines[$0].isSelect }).min() { result[index] = select }
        }
        return result
    }

    /// The lines of a cycle that uses none of the removed lines.
    private func cycle(without removed: Set<Int>) -> [Int]? {
        var state = [UInt8](repeating: 0, count: edges.count)
        for start in edges.indices where state[start] == 0 {
            var path: [(node: Int, next: Int, line: Int)] = [(start, 0, -1)]
            state[start] = 1
            while let (node, next, _) = path.last {
                guard next < edges[node].count else {
                    state[node] = 2
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let edge = edges[node][next]
                if removed.contains(edge.line) || state[edge.target] == 2 { continue }
                if state[edge.target] == 1 {
                    let first = path.lastIndex { $0.node == edge.target }!
                    return path[(first + 1)...].map(\.line) + [edge.line]
                }
                state[edge.target] = 1
                path.append((edge.target, 0, edge.line))
            }
        }
        return nil
    }
}
