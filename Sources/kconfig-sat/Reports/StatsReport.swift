// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver

/// The sizes of trees and their formulas, a line each.
enum StatsReport {
    static let header = line([
        "architecture", "options", "choices", "depends", "selects", "vars", "clauses",
    ])

    static func line(_ arch: String, _ stats: EncodingStats) -> String {
        let numbers = [
            stats.options, stats.choices, stats.dependencies, stats.selects, stats.variables, stats.clauses,
        ]
        return line([arch] + numbers.map { String($0) })
    }

    private static func line(_ cells: [String]) -> String {
        let first = cells[0] + String(repeating: " ", count: max(1, 14 - cells[0].count))
        return first
            + cells.dropFirst().map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
            + "\n"
    }

    /// By which kernel's rules a tree was read.
    static func text(_ dialect: Dialect) -> String {
        let (oldest, newest) = Dialect.compared
        let rules =
            dialect.isNewerThanKnown
            ? "Linux \(newest), the newest known; the tree's is \(dialect)"
            : dialect == .newest ? "Linux \(newest), the newest known" : "Linux \(dialect)"
        return "rules of \(rules); compared with conf from \(oldest) to \(newest)\n"
    }

    static func json(_ dialect: Dialect) -> JSONValue {
        let (oldest, newest) = Dialect.compared
        return .object([
            "tree": dialect == .newest ? .null : .string("\(dialect)"),
            "rules": .string("\(dialect.isNewerThanKnown || dialect == .newest ? newest : dialect)"),
            "compared": .array([.string("\(oldest)"), .string("\(newest)")]),
        ])
    }

    static func json(_ arch: String, _ stats: EncodingStats) -> JSONValue {
        .object([
            "architecture": .string(arch), "options": .int(stats.options), "choices": .int(stats.choices),
            "dependencies": .int(stats.dependencies), "selects": .int(stats.selects),
            "variables": .int(stats.variables), "clauses": .int(stats.clauses),
        ])
    }
}
