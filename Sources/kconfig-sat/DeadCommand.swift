// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigParse
import Lint

struct DeadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "List the symbols that no configuration turns on, builds in or makes a module.",
        discussion: """
            One line per symbol, its name first: 'never on', or for a tristate that
            can be on 'never m' or 'never y'. The answer holds for this architecture
            and these tools; 'lint --tree' looks for what is dead everywhere. With -v
            each line has a reason.

            Examples:
              kconfig-sat dead --arch x86
              kconfig-sat dead --arch riscv -v PCI_GODIRECT ISA
            """
    )

    @OptionGroup var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var symbols: SymbolArguments

    func run() throws {
        try symbols.listConstants(tree, format, "kconfig-sat/dead/1") { $0.dead }
    }
}

struct NecessaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "necessary",
        abstract: "List the symbols that every configuration turns on.",
        discussion: """
            One line per symbol, its name first: 'always y', 'always m', or 'always
            on' when both occur. With -v each line has a reason.

            Example:
              kconfig-sat necessary --arch x86 -v
            """
    )

    @OptionGroup var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var symbols: SymbolArguments

    func run() throws {
        try symbols.listConstants(tree, format, "kconfig-sat/necessary/1") { $0.necessary }
    }
}

extension SymbolArguments {
    /// Prints what of the constant symbols was asked for.
    fileprivate func listConstants(
        _ tree: TreeOptions, _ format: FormatOption, _ schema: String,
        _ choose: (ConstantSymbols) -> [ConstantSymbols.Entry]
    ) throws {
        let model = try tree.loadModel()
        let wanted = Set(try find(in: model))
        let watch = Stopwatch()
        let constants = try ConstantSymbols(TreeFormula(LintTree(model)), explains: tree.verbose)
        tree.log("asked what can be", watch)
        let entries = choose(constants).filter { wanted.isEmpty || wanted.contains($0.symbol) }
        format.print(schema) {
            entries.map { entry in
                "\(model.name(entry.symbol)) \(entry.kind.rawValue)\(entry.reason.map { ": \($0)" } ?? "")\n"
            }.joined()
        } json: {
            [
                .init(
                    "symbols",
                    .array(
                        entries.map { entry in
                            let location = model.location(of: entry.symbol)
                            return .object([
                                "name": .string(model.name(entry.symbol)), "is": .string(entry.kind.rawValue),
                                "file": .string(model.sources.name(location.file)),
                                "line": .int(Int(location.line)), "reason": entry.reason.map { .string($0) },
                            ])
                        }))
            ]
        }
    }
}
