// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

struct EncodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Write the formula of the tree, for other solvers and for model counters.",
        discussion: """
            Every model of it is a configuration that 'make olddefconfig' leaves as it
            is; docs/encoding.md tells how it is made. Comments in the file say which
            literal stands for which value of which symbol, and which variables tell
            configurations apart ('c p show'). Requirements restrict it. With --prepared
            it is made smaller by steps that keep the number of configurations.

            Examples:
              kconfig-sat encode --arch x86 --dimacs x86.cnf
              kconfig-sat encode --arch riscv --dimacs - --prepared --fix MODULES=n
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var restriction: RestrictionOptions

    @Argument(
        help: ArgumentHelp("Files with requirements that every model has to meet.", valueName: "file"),
        completion: .file())
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where to: DIMACS CNF with a symbol table in comments; - for stdout.", valueName: "file"),
        completion: .file())
    var dimacs: String?

    @Option(
        help: ArgumentHelp(
            "Ask all engines that many random questions about the formula: they must agree (a self-test).",
            valueName: "n"))
    var verify: Int?

    @Flag(
        help: "Leave out what follows from the rest: fewer variables and clauses, the same number of models.")
    var prepared = false

    func validate() throws {
        if dimacs == nil && verify == nil { throw ValidationError("--dimacs FILE or --verify N expected") }
        if let verify, verify < 1 { throw ValidationError("--verify \(verify): a number from 1 on expected") }
    }

    func run() throws {
        let model = try tree.loadModel()
        let formula = try restriction.formula(model, files: files)
        if let verify { try compare(formula, verify) }
        guard let dimacs else { return }
        let bytes = prepared ? Dimacs(formula, tree.prepare(formula)).text : Dimacs(formula).text
        if dimacs == "-" {
            Console.data(String(decoding: bytes, as: UTF8.self))
        } else {
            try OutputFile.write(bytes, to: dimacs)
        }
    }

    /// Ends with exit code 3 when the engines disagree or one of them is missing.
    private func compare(_ formula: CountableFormula, _ count: Int) throws {
        let comparison: EngineComparison
        do {
            let engines = try Engine.Name.allCases.map {
                (name: $0.rawValue, engine: try $0.made() as any SATEngine)
            }
            comparison = EngineComparison(
                formula, formula.unmet, seed: UInt64(RandomSeed.fromEnvironment().value), engines: engines)
            let progress = ProgressLine(isSilent: tree.silent)
            defer { progress.clear() }
            for number in 0..<count {
                progress.show("asking all engines", number, of: count)
                try Exit.onMismatch { try comparison.ask() }
            }
        } catch let problem as EngineProblem {
            Console.error("kconfig-sat: \(problem); Debian's package is \(problem.package)\n")
            throw Exit.toolFailed
        } catch let disagreement as EngineComparison.Disagreement {
            Console.error("kconfig-sat: internal error: \(disagreement); please report this\n")
            throw Exit.toolFailed
        }
        Console.out(EngineReport.text(comparison))
    }
}

struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Print the sizes of the tree and of its formula.",
        discussion: """
            The columns are those of table 3 in C. Zengler's "Encoding the Linux
            Kernel Configuration in Propositional Logic" (2010): options, choices,
            dependencies with those of enclosing blocks, selects, and the variables and
            clauses of our formula. The last lines say by which kernel's rules the tree was
            read, for which ones they were compared with the kernel's conf, and what told
            them: the sources of the tree's own conf, text by text with --format json.

            Examples:
              kconfig-sat stats --arch x86
              kconfig-sat stats --arch all --format json
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption

    func run() throws {
        // All architectures of a tree have the same `conf`.
        var found: TreeDialect?
        let rows = try tree.architectures().map { arch in
            var here = tree
            here.arch = arch
            let model = try here.loadModel(&found)
            return (arch: arch ?? "-", stats: EncodingStats(model, model.encoded()), dialect: model.dialect)
        }
        let dialect = rows.last?.dialect ?? .newest
        let asked = try found ?? tree.treeDialect()
        format.print("kconfig-sat/stats/1") {
            StatsReport.header + rows.map { StatsReport.line($0.arch, $0.stats) }.joined()
                + StatsReport.text(dialect, asked)
        } json: {
            [
                .init("architectures", .array(rows.map { StatsReport.json($0.arch, $0.stats) })),
                .init("dialect", StatsReport.json(dialect, asked)),
            ]
        }
    }
}
