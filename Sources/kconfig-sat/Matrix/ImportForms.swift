// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigParse
import Matrix
import Solver

/// Where an import of another form puts what it makes.
struct ImportOptions: ParsableArguments {
    @OptionGroup var matrix: MatrixOptions

    @Option(help: ArgumentHelp("The policy to write.", valueName: "file"), completion: .file())
    var policy = "policy.satconfig"

    @Option(
        help: ArgumentHelp("The folder that the outputs go to.", valueName: "dir"), completion: .directory)
    var outputs = "configs"

    @Flag(help: "Replace a policy or a matrix file that is there.")
    var force = false

    /// Ends with exit code 2 when something is there already.
    func files() throws -> ImportFiles {
        let files = ImportFiles(matrix: matrix.name, policy: policy, replaces: force)
        try files.checkAbsent([files.matrix, files.policy])
        return files
    }

    /// Makes a policy of what configurations have, and writes both files.
    ///
    /// - Parameter none: what is said when there is no configuration, which is exit code 2.
    func write(
        _ cells: [(cell: MatrixCell, decisions: CellDecisions)], of file: String, form: String, none: String
    ) throws {
        guard !cells.isEmpty else {
            Console.error("kconfig-sat: \(none)\n")
            throw Exit.badInput
        }
        let factoring = Factoring(cells.map(\.decisions))
        let text = factoring.text(heading: ["Made by kconfig-sat matrix import \(form), of \(file)."])
        try write(text, lineCount: factoring.lineCount, cells.map(\.cell))
    }

    /// Writes both files and says so.
    func write(_ text: String, lineCount: Int, _ cells: [MatrixCell], _ kernels: [String: String] = [:])
        throws
    {
        try OutputFile.write(Array(text.utf8), to: policy)
        let lines = cells.map { cell in (kernels[cell.name].map { "# \($0)\n" } ?? "") + cell.line + "\n" }
        try OutputFile.write(Array(lines.joined().utf8), to: matrix.name)
        Console.out("\(policy): \(lineCount) lines for \(cells.count) cells of \(matrix.name)\n")
    }
}

/// Files of another form, below a folder.
private enum ForeignFiles {
    static func text(_ path: String) -> String? {
        SourceText(path: path).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// Runs a reader whose names are relative to a folder; ends with its messages and exit code 2.
    static func reading<R>(below folder: String, _ body: () throws(SatconfigError) -> R) throws -> R {
        do throws(SatconfigError) { return try body() } catch {
            throw Exit.told(
                SatconfigError(
                    diagnostics: error.diagnostics.map { one in
                        let origin = RequirementOrigin(
                            file: folder == "." ? one.origin.file : "\(folder)/\(one.origin.file)",
                            line: one.origin.line, column: one.origin.column)
                        return SatconfigDiagnostic(
                            severity: one.severity, origin: origin, message: one.message, line: one.line,
                            hint: one.hint)
                    }))
        }
    }
}

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

    @OptionGroup var options: ImportOptions

    @Argument(help: ArgumentHelp("The annotations.", valueName: "file"), completion: .file())
    var file: String

    func run() throws {
        let files = try options.files()
        let annotations = try ForeignFiles.reading(below: ".") { () throws(SatconfigError) in
            try UbuntuAnnotations(file, read: ForeignFiles.text)
        }
        let cells = annotations.cells(outputs: options.outputs, policy: files.fromMatrix(options.policy))
        try options.write(
            cells, of: file, form: "ubuntu",
            none: "\(file) names no flavour\nhint: '# FLAVOUR: amd64-generic …' does")
    }
}

