// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// Fragments for `scripts/kconfig/merge_config.sh`: a file for the lines that all cells have and one for each condition, and which
/// of them make up which cell.
///
///     common.config           # why
///                             CONFIG_EXT4_FS=m
///     flavour-cloud.config    # CONFIG_WIRELESS is not set
///     fragments               cloud arch=x86 flavour=cloud common.config flavour-cloud.config
///
/// No option stands in two fragments of the same cell, so that merging has nothing to say.
/// (Format: scripts/kconfig/merge_config.sh and scripts/kconfig/conf of the kernel.)
public struct FragmentFiles {
    /// Names, and texts.
    public private(set) var files: [(name: String, text: String)] = []

    /// The file that says which fragments make up which cell.
    public static let index = "fragments"

    /// - Parameter cells: each with the lines that it has; what nobody has decided is left out.
    public init(_ cells: [(cell: MatrixCell, lines: [PolicyLines.Line])], keys: Set<String>) {
        var texts: [String: [String]] = [:]
        let decisions = cells.map { cell, lines in
            let decided = lines.filter { $0.strength != .pending }
            for line in decided { texts[line.text] = Self.statement(line) }
            return CellDecisions(cell, decided)
        }
        let blocks = Factoring(decisions).blocks
        var used: Set<String> = [Self.index]
        let names = blocks.enumerated().map { number, block in
            Self.name(block.condition, number, &used)
        }
        for (block, name) in zip(blocks, names) {
            let lines = block.lines.flatMap { texts[$0.text] ?? [] }
            files.append((name, lines.map { $0 + "\n" }.joined()))
        }
        var index = "# CELL KEY=VALUE… FRAGMENT…: scripts/kconfig/merge_config.sh -m FRAGMENT…\n"
        for (cell, _) in cells {
            let own = cell.policyCell(architectures: [cell.arch ?? ""], known: keys)
            let parts = zip(blocks, names).filter { block, _ in
                block.condition?.tests.allSatisfy { $0.holds(in: own) ?? false } ?? true
            }
            let settings =
                (cell.arch.map { ["arch=\($0)"] } ?? [])
                + cell.keys.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
            index += ([cell.name] + settings + parts.map(\.1)).joined(separator: " ") + "\n"
        }
        files.append((Self.index, index))
    }

    private static func statement(_ line: PolicyLines.Line) -> [String] {
        (line.note.map { ["# \($0)"] } ?? []) + [line.configText]
    }

    /// `flavour-cloud_arch-not-x86.config`, as long as a name may be.
    private static func name(_ condition: PolicyCondition?, _ number: Int, _ used: inout Set<String>)
        -> String
    {
        var name = "common"
        if let condition {
            name = condition.tests.map { test in
                "\(test.key)-\(test.isNegated ? "not-" : "")\(test.values.joined(separator: "+"))"
            }.joined(separator: "_")
        }
        if name.utf8.count > 100 || used.contains(name) { name = "block-\(number)" }
        used.insert(name)
        return name + ".config"
    }
}
