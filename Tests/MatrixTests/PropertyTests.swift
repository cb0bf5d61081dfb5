// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Matrix

/// Random policies and cells over tiny random trees.
@Suite struct PropertyTests {
    /// What a cell's policy says, line by line, asked of `conf`'s rules and of the solver.
    @Test func buildsAreTheCellsLinesAndImportsGiveThemBack() throws {
        var (impossible, plain, solved, imported) = (0, 0, 0, 0)
        for seed in 1...150 as ClosedRange<UInt64> {
            var tree = TinyTree(seed: seed)
            let text = tree.kconfig()
            guard let model = try? parse(text) else { continue }
            let policy = tree.policy()
            var outputs: [(MatrixCell, BaseConfiguration, PolicyCell)] = []
            for cell in Self.cells {
                let context: Comment = "seed \(seed) \(cell.name)\n\(text)\n\(policy)"
                let own = cell.policyCell(architectures: [cell.arch!], known: ["flavour"])
                let whole = try Self.read(policy, model, own)
                // The lines that count for the cell, by another way: without blocks.
                let flat = try Self.read(Self.flat(policy, cell), model, PolicyCell())
                #expect(whole.requirements.map(\.text) == flat.requirements.map(\.text), context)
                switch try LinesQuery(whole, .forbidden, engine: CaDiCaLEngine()).solve() {
                case .stopped: Issue.record(context)
                case .impossible:
                    impossible += 1
                    #expect(try Self.solver(flat) == nil, context)
                case .found(let found):
                    if found.isPlain { plain += 1 } else { solved += 1 }
                    #expect(whole.isMet(by: found.configuration, .forbidden), context)
                    #expect(try Self.solver(flat) == found.config, context)
                    outputs.append((cell, found.configuration, own))
                }
            }
            let cells = outputs.map { ImportedCell($0, $1, architecture: $0.arch, policyCell: $2) }
            if cells.isEmpty { continue }
            let result = ConfigFactoring(cells, heading: [])
            #expect(result.inexact == [], "seed \(seed)\n\(text)\n\(result.text)")
            #expect(result.factoring.lineCount <= result.common + result.differing)
            imported += cells.count
        }
        #expect(impossible > 10 && plain > 60 && solved > 10 && imported > 120)
    }

    private static let cells: [MatrixCell] = ["x86", "arm64"].flatMap { (arch: String) in
        ["cloud", "rt"].map { (flavour: String) in
            MatrixCell(
                name: "\(arch)-\(flavour)", keys: ["flavour": flavour], arch: arch,
                output: "\(arch)-\(flavour)",
                policies: ["p"], origin: RequirementOrigin(file: "m", line: 1, column: 1))
        }
    }

    private static func read(_ text: String, _ model: KconfigModel, _ cell: PolicyCell) throws -> Satconfig {
        try SatconfigReader(model, ignoresUnknown: false, cell: cell).read([
            ("p", "p", SourceText(copying: Array(text.utf8)))
        ])
    }

    /// The best configuration by the objective alone; nil for none.
    private static func solver(_ satconfig: Satconfig) throws -> [UInt8]? {
        var options = SatconfigQuery.Options()
        options.objective = .lines
        let query = SatconfigQuery(
            satconfig, options, base: satconfig.configurationOfLines().evaluator, engine: CaDiCaLEngine())
        guard case .found(let solution) = try query.solve(near: satconfig.configurationOfLines().evaluator)
        else { return nil }
        return solution.config
    }

    /// The policy with the blocks of other cells taken out.
    private static func flat(_ policy: String, _ cell: MatrixCell) -> String {
        var (lines, isIn): ([Substring], Bool) = ([], true)
        for line in policy.split(separator: "\n") {
            if line.hasPrefix("when ") {
                isIn = line.split(separator: " ").dropFirst().allSatisfy { test in
                    let parts = test.split(separator: "=")
                    let key = parts[0].filter { $0 != "!" }
                    let value = key == "arch" ? cell.arch! : cell.keys[String(key)]!
                    return (parts[1] == value) != parts[0].hasSuffix("!")
                }
            } else if line == "end" {
                isIn = true
            } else if isIn {
                lines.append(line)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

/// A few options that depend on, select and default to each other.
private struct TinyTree {
    private var chance: Chance
    private static let names = ["A", "B", "C", "D", "E", "F"]

    init(seed: UInt64) { chance = Chance(state: seed) }

    private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &chance) }

    mutating func kconfig() -> String {
        var text = "config MODULES\n\tbool \"modules\"\n\tmodules\n\tdefault y\n"
        for (index, name) in Self.names.enumerated() {
            text += "config \(name)\n\t\(roll(2) == 0 ? "bool" : "tristate") \"\(name)\"\n"
            if index > 0 && roll(2) == 0 {
                text += "\tdepends on \(roll(3) == 0 ? "!" : "")\(earlier(index))\n"
            }
            if roll(3) == 0 { text += "\tdefault \(index > 0 && roll(2) == 0 ? earlier(index) : "y")\n" }
            if index < Self.names.count - 1 && roll(4) == 0 {
                text += "\tselect \(Self.names[index + 1 + roll(Self.names.count - index - 1)])\n"
            }
        }
        return text + "config N\n\tint \"n\"\n\tdefault 5 if A\n\tdefault 3\n\trange 1 9\n"
            + "choice\n\tprompt \"which\"\nconfig P\n\tbool \"p\"\nconfig Q\n\tbool \"q\"\n\tdepends on B\nconfig R\n\tbool \"r\"\nendchoice\n"
    }

    private mutating func earlier(_ index: Int) -> String { Self.names[roll(index)] }

    mutating func policy() -> String {
        var free = Self.names + ["N", "P", "Q"]
        var text = ""
        for condition in [nil, "arch=x86", "flavour!=rt", "arch=arm64 flavour=rt"] where !free.isEmpty {
            let lines = (0..<(1 + roll(2))).compactMap { _ in
                free.isEmpty ? nil : line(free.remove(at: roll(free.count)))
            }
            let body = lines.map { $0 + "\n" }.joined()
            text += condition.map { "when \($0)\n\(body)end\n" } ?? body
        }
        return text
    }

    private mutating func line(_ name: String) -> String {
        switch name {
        case "N": return "CONFIG_N=\(2 + roll(6))"
        case "P", "Q": return "CONFIG_\(name)=y"
        default:
            switch roll(4) {
            case 0: return "# CONFIG_\(name) is not set"
            case 1: return "weak CONFIG_\(name)=y"
            default: return "CONFIG_\(name)=y"
            }
        }
    }
}
