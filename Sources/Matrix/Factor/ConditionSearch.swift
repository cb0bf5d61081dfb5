// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// The condition with the fewest keys that some cells meet and others don't.
struct ConditionSearch {
    /// The keys of each cell. The name of the cell is none of them.
    private let cells: [[String: String]]
    private let names: [String]
    private let keys: [String]
    /// What `!=` and `=` choose among.
    private let values: [String: [String]]

    /// - Parameters:
    ///   - names: of all cells.
    ///   - cells: keys and values of each; a cell may lack some.
    init(names: [String], cells: [[String: String]]) {
        self.names = names
        self.cells = cells
        keys = Set(cells.flatMap(\.keys)).sorted()
        var values: [String: [String]] = [:]
        for key in keys {
            var seen: Set<String> = []
            values[key] = cells.compactMap { $0[key] }.filter { seen.insert($0).inserted }
        }
        self.values = values
    }

    /// - Parameters:
    ///   - needed: cells that must meet it, at least one.
    ///   - allowed: cells that may.
    /// - Returns: nil for none at all: all cells may.
    func condition(needed: Set<Int>, allowed: Set<Int>) -> PolicyCondition? {
        let forbidden = Set(cells.indices).subtracting(allowed).subtracting(needed)
        if forbidden.isEmpty { return nil }
        for size in 1...max(1, min(keys.count, 4)) {
            var best: PolicyCondition?
            for chosen in combinations(size) {
                guard let found = condition(chosen, needed, forbidden) else { continue }
                if best.map({ Self.length(found) < Self.length($0) }) ?? true { best = found }
            }
            if let best { return best }
        }
        return byName(needed, forbidden)
    }

    private static func length(_ condition: PolicyCondition) -> Int { condition.description.utf8.count }

    private func combinations(_ size: Int) -> [[String]] {
        func choose(_ rest: ArraySlice<String>, _ count: Int) -> [[String]] {
            guard count > 0 else { return [[]] }
            guard rest.count >= count, let first = rest.first else { return [] }
            let with = choose(rest.dropFirst(), count - 1).map { [first] + $0 }
            return with + choose(rest.dropFirst(), count)
        }
        return choose(keys[...], size)
    }

    /// A test for each of these keys, as few values each as the needed cells have; nil when a forbidden cell meets them.
    private func condition(_ chosen: [String], _ needed: Set<Int>, _ forbidden: Set<Int>) -> PolicyCondition?
    {
        var tests: [PolicyCondition.Test] = []
        for key in chosen {
            let wanted = Set(needed.map { cells[$0][key] })
            // What has no value can only be told by what it is not.
            guard let test = self.test(key, wanted) else { return nil }
            tests.append(test)
        }
        let condition = PolicyCondition(tests)
        return forbidden.contains { holds(condition, $0) } ? nil : condition
    }

    /// The shorter of `KEY=…` and `KEY!=…`; nil when all values are wanted.
    private func test(_ key: String, _ wanted: Set<String?>) -> PolicyCondition.Test? {
        let all = values[key] ?? []
        let (yes, no) = (all.filter { wanted.contains($0) }, all.filter { !wanted.contains($0) })
        // With a value for each cell, `!=` says the same; otherwise it would take in cells that have none.
        let isTotal = cells.allSatisfy { $0[key] != nil }
        if no.isEmpty { return isTotal || wanted.contains(nil) ? nil : .init(key, yes) }
        let isNegated = wanted.contains(nil) || no.count < yes.count
        return isNegated && (isTotal || wanted.contains(nil))
            ? .init(key, isNegated: true, no) : .init(key, yes)
    }

    private func holds(_ condition: PolicyCondition, _ cell: Int) -> Bool {
        condition.tests.allSatisfy { test in
            (cells[cell][test.key].map(test.values.contains) ?? false) != test.isNegated
        }
    }

    private func byName(_ needed: Set<Int>, _ forbidden: Set<Int>) -> PolicyCondition {
        let (yes, no) = (needed.sorted().map { names[$0] }, forbidden.sorted().map { names[$0] })
        return PolicyCondition([
            no.count < yes.count ? .init("cell", isNegated: true, no) : .init("cell", yes)
        ])
    }
}
