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
    let engine: any SATEngine = Engine.standard
    private let progress: ProgressLine

    init(options: TreeOptions, advice: AdviceOptions) {
        self.options = options
        self.advice = advice
        progress = ProgressLine(isSilent: options.silent)
    }

    func model() throws -> KconfigModel { try options.loadModel() }

    func costs(_ model: KconfigModel) -> (any EditCost)? { advice.prior(model) }

    func reader(of architecture: String?) throws -> any LintTreeReader {
        var here = options
        here.arch = architecture
        return try LintTreeLoader(here)
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
    private let cache: CacheFolder
    private let probes: CachingShell
    private let shell: RememberingShell
    private let variables: TreeVariables?

    /// Sets up the variables of the architecture; ends with exit code 2 when there is no such.
    init(_ options: TreeOptions) throws {
        self.options = options
        cache = try options.caching.cache()
        let system = SystemShell()
        let tree = ConfigEnvironment.sourceTree
        variables = try options.setUpEnvironment(CachingShell(system, cache: cache, sourceTree: tree))
        probes = CachingShell(system, cache: cache, sourceTree: tree)
        shell = RememberingShell(probes)
    }

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
            options.log("read \(model.sources.files.count) files, \(model.symbols.count) symbols", watch)
            if cache.reportMismatches() { throw Exit.toolFailed }
            return model
        } catch let error as KconfigError {
            let printer = DiagnosticPrinter(sources: error.sources)
            for diagnostic in error.diagnostics { Console.error(printer.render(diagnostic)) }
            if cache.reportMismatches() { throw Exit.toolFailed }
            throw Exit.badInput
        }
    }
}
