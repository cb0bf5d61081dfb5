// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Lint
import Probes
import Solver

/// What `lint` needs of the command line.
struct LintCommandSurroundings: LintSurroundings {
    let options: TreeOptions
    let advice: AdviceOptions
    let allowsUnknownProbes: Bool
    let engine: any SATEngine = Engine.standard
    private let progress: ProgressLine

    init(options: TreeOptions, advice: AdviceOptions, allowsUnknownProbes: Bool) {
        self.options = options
        self.allowsUnknownProbes = allowsUnknownProbes
        self.advice = advice
        progress = ProgressLine(isSilent: options.silent)
    }

    func model() throws -> KconfigModel { try options.loadModel() }

    func costs(_ model: KconfigModel) -> (any EditCost)? { advice.prior(model) }

    func reader(of architecture: String?) throws -> any LintTreeReader {
        var here = options
        here.arch = architecture
        return try LintTreeLoader(here, allowsUnknown: allowsUnknownProbes)
    }

    func write(_ bytes: [UInt8], to path: String) throws { try OutputFile.write(bytes, to: path) }

    func show(_ done: Int, of count: Int) { progress.show("asking what can be", done, of: count) }

    func say(_ text: String) { Console.error("kconfig-sat: note: \(text)\n") }

    func timed<Result>(_ text: (Result) -> String, _ work: () throws -> Result) throws -> Result {
        let watch = Stopwatch()
        let result = try work()
        progress.clear()
        options.log(text(result), watch)
        return result
    }
}

extension Exit {
    /// Turns what `lint` can't do into a message and exit code 2.
    static func onLintFailure<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let failure as LintFailure {
            Console.error("kconfig-sat: \(failure)\n")
            throw Exit.badInput
        }
    }
}

extension TreeOptions {
    /// The architectures asked for: for `all` those of the tree.
    func architectures() throws -> [String?] {
        guard arch == "all" else { return [arch] }
        return try Exit.onLintFailure { try SourceTree.current.architectures() }
    }
}

/// Parses trees for `lint`: recursive dependencies are findings there, not errors.
struct LintTreeLoader: LintTreeReader {
    private let options: TreeOptions
    private let probes: TreeProbes
    private let shell: RememberingShell
    private let variables: TreeVariables?

    /// Sets up the variables of the architecture; ends with exit code 2 when there is no such.
    ///
    /// - Parameter allowsUnknown: commands that a record does not have are left open.
    init(_ options: TreeOptions, allowsUnknown: Bool) throws {
        self.options = options
        probes = try TreeProbes(options.probing, options.caching.cache(), allowsUnknown: allowsUnknown)
        variables = try options.setUpEnvironment(probes)
        shell = RememberingShell(probes.shell)
    }

    var openCommands: Int { probes.unknownCount }

    /// - Parameter keepsProbes: see `ParseOptions.keepsProbes`.
    func model(keepsProbes: Bool) throws -> KconfigModel {
        var parse = options.parseOptions(shell, try options.treeDialect())
        parse.keepsProbes = keepsProbes
        parse.allowsCycles = true
        let watch = Stopwatch()
        defer { probes.finish() }
        do {
            let model = try KconfigModel.parse(parse)
            variables?.report(model)
            try probes.record(model, isSilent: options.silent)
            options.log(
                "read \(model.sources.files.count.counted("file")), \(model.symbols.count) symbols", watch)
            if probes.cache.reportMismatches() { throw Exit.toolFailed }
            return model
        } catch let error as KconfigError {
            let printer = DiagnosticPrinter(sources: error.sources)
            for diagnostic in error.diagnostics { Console.error(printer.render(diagnostic)) }
            if probes.cache.reportMismatches() { throw Exit.toolFailed }
            throw Exit.badInput
        }
    }
}
