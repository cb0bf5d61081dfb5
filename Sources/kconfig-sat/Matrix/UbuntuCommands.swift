// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

struct ImportUbuntuCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ubuntu",
        abstract: "Make a policy and a matrix file of Ubuntu's annotations.",
        discussion: """
            A cell for each flavour; lines with their notes, common ones once, others in
            'when' blocks. No kernel tree is needed. Annotations mix decisions and
            consequences: 'import configs' of what is built has the decisions alone.

            Example:
              kconfig-sat matrix import ubuntu debian.master/config/annotations
            """
    )

    @OptionGroup var matrix: MatrixOptions

    @Argument(help: ArgumentHelp("The annotations.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The policy to write.", valueName: "file"), completion: .file())
    var policy = "policy.satconfig"

    @Option(
        help: ArgumentHelp("The folder that the outputs go to.", valueName: "dir"), completion: .directory)
    var outputs = "configs"

    @Flag(help: "Replace a policy or a matrix file that is there.")
    var force = false

    func run() throws {
        let files = ImportFiles(matrix: matrix.name, policy: policy, replaces: force)
        try files.checkAbsent([files.matrix, files.policy])
        let annotations: UbuntuAnnotations
        do throws(SatconfigError) {
            annotations = try UbuntuAnnotations(file) { name in
                SourceText(path: name).map { String(decoding: $0.bytes, as: UTF8.self) }
            }
        } catch {
            throw Exit.told(error)
        }
        let cells = annotations.cells(outputs: outputs, policy: files.fromMatrix(policy))
        guard !cells.isEmpty else {
            Console.error("kconfig-sat: \(file) names no flavour\nhint: '# FLAVOUR: amd64-generic …' does\n")
            throw Exit.badInput
        }
        let factoring = Factoring(cells.map(\.decisions))
        let text = factoring.text(heading: ["Made by kconfig-sat matrix import ubuntu, of \(file)."])
        try OutputFile.write(Array(text.utf8), to: policy)
        try OutputFile.write(Array(cells.map { $0.cell.line + "\n" }.joined().utf8), to: files.matrix)
        Console.out("\(policy): \(factoring.lineCount) lines for \(cells.count) cells\n")
    }
}

struct MatrixExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a policy in another form.",
        discussion: """
            Example:
              kconfig-sat matrix export ubuntu --output annotations
            """,
        subcommands: [ExportUbuntuCommand.self]
    )
}

struct ExportUbuntuCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ubuntu",
        abstract: "Write Ubuntu's annotations of a policy.",
        discussion: """
            A flavour for each cell: its keys debarch (else the architecture) and flavour
            (else its name). Lines that say more than a value (match, assert, prefer,
            weak, include) can't be said there, and are named.

            Exit status: 0 all is said, 1 some lines can't be.

            Example:
              kconfig-sat matrix export ubuntu --output debian.master/config/annotations
            """
    )

    @OptionGroup var matrix: MatrixOptions

    @Option(help: ArgumentHelp("The file. Default: standard output.", valueName: "file"), completion: .file())
    var output: String?

    func run() throws {
        let input = try MatrixInput(matrix)
        var unsaid: [String] = []
        let cells = try input.file.cells.map { cell in
            let own = cell.policyCell(architectures: [cell.arch ?? ""], known: input.file.keys)
            var values: [(name: String, value: String, note: String?)] = []
            for name in cell.policies {
                guard let text = SourceText(path: input.path(name)) else {
                    throw InputFile.unreadable(input.shown(name))
                }
                let lines = PolicyLines(
                    String(decoding: text.bytes, as: UTF8.self), name: input.shown(name), own)
                values += lines.values
                for line in lines.others where !unsaid.contains(line) { unsaid.append(line) }
            }
            return (cell, values)
        }
        let text = UbuntuAnnotations(cells).text
        if let output { try OutputFile.write(Array(text.utf8), to: output) } else { Console.data(text) }
        for line in unsaid { Console.error("kconfig-sat: annotations can't say this: \(line)\n") }
        if !unsaid.isEmpty { throw Exit.no }
    }
}
