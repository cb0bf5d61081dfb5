// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse

struct ConfCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conf",
        abstract: "Do what scripts/kconfig/conf does.",
        usage: "kconfig-sat conf [-s] --<mode> <kconfig-file>",
        discussion: """
            Modes: --olddefconfig --alldefconfig --allnoconfig --allyesconfig --allmodconfig --defconfig=FILE

            Variables are taken from the environment, as kbuild exports them. Files, bytes and exit status are
            those of conf.

            Example:
              kconfig-sat conf --olddefconfig Kconfig
            """
    )

    @Argument(parsing: .captureForPassthrough, help: .hidden)
    var arguments: [String] = []

    private static let modes: [String: ConfMode] = [
        "--olddefconfig": .olddefconfig, "--alldefconfig": .alldefconfig, "--allnoconfig": .allnoconfig,
        "--allyesconfig": .allyesconfig, "--allmodconfig": .allmodconfig,
    ]

    func run() throws {
        if arguments.contains("--help") || arguments.contains("-h") { throw CleanExit.helpRequest(self) }
        let (mode, kconfig, silent) = try parseArguments()
        let model = try loadModel(kconfig)
        let evaluator = Evaluator(model)
        evaluator.warn = { Console.error($0) }
        let message: ((String) -> Void)? = silent ? nil : { Console.out("#\n# \($0)\n#\n") }
        do {
            try ConfRun(evaluator, mode: mode, message: message).run()
        } catch let failure as ConfRun.Failure {
            Console.error(failure.text)
            throw ExitCode(1)
        }
    }

    private func parseArguments() throws -> (ConfMode, String, silent: Bool) {
        var mode: ConfMode?
        var file: String?
        var silent = false
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if let known = Self.modes[argument] {
                mode = known
            } else if argument.hasPrefix("--defconfig=") {
                mode = .defconfig(String(argument.dropFirst("--defconfig=".count)))
            } else if argument == "--defconfig", let name = rest.popFirst() {
                mode = .defconfig(name)
            } else if argument == "-s" || argument == "--silent" {
                silent = true
            } else if argument.hasPrefix("-") {
                throw ValidationError("conf: unknown or unfinished option \(argument)")
            } else if file == nil {
                file = argument
            }
        }
        guard let mode else { throw ValidationError("conf: a mode such as --olddefconfig expected") }
        guard let file else { throw ValidationError("conf: Kconfig file missing") }
        return (mode, file, silent)
    }

    private func loadModel(_ kconfig: String) throws -> KconfigModel {
        let tree = ConfigEnvironment.sourceTree
        let options = ParseOptions(
            root: kconfig, dialect: TreeOptions.dialect(tree), shell: SystemShell(), sourceTree: tree)
        do {
            let model = try KconfigModel.parse(options)
            report(model.diagnostics, model.sources)
            return model
        } catch let error as KconfigError {
            report(error.diagnostics, error.sources)
            throw ExitCode(1)
        }
    }

    private func report(_ diagnostics: [Diagnostic], _ sources: SourceMap) {
        for diagnostic in diagnostics {
            let kind = diagnostic.severity == .warning ? "warning: " : " "
            let place = diagnostic.location.file.isNone ? "" : sources.describe(diagnostic.location) + ":"
            Console.error("\(place)\(kind)\(diagnostic.message)\n")
        }
    }
}
