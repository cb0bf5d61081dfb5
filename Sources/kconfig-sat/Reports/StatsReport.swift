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
    static func text(_ dialect: Dialect, _ found: TreeDialect) -> String {
        let (oldest, newest) = Dialect.compared
        let rules =
            dialect.isNewerThanKnown
            ? "Linux \(newest), the newest known; the tree's is \(dialect)"
            : dialect == .newest ? "Linux \(newest), the newest known" : "Linux \(dialect)"
        let kconfiglib = dialect.isKconfiglibs ? ", as Kconfiglib has them" : ""
        return
            "rules of \(rules)\(kconfiglib); compared with conf from \(oldest) to \(newest), and with those of \(Dialect.comparedBefore.joined(separator: " and "))\n"
            + "found by \(origin(dialect, found))\n"
    }

    /// What said so.
    private static func origin(_ dialect: Dialect, _ found: TreeDialect) -> String {
        switch found.origin {
        case .user(let name): return name
        case .version: return "the version"
        case .kconfiglib(let file): return file
        case .guess: return "what the tree's files use: it has no sources of a conf, and no kernel's version"
        case .sources(let folder):
            let rows = found.evidence?.rows ?? []
            let others = rows.filter { !$0.isUsual(in: dialect) }
            let text = "\(rows.count) texts in \(folder)"
            if others.isEmpty { return text }
            return text + "; not as in \(dialect): " + others.map(\.name).joined(separator: ", ")
        }
    }

    static func json(_ dialect: Dialect, _ found: TreeDialect) -> JSONValue {
        let (oldest, newest) = Dialect.compared
        return .object([
            "tree": dialect == .newest ? .null : .string("\(dialect)"),
            "rules": .string("\(dialect.isNewerThanKnown || dialect == .newest ? newest : dialect)"),
            "found by": .string(origin(dialect, found)),
            "evidence": .array((found.evidence?.rows ?? []).map(json)),
            "compared": .array([.string("\(oldest)"), .string("\(newest)")]),
        ])
    }

    private static func json(_ row: DialectEvidence.Row) -> JSONValue {
        .object([
            "row": .string(row.name), "holds": .bool(row.holds), "file": .string(row.file),
            "text": .string(row.text), "present": .bool(row.isPresent),
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
