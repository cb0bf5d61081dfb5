// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

struct MatrixImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a policy of what there is.",
        discussion: """
            Example:
              kconfig-sat matrix import configs --arch riscv arch/riscv/configs/*defconfig
            """,
        subcommands: [
            ImportConfigsCommand.self, ImportUbuntuCommand.self, ImportArkCommand.self,
            ImportSyzkallerCommand.self, ImportFragmentsCommand.self,
        ]
    )
}

struct ImportConfigsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "configs",
        abstract: "Make the least policy that gives several configurations back.",
        discussion: """
            Each file is what 'make olddefconfig' makes of it in its tree. Lines that
            all have come first, others in 'when' blocks with the fewest keys; what
            follows from something else is not named. Then each configuration is made
            of the policy again and compared.

            With files, a matrix file is written as well, with a cell for each; without,
            the outputs of the cells of a matrix file that is there are read. Comments that
            somebody wrote above or behind lines are their notes.

            Exit status: 0 all configurations come back value for value, 1 some don't.

            Examples:
              kconfig-sat matrix import configs --arch riscv arch/riscv/configs/*defconfig
              kconfig-sat matrix import configs config.amd64 config.cloud-amd64
              kconfig-sat matrix import configs --matrix products.matrix
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var matrix: MatrixOptions

    @Argument(
        help: ArgumentHelp(
            "The configurations. Default: the outputs of the matrix file.", valueName: "config"),
        completion: .file())
    var configs: [String] = []

    @Option(
        help: ArgumentHelp(
            "The file to write. Default: policy.satconfig, or what the cells name.", valueName: "file"),
        completion: .file())
    var policy: String?

    @Option(help: ArgumentHelp("The key that the name of a file is the value of.", valueName: "key"))
    var key = "flavour"

    @Option(
        help: ArgumentHelp("The folder that the new matrix file has its outputs in.", valueName: "dir"),
        completion: .directory)
    var outputs = "configs"

    @Flag(help: "Replace a policy or a matrix file that is there.")
    var force = false

    func validate() throws {
        if !PolicyCell.isWord(key) || ["arch", "cell", "tree", "output", "probes"].contains(key) {
            throw ValidationError(
                "--key \(key): a name that is free expected: letters, digits, '-', '_', '.'")
        }
    }

    func run() throws {
        let plan = try plan()
        let cells = try read(plan)
        let heading = [
            "Made by kconfig-sat matrix import configs, of \(cells.map(\.cell.name).joined(separator: ", ")).",
            "Lines are decisions, and what follows from them is not named: docs/matrix.md.",
        ]
        let result = ConfigFactoring(cells, heading: heading)
        try OutputFile.write(Array(result.text.utf8), to: plan.files.policy)
        if plan.isNew {
            let lines = plan.input.file.cells.map { $0.line + "\n" }.joined()
            try OutputFile.write(Array(lines.utf8), to: plan.files.matrix)
        }
        report(result, plan, cells.count)
        if !result.inexact.isEmpty { throw Exit.no }
    }

    private struct Plan {
        let input: MatrixInput
        let files: ImportFiles
        /// The matrix file is to be written.
        let isNew: Bool
        let texts: [String: SourceText]
    }

    private func plan() throws -> Plan {
        guard configs.isEmpty else {
            let files = ImportFiles(
                matrix: matrix.name, policy: policy ?? "policy.satconfig", replaces: force)
            try files.checkAbsent([files.matrix, files.policy])
            let found = try CellNames.cells(configs, key: key, arch: tree.arch, outputs: outputs, files)
            return Plan(
                input: MatrixInput(cells: found.map(\.cell), name: files.matrix), files: files, isNew: true,
                texts: Dictionary(uniqueKeysWithValues: found.map { ($0.cell.name, $0.text) }))
        }
        let input = try MatrixInput(matrix)
        let named = Set(input.file.cells.flatMap(\.policies))
        guard policy != nil || named.count == 1 else {
            Console.error(
                "kconfig-sat: the cells of \(input.name) name several policies\nhint: --policy FILE says which to write\n"
            )
            throw Exit.badInput
        }
        let files = ImportFiles(
            matrix: input.name, policy: policy ?? input.shown(named.first!), replaces: force)
        try files.checkAbsent([files.policy])
        var texts: [String: SourceText] = [:]
        for cell in input.file.cells {
            guard let text = SourceText(path: input.path(cell.output)) else {
                throw InputFile.unreadable(input.shown(cell.output))
            }
            texts[cell.name] = text
        }
        return Plan(input: input, files: files, isNew: false, texts: texts)
    }

    private func read(_ plan: Plan) throws -> [ImportedCell] {
        let progress = ProgressLine(isSilent: tree.silent)
        var found: [String: ImportedCell] = [:]
        let all = plan.input.file.cells
        try MatrixTrees(input: plan.input, options: tree).forEach(all) { model, cells in
            let architectures = ["ARCH", "SRCARCH"].compactMap { Variable.value($0) }
            for cell in cells {
                progress.show("reading", found.count, of: all.count)
                let name = plan.isNew ? cell.origin.file : plan.input.shown(cell.output)
                let text = plan.texts[cell.name]!
                let base = BaseConfiguration(model, text, name: name)
                let impossible = try impossible(base)
                tellLost(base, impossible)
                found[cell.name] = ImportedCell(
                    cell, base, architecture: cell.arch ?? architectures.first,
                    policyCell: cell.policyCell(architectures: architectures, known: plan.input.file.keys),
                    impossible: impossible,
                    notes: InputNotes(String(decoding: text.bytes, as: UTF8.self)).notes)
            }
        }
        progress.clear()
        return all.compactMap { found[$0.name] }
    }

    /// Lines that no configuration of this tree has, with what its toolchain can: elsewhere they may hold.
    private func impossible(_ base: BaseConfiguration) throws -> [ConfigFileLine] {
        var lines = base.lostLines.filter { $0.value != nil }
        while !lines.isEmpty {
            let text = lines.map { DecisionWriter.weak($0.text).text + "\n" }.joined()
            do {
                let wishes = try SatconfigReader(base.model, ignoresUnknown: false).read([
                    (base.name, base.name, SourceText(copying: Array(text.utf8)))
                ])
                let possible = try wishes.possibleWishes(.allowed, engine: Engine.standard)
                return zip(lines, possible).filter { !$1 }.map(\.0)
            } catch let error as SatconfigError {
                // A value that no symbol of the type has is not a matter of tools.
                let wrong = Set(error.diagnostics.filter(\.isError).map(\.origin.line))
                lines = lines.enumerated().filter { !wrong.contains($0.offset + 1) }.map(\.element)
            }
        }
        return []
    }

    /// Lines that this tree makes something else of, for other reasons.
    private func tellLost(_ base: BaseConfiguration, _ impossible: [ConfigFileLine]) {
        let known = Set(impossible.map(\.number))
        if !known.isEmpty, !tree.silent {
            Console.error(
                "\(base.name): note: \(known.count) lines can't be had with this tree and toolchain: they are weak ones of the policy\n"
            )
        }
        let lost = base.lostLines.filter { !known.contains($0.number) }
        guard !lost.isEmpty, !tree.silent else { return }
        let some = tree.verbose ? lost[...] : lost.prefix(3)
        for line in some {
            Console.error("\(base.name):\(line.number): note: this does not hold here: \(line.text)\n")
        }
        if lost.count > some.count {
            Console.error("\(base.name): note: \(lost.count - some.count) more lines don't: -v lists them\n")
        }
    }

    private func report(_ result: ConfigFactoring, _ plan: Plan, _ count: Int) {
        if !tree.silent {
            let blocks = result.factoring.blocks.count { $0.condition != nil }
            Console.out(
                "\(plan.files.policy): \(result.factoring.lineCount.counted("line")), \(blocks.counted("block")); the minimal configurations have "
                    + "\(result.common.counted("line")) in common and \(result.differing.counted("other"))\n"
                    + "\(count - result.inexact.count) of \(count.counted("configuration")) \(count == 1 ? "comes" : "come") back value for value\n"
            )
        }
        for name in result.inexact {
            Console.error("kconfig-sat: \(name) does not come back of \(plan.files.policy)\n")
        }
    }
}
