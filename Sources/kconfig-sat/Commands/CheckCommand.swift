// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether a .config is valid, and which lines are not, with reasons.",
        discussion: """
            A line is wrong when its symbol has a prompt and 'make olddefconfig' would
            give it another value. Lines about symbols that the user can't set (most
            are decided by the toolchain) and lines that are missing are notes, unless
            --strict asks for exactly what 'make olddefconfig' would write.

            Exit status: 1 when a file is not valid.

            Examples:
              kconfig-sat check --arch x86
              kconfig-sat check --arch riscv --format json board.config
              kconfig-sat check --arch x86 --strict .config
              kconfig-sat check --arch x86 base.config --fragment board.config -n
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption

    @Argument(
        help: ArgumentHelp("The files. Default: $KCONFIG_CONFIG, else .config.", valueName: "file"),
        completion: .file())
    var files: [String] = []

    @OptionGroup var merging: MergeOptions

    @Flag(help: "Demand the very bytes that 'make olddefconfig' would write.")
    var strict = false

    @OptionGroup var unmet: UnmetSelectOption<UnmetAllowed>

    @Flag(help: "Also ask the formula about each file: it must say the same as the evaluator (a self-test).")
    var verify = false

    @OptionGroup var proof: ProofOption

    func validate() throws {
        if strict && (!merging.fragment.isEmpty || merging.fill.fillsWithNo) {
            throw ValidationError("--strict is about a single file, as 'make olddefconfig' writes it")
        }
    }

    func run() throws {
        let names = files.isEmpty ? [ConfigEnvironment.configName] : files
        if files.count == 1 { try InputFile.expect(files) }
        let model = try tree.asOf(names).loadModel()
        var reports: [CheckReport] = []
        var unreadable: (any Error)?
        for (index, name) in names.enumerated() {
            guard let (_, text) = InputFile.locate(name) else {
                unreadable = InputFile.unreadable(name)
                continue
            }
            ConfigHeading(text)?.note(name)
            let merge = try merging.merged(text, name: name)
            let check = ConfigCheck(
                model, merge.map { SourceText(copying: $0.text) } ?? text, name: name,
                filling: merging.fill.filling)
            if verify { try verify(check) }
            if proof.proof != nil { try prove(check, names.count > 1 ? ".\(index + 1)" : "") }
            reports.append(
                CheckReport(
                    check, merge?.origins, isStrict: strict, allowsUnmet: unmet.allowUnmetSelect,
                    isVerbose: tree.verbose))
        }
        if reports.isEmpty, let unreadable { throw unreadable }
        let isValid = unreadable == nil && reports.allSatisfy(\.isValid)
        if !tree.silent || !isValid || format.format == .json {
            format.print("kconfig-sat/check/1") {
                let text = reports.map(\.text).joined()
                return tree.verbose ? text : LineLimit.cutLines(text)
            } json: {
                [.init("valid", .bool(isValid)), .init("files", .array(reports.map(\.json)))]
            }
        }
        if let unreadable { throw unreadable }
        if !isValid { throw Exit.no }
    }

    private func prove(_ check: ConfigCheck, _ suffix: String) throws {
        let (claim, open) = try check.claim(engine: Engine.standard)
        for line in open {
            Console.error("kconfig-sat: no proof: \(line): it could be had, and conf takes something else\n")
        }
        if claim != nil || open.isEmpty { try proof.write(suffix) { claim } }
    }

    private func verify(_ check: ConfigCheck) throws {
        let conflicts = try ModelCheck.conflicts(check.base, engine: Engine.standard)
        if conflicts.isEmpty { return }
        let names = conflicts.prefix(10).map { check.base.model.name($0) }.joined(separator: ", ")
        Console.error(
            "kconfig-sat: internal error: \(check.base.name) settles to a configuration that the formula refuses, on "
                + "\(names); please report this with the file\n")
        throw Exit.toolFailed
    }
}
