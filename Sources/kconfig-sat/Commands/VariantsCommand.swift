// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigParse
import Solver

struct VariantsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "variants",
        abstract: "List the combinations of values that symbols can take.",
        discussion: """
            Each line is a cube: every choice of one value per symbol out of those it
            lists is possible, and no combination is in two lines. All other symbols
            are free. Of an int, hex or string the values are told apart that some
            expression, default or range tells apart.

            Example:
              kconfig-sat variants --arch x86 MODULES EXT4_FS JBD2
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var symbols: SymbolArguments

    @OptionGroup var unmet: UnmetSelectOption<AlsoUnmet>

    enum AlsoUnmet: HelpText {
        static let text = "Also configurations in which a select overrides a dependency."
    }

    @Option(help: ArgumentHelp("Give up beyond that many combinations.", valueName: "number"))
    var limit = 10_000

    func validate() throws {
        if symbols.symbols.isEmpty { throw ValidationError("variants: names of symbols expected") }
        if limit < 1 { throw ValidationError("--limit: a number from 1 expected") }
    }

    func run() throws {
        let model = try tree.loadModel()
        var found: [SymbolID] = []
        for symbol in try symbols.find(in: model) where !found.contains(symbol) { found.append(symbol) }
        let watch = Stopwatch()
        let query = Variants(
            model, found, UnmetPolicy(isAllowed: unmet.allowUnmetSelect), limit: limit,
            engine: Engine.standard)
        let cubes: [Variants.Cube]
        do { cubes = try Exit.onMismatch { try query.solve() } } catch is Variants.TooMany {
            Console.error(
                "kconfig-sat: there are more than \(limit) combinations\n"
                    + "hint: name fewer symbols, or raise --limit\n")
            throw Exit.toolFailed
        }
        tree.log("found \(query.count) combinations", watch)
        let names = found.map { model.name($0) }
        format.print("kconfig-sat/variants/1") {
            cubes.map { line(names, $0, model, found) }.joined()
        } json: {
            [
                .init("symbols", .array(names.map { .string($0) })), .init("combinations", .int(query.count)),
                .init(
                    "cubes",
                    .array(cubes.map { .array($0.map { .array($0.map { .string($0) }) }) })),
            ]
        }
    }

    private func line(
        _ names: [String], _ cube: Variants.Cube, _ model: KconfigModel, _ symbols: [SymbolID]
    ) -> String {
        let parts = names.indices.map { index in
            let type = model.symbols[symbols[index]].type
            let values = type == .int ? cube[index].sorted { (Int($0) ?? 0) < (Int($1) ?? 0) } : cube[index]
            return names[index] + "="
                + values.map { type == .string ? "\"\($0)\"" : $0 }.joined(separator: "|")
        }
        return parts.joined(separator: " ") + "\n"
    }
}