struct ImportArkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ark",
        abstract: "Make a policy and a matrix file of Fedora's and RHEL's redhat/configs.",
        discussion: """
            A cell for each configuration of the priority files; keys rpmarch, variant and
            flavour. The policy is 'closed', as all options must be set there; what is in
            pending folders stays a comment, '# pending CONFIG_X=y', and is undecided. What
            is tagged process_configs_known_broken is 'weak'. No kernel tree is needed.

            Examples:
              kconfig-sat matrix import ark redhat/configs
              kconfig-sat matrix import ark redhat/configs --flavour fedora
            """
    )

    @OptionGroup var options: ImportOptions

    @Argument(help: ArgumentHelp("The folder.", valueName: "dir"), completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Only what priority.NAME has; several times for several. Default: all.", valueName: "name"))
    var flavour: [String] = []

    func run() throws {
        let files = try options.files()
        guard FileTree.listing(folder) != nil else { throw InputFile.unreadable(folder) }
        let names = FileTree.files(below: folder, skipping: { $0.hasPrefix(".git") }, taking: { _ in true })
        let ark = try ForeignFiles.reading(below: folder) { () throws(SatconfigError) in
            try ArkConfigs(files: names, flavours: flavour) { ForeignFiles.text("\(folder)/\($0)") }
        }
        let cells = ark.cells(outputs: options.outputs, policy: files.fromMatrix(options.policy))
        guard !cells.isEmpty else {
            Console.error(
                "kconfig-sat: \(folder) has no configuration\nhint: a line of priority.fedora is 'x86_64=generic:generic-x86'\n"
            )
            throw Exit.badInput
        }
        let factoring = Factoring(cells.map(\.decisions))
        let pending = Set(ark.kernels.flatMap(\.lines).filter { $0.strength == .pending }.map(\.name)).count
        let text =
            "# Made by kconfig-sat matrix import ark, of \(folder).\n\nclosed  # options that nobody set are an error\n"
            + factoring.text(heading: [])
        try options.write(text, lineCount: factoring.lineCount, cells.map(\.cell))
        if pending > 0 {
            Console.out(
                "pending: \(pending), comments now; 'kconfig-sat matrix review' lists what is undecided\n"
            )
        }
    }
}

struct ImportSyzkallerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "syzkaller",
        abstract: "Make a policy and a matrix file of syzkaller's main.yml and its bits.",
        discussion: """
            A cell for each instance, with its features as keys (kasan=yes); options in
            'when' blocks for the features that they are for, with their notes. What is
            optional is 'weak'. No kernel tree is needed; which release a kernel has, its
            tag says, or --release.

            Example:
              kconfig-sat matrix import syzkaller dashboard/config/linux/main.yml
            """
    )

    @OptionGroup var options: ImportOptions

    @Argument(help: ArgumentHelp("main.yml; bits is beside it.", valueName: "file"), completion: .file())
    var file: String

    @Option(
        help: ArgumentHelp("The release of kernels whose tag tells none: 6.12.", valueName: "version"))
    var release: String?

    @Flag(help: "Also the smaller configurations NAME-base.")
    var base = false

    func run() throws {
        let files = try options.files()
        let folder = MatrixInput.folder(of: file)
        let name = String(file.split(separator: "/").last ?? "main.yml")
        let syzkaller = try ForeignFiles.reading(below: folder) { () throws(SatconfigError) in
            try SyzkallerConfigs(
                name, outputs: options.outputs, policyName: files.fromMatrix(options.policy),
                release: release, withBase: base
            ) { ForeignFiles.text("\(folder)/\($0)") }
        }
        guard !syzkaller.cells.isEmpty else {
            Console.error("kconfig-sat: \(file) names no instance\n")
            throw Exit.badInput
        }
        let text = "# Made by kconfig-sat matrix import syzkaller, of \(file).\n" + syzkaller.policy
        try options.write(text, lineCount: syzkaller.lineCount, syzkaller.cells, syzkaller.kernels)
        for remark in syzkaller.remarks { Console.error("kconfig-sat: note: \(remark)\n") }
    }
}

struct ImportFragmentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fragments",
        abstract: "Make a policy and a matrix file of layered fragments.",
        discussion: """
            The index has a line for each configuration: its name, keys, and its fragments
            in the order in which merge_config.sh merges them:

              cloud arch=x86 flavour=cloud common.config x86.config cloud.config
              rt    arch=x86 flavour=rt    common.config x86.config rt.config

            Of an option that several fragments of a configuration have, the last line
            counts. Comments above lines or behind them are their notes. No kernel tree
            is needed. 'export fragments' writes this form.

            Example:
              kconfig-sat matrix import fragments parts/fragments
            """
    )

    @OptionGroup var options: ImportOptions

    @Argument(
        help: ArgumentHelp("The index; fragments are named from its folder.", valueName: "file"),
        completion: .file())
    var file: String

    func run() throws {
        let files = try options.files()
        let folder = MatrixInput.folder(of: file)
        guard let index = ForeignFiles.text(file) else { throw InputFile.unreadable(file) }
        let name = String(file.split(separator: "/").last ?? "fragments")
        let stacks = try ForeignFiles.reading(below: folder) { () throws(SatconfigError) in
            try FragmentStacks(index, name: name) {
                ForeignFiles.text($0.hasPrefix("/") ? $0 : "\(folder)/\($0)")
            }
        }
        let cells = stacks.cells(outputs: options.outputs, policy: files.fromMatrix(options.policy))
        try options.write(
            cells, of: file, form: "fragments",
            none: "\(file) names no configuration\nhint: a line is 'NAME [KEY=VALUE]… FRAGMENT…'")
    }
}
