// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes

struct ConfCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conf",
        abstract: "Do what scripts/kconfig/conf does.",
        usage: "kconfig-sat conf [-s] [--<mode>] <kconfig-file>",
        discussion: """
            Options, variables, files, bytes, messages and exit status are those of
            conf; 'conf --help' lists the modes. Variables are taken from the
            environment, as kbuild exports them. $KCONFIG_SAT_CACHE=off runs every
            shell macro, $KCONFIG_SAT_CACHE=verify also checks the kept results.

            Example:
              kconfig-sat conf --olddefconfig Kconfig
            """
    )

    @Argument(parsing: .captureForPassthrough, help: .hidden)
    var arguments: [String] = []

    func run() throws {
        Console.isPlain = true
        let dialect = try TreeDialect()
        dialect.adoptPrefix()
        let options = ConfOptions(arguments, hasLetters: dialect.dialect.letterOptions)
        (dialect.dialect.printsSeed ? Console.out : Console.error)(options.seedLines)
        Console.out(options.output)
        Console.error(options.complaints)
        guard let kconfig = options.kconfig else { throw Exit.confFailed }
        try refuseUnknown(options, dialect.dialect)
        let model = try loadModel(kconfig, dialect)
        let evaluator = Evaluator(model)
        evaluator.warn = { Console.error($0) }
        do {
            try ConfRun(evaluator, mode: options.mode, streams: .standard, isSilent: options.isSilent).run()
        } catch let failure as ConfRun.Failure {
            Console.error(failure.text)
            throw Exit.confFailed
        }
    }

    /// `conf` goes on without an option that it does not know. That of a newer kernel may know it.
    private func refuseUnknown(_ options: ConfOptions, _ dialect: Dialect) throws {
        guard options.hasUnknown, dialect.isNewerThanKnown else { return }
        Console.error("kconfig-sat: \(TreeDialect.newerNote(dialect)): options of newer ones are not\n")
        throw Exit.confFailed
    }

    private func loadModel(_ kconfig: String, _ dialect: TreeDialect) throws -> KconfigModel {
        let tree = ConfigEnvironment.sourceTree
        let cache = try CacheOptions.fromEnvironment()
        let probes = try TreeProbes(ProbeOptions.parse([]), cache)
        _ = try probes.setUp(arch: nil, defines: [:])
        let options = dialect.options(kconfig, isStrict: true, shell: probes.shell, tree: tree)
        defer { probes.finish() }
        func report(_ diagnostics: [Diagnostic], _ sources: SourceMap) {
            let printer = DiagnosticPrinter(sources: sources)
            for diagnostic in diagnostics {
                let text = printer.renderAsConf(diagnostic)
                if diagnostic.isOutput { Console.out(text) } else { Console.error(text) }
            }
        }
        do {
            let model = try KconfigModel.parse(options)
            report(model.diagnostics, model.sources)
            if cache.reportMismatches() { throw Exit.toolFailed }
            return model
        } catch let error as KconfigError {
            report(error.diagnostics, error.sources)
            if cache.reportMismatches() { throw Exit.toolFailed }
            throw Exit.confFailed
        }
    }
}
