// SPDX-License-Identifier: GPL-2.0-or-later
import Solver
import Testing

@testable import Matrix

@Suite struct FactoringTests {
    /// Four cells: two architectures, two flavours.
    private static let keys: [[String: String]] = [
        ["arch": "x86", "flavour": "cloud"], ["arch": "x86", "flavour": "rt"],
        ["arch": "arm64", "flavour": "cloud"], ["arch": "arm64", "flavour": "rt"],
    ]
    private static let names = ["a", "b", "c", "d"]

    private func condition(_ needed: Set<Int>, _ allowed: Set<Int> = []) -> String? {
        ConditionSearch(names: Self.names, cells: Self.keys).condition(needed: needed, allowed: allowed)?
            .description
    }

    @Test func theFewestKeys() {
        #expect(condition([0, 1, 2, 3]) == nil)
        #expect(condition([0, 1], [2, 3]) == nil)
        #expect(condition([0, 1]) == "arch=x86")
        #expect(condition([1, 3]) == "flavour=rt")
        #expect(condition([3]) == "arch=arm64 flavour=rt")
        #expect(condition([3], [1]) == "flavour=rt")
        // No test of the two keys tells these from the others.
        #expect(condition([0, 3]) == "cell=a|d")
        #expect(condition([0, 1, 3]) == "cell!=c")
    }

    @Test func keysThatSomeCellsLack() {
        let search = ConditionSearch(names: ["a", "b", "c"], cells: [["f": "x"], ["f": "y"], [:]])
        #expect(search.condition(needed: [2], allowed: [])?.description == "f!=x|y")
        #expect(search.condition(needed: [0, 2], allowed: [])?.description == "f!=y")
        #expect(search.condition(needed: [0, 1], allowed: [])?.description == "f=x|y")
        #expect(search.condition(needed: [0], allowed: [])?.description == "f=x")
    }

    /// Whatever is needed, the condition is met by these cells and by none that is forbidden.
    @Test func conditionsAreExact() {
        for bits in 1..<(1 << 8) {
            let needed = Set((0..<4).filter { bits >> $0 & 1 == 1 })
            let allowed = Set((0..<4).filter { bits >> (4 + $0) & 1 == 1 })
            if needed.isEmpty { continue }
            let search = ConditionSearch(names: Self.names, cells: Self.keys)
            let found = search.condition(needed: needed, allowed: allowed)
            for index in 0..<4 {
                let cell = PolicyCell(
                    Self.keys[index].mapValues { [$0] }.merging(["cell": [Self.names[index]]]) { $1 })
                let holds = found?.tests.allSatisfy { $0.holds(in: cell) ?? false } ?? true
                #expect(!needed.contains(index) || holds)
                #expect(needed.contains(index) || allowed.contains(index) || !holds)
            }
        }
    }

    @Test func linesOfSeveralCells() {
        func line(_ name: String) -> CellDecisions.Line { .init(name: name, text: "CONFIG_\(name)=y") }
        func cell(_ index: Int, _ lines: [String], _ holding: [String] = []) -> CellDecisions {
            CellDecisions(
                name: Self.names[index], keys: Self.keys[index], lines: lines.map(line),
                holding: Dictionary(uniqueKeysWithValues: (lines + holding).map { ($0, ["CONFIG_\($0)=y"]) }))
        }
        let factoring = Factoring([
            cell(0, ["A", "B"]), cell(1, ["A", "C"]), cell(2, ["A", "D"], ["B"]), cell(3, ["A", "C", "D"]),
        ])
        #expect(factoring.lineCount == 4)
        #expect(
            factoring.text(heading: ["h"]) == """
                # h

                CONFIG_A=y

                when flavour=cloud
                  CONFIG_B=y
                end

                when flavour=rt
                  CONFIG_C=y
                end

                when arch=arm64
                  CONFIG_D=y
                end

                """)
    }
}
