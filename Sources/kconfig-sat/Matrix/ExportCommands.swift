// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Matrix
import Solver

struct MatrixExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a policy in another form.",
        discussion: """
            Examples:
              kconfig-sat matrix export ubuntu --output annotations
              kconfig-sat matrix export fragments --output fragments
            """,
        subcommands: [ExportUbuntuCommand.self, ExportArkCommand.self, ExportFragmentsCommand.self]
    )
}

/// A policy as values, cell by cell, and what is more than values.
private struct ExportedPolicy {
    let cells: [(cell: MatrixCell, lines: [PolicyLines.Line])]
    let keys: Set<String>
    /// Places and texts, each once.
    private(set) var others: [String] = []
    private(set) var weakOnes: [String] = []

    init(_ matrix: MatrixOptions) throws {
        let input = try MatrixInput(matrix)
        keys = input.file.keys
        var all: [(PolicyLines, MatrixCell)] = []
        for cell in input.file.cells {
            let own = cell.policyCell(architectures: [cell.arch ?? ""], known: input.file.keys)
            var lines = PolicyLines()
            for name in cell.policies {
                guard let text = SourceText(path: input.path(name)) else {
                    throw InputFile.unreadable(input.shown(name))
                }
                lines.read(String(decoding: text.bytes, as: UTF8.self), name: input.shown(name), own)
            }
            all.append((lines, cell))
        }
        cells = all.map { ($1, $0.lines) }
        for (lines, _) in all {
            for text in lines.others where !others.contains(text) { others.append(text) }
            for text in lines.weakOnes where !weakOnes.contains(text) { weakOnes.append(text) }
        }
    }

    /// Names what a form can't say, which is exit code 1.
    static func tell(_ unsaid: [String], _ form: String) throws {
        for line in unsaid { Console.error("kconfig-sat: \(form) can't say this: \(line)\n") }
        if !unsaid.isEmpty { throw Exit.no }
    }
}

/// A folder that is written as a whole.
private enum ExportFolder {
    /// Ends with exit code 2 when something is there already, or it can't be written.
    static func write(_ files: [(name: String, text: String)], to folder: String) throws {
        let target = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        if let there = FileTree.listing(target), !there.isEmpty {
            Console.error(
                "kconfig-sat: \(folder) is not empty\nhint: --output DIR names a folder that is new\n")
            throw Exit.badInput
        }
        // Beside it first: a run that is killed leaves no half of a folder there.
        let staged = "\(target).\(getpid()).new"
        TemporaryPaths.add(staged)
        defer { TemporaryPaths.remove(staged) }
        for file in files { try OutputFile.write(Array(file.text.utf8), to: "\(staged)/\(file.name)") }
        guard rename(staged, target) == 0 else {
            Console.error("kconfig-sat: can't write \(folder): \(String(cString: strerror(errno)))\n")
            throw Exit.badInput
        }
        Console.out("\(folder): \(files.count) files\n")
    }
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

    private typealias NamedValue = (name: String, value: String, note: String?)

    @OptionGroup var matrix: MatrixOptions

    @Option(help: ArgumentHelp("The file. Default: standard output.", valueName: "file"), completion: .file())
    var output: String?

    func run() throws {
        let policy = try ExportedPolicy(matrix)
        let cells = policy.cells.map { cell, lines -> (cell: MatrixCell, lines: [NamedValue]) in
            let required = lines.filter { $0.strength == .required }
            return (cell, required.map { ($0.name, $0.value, $0.note) })
        }
        let text = UbuntuAnnotations(cells).text
        if let output { try OutputFile.write(Array(text.utf8), to: output) } else { Console.data(text) }
        try ExportedPolicy.tell(policy.others + policy.weakOnes, "annotations")
    }
}

struct ExportArkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ark",
        abstract: "Write a folder as redhat/configs of Fedora's and RHEL's kernels.",
        discussion: """
            A configuration for each cell, by its keys rpmarch, variant and flavour (without
            variant: its flavour or name is the variant of --product). Each option goes to
            the widest layers that only cells with it have. Weak lines get the tag
            process_configs_known_broken; pending ones go to the pending folders.

            Exit status: 0 all is said, 1 some lines can't be (match, assert, prefer,
            include).

            Example:
              kconfig-sat matrix export ark --output configs
            """
    )

    @OptionGroup var matrix: MatrixOptions

    @Option(help: ArgumentHelp("The folder: new or empty.", valueName: "dir"), completion: .directory)
    var output: String

    @Option(help: ArgumentHelp("What stands behind 'priority.', where no key says it.", valueName: "name"))
    var product = "kernel"

    func run() throws {
        let policy = try ExportedPolicy(matrix)
        try ExportFolder.write(ArkFolder(policy.cells, product: product).files, to: output)
        try ExportedPolicy.tell(policy.others, "such a folder")
    }
}

struct ExportFragmentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fragments",
        abstract: "Write fragments for merge_config.sh, and which of them make up which cell.",
        discussion: """
            A fragment for what all cells have, one for each condition of the others; the
            file 'fragments' has a line for each cell. Weak lines are lines there like
            others, and reasons are comments above.

            Exit status: 0 all is said, 1 some lines can't be (match, assert, prefer,
            include).

            Example:
              kconfig-sat matrix export fragments --output fragments
            """
    )

    @OptionGroup var matrix: MatrixOptions

    @Option(help: ArgumentHelp("The folder: new or empty.", valueName: "dir"), completion: .directory)
    var output: String

    func run() throws {
        let policy = try ExportedPolicy(matrix)
        try ExportFolder.write(FragmentFiles(policy.cells, keys: policy.keys).files, to: output)
        try ExportedPolicy.tell(policy.others, "fragments")
    }
}
