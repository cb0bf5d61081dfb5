// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes

/// Which Kconfig tree to read, and with which variables.
struct TreeOptions: ParsableArguments {
    /// Above these options in the help of commands, which have their own beside them.
    static let title = "Tree, tools and cache (the same for all)"

    @Option(
        help: ArgumentHelp(
            "The root Kconfig file, in the working folder or below $srctree.", valueName: "file"),
        completion: .file())
    var kconfig = "Kconfig"

    @Option(
        help: ArgumentHelp(
            "Outside make: set the variables that 'make ARCH=A' exports. The tree is $srctree, else the working folder.",
            valueName: "A"), completion: Completions.architecture)
    var arch: String?

    @Option(
        help: ArgumentHelp(
            "With --arch, as on make's command line: CC=clang, LLVM=1 …", valueName: "name=value"))
    var define: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read the tree as the conf of that Linux does, whatever its own sources say; also $KCONFIG_SAT_DIALECT.",
            valueName: "version"))
    var dialect: String?

    @Option(
        help: ArgumentHelp(
            "What a macro function of another project stands for: dt_has='y', with $(1) for its argument.",
            valueName: "name=text"))
    var defineFunction: [String] = []

    @Flag(name: [.customShort("s"), .long, .customLong("quiet")], help: "Say nothing on success.")
    var silent = false

    @Flag(
        name: .shortAndLong,
        help: "Print all of it: causes, lists and lines that are cut; and what took how long.")
    var verbose = false

    @Option(
        help: ArgumentHelp(
            "Colours: auto is on terminals, unless $NO_COLOR says no or $CLICOLOR_FORCE yes.",
            valueName: "when"))
    var color = Console.Colour.auto

    @Option(
        help: ArgumentHelp(
            "The SAT solver that is asked: cadical, picosat or cryptominisat. The last two are libraries to install.",
            valueName: "name"))
    var engine = Engine.Name.cadical

    @OptionGroup var caching: CacheOptions
    @OptionGroup var probing: ProbeOptions

    func validate() throws {
        Console.use(color)
        OutputFolder.adopt()
        try Engine.use(engine)
        for text in define where text.firstIndex(of: "=") == nil || text.hasPrefix("=") {
            throw ValidationError("--define \(text): NAME=VALUE expected")
        }
        for text in defineFunction where text.firstIndex(of: "=") == nil || text.hasPrefix("=") {
            throw ValidationError("--define-function \(text): NAME=TEXT expected")
        }
        if arch?.contains("/") ?? false {
            throw ValidationError("--arch \(arch!): the name of an architecture expected")
        }
    }

    /// Parses the tree; prints diagnostics and ends with exit code 2 when it can't be.
    func loadModel() throws -> KconfigModel {
        var dialect: TreeDialect?
        return try loadModel(&dialect)
    }

    /// The same for configurations: they must be there, and say of what architecture the tree is read when nothing else does.
    func loadModel(for configs: [String]) throws -> KconfigModel {
        try InputFile.expect(configs)
        return try asOf(configs).loadModel()
    }

    /// With the architecture that the head of a configuration names, where nothing else says which one is meant.
    func asOf(_ configs: [String]) -> TreeOptions {
        let tree = ConfigEnvironment.sourceTree ?? "."
        guard arch == nil, Variable.value("ARCH") == nil, needsArchitecture(tree) else { return self }
        var here = self
        here.arch =
            configs.lazy.compactMap { name in
                name == "-" ? nil : InputFile.locate(name).flatMap { ConfigHeading($0.text)?.arch }
            }.first
        return here
    }

    /// The same.
    ///
    /// - Parameter dialect: what was found of it before; nil is replaced by what is found.
    func loadModel(_ dialect: inout TreeDialect?) throws -> KconfigModel {
        let probes = try TreeProbes(probing, caching.cache())
        let cache = probes.cache
        let variables = try setUpEnvironment(probes)
        let tree = ConfigEnvironment.sourceTree
        let found = try dialect ?? treeDialect()
        dialect = found
        found.adoptPrefix(tree)
        let options = parseOptions(probes.shell, found)
        defer { probes.finish() }
        if let variables, !silent { probes.tellCompiler(variables.kbuild, isVerbose: verbose) }
        let watch = Stopwatch()
        do {
            let model = try KconfigModel.parse(options)
            Console.knows(model)
            let printer = DiagnosticPrinter(sources: model.sources)
            for diagnostic in model.diagnostics { Console.error(printer.render(diagnostic)) }
            variables?.report(model)
            if model.dialect.isNewerThanKnown { log(TreeDialect.newerNote(model.dialect), watch) }
            log(
                "read \(model.sources.files.count.counted("file")), \(model.symbols.count) symbols, "
                    + probes.count, watch)
            try probes.record(model, isSilent: silent)
            if cache.reportMismatches() { throw Exit.toolFailed }
            return model
        } catch let error as KconfigError {
            let printer = DiagnosticPrinter(sources: error.sources)
            for diagnostic in error.diagnostics { Console.error(printer.render(diagnostic)) }
            if cache.reportMismatches() { throw Exit.toolFailed }
            throw Exit.badInput
        }
    }

    /// Sets variables as the options want them; nil when they are those that the program was started with.
    func setUpEnvironment(_ probes: TreeProbes) throws -> TreeVariables? {
        defer { if !silent { TreeVariables.reportUnknown() } }
        var defines: [String: String] = [:]
        for text in define {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            defines[String(parts[0])] = String(parts[1])
        }
        let tree = ConfigEnvironment.sourceTree ?? "."
        guard let arch = arch ?? architectureOfEnvironment(tree) else {
            for (name, value) in defines { setenv(name, value, 1) }
            guard needsArchitecture(tree) else { return try probes.setUp(arch: nil, defines: defines) }
            Console.error(
                "kconfig-sat: which architecture? The Kconfig files of a kernel need the variables that make exports\n"
                    + "hint: --arch x86, or set ARCH; the architectures are the folders below \(tree)/arch\n")
            throw Exit.badInput
        }
        let kbuild = KbuildEnvironment(arch: arch, tree: tree)
        if arch.isEmpty || arch.hasPrefix(".") || access("\(tree)/arch/\(kbuild.sourceArch)/.", F_OK) != 0 {
            let isKernel = access("\(tree)/arch/.", F_OK) == 0
            Console.error(
                "kconfig-sat: there is no \(tree)/arch/\(arch)\n"
                    + (isKernel
                        ? "hint: \(Self.likelyArchitecture(arch, tree))the architectures are the folders below \(tree)/arch\n"
                        : "hint: run in a kernel tree or set srctree; Kconfig files of something else need no --arch\n")
            )
            throw Exit.badInput
        }
        return try probes.setUp(arch: arch, defines: defines)
    }

    /// What somebody means who names it as a distribution or a compiler does.
    private static func likelyArchitecture(_ name: String, _ tree: String) -> String {
        let likely = KbuildEnvironment.architecture(calledElsewhere: name)
        guard likely != name, access("\(tree)/arch/\(likely)/.", F_OK) == 0 else { return "" }
        return "did you mean \(likely)? "
    }

    /// Outside make, in a kernel tree: nothing says which files of `arch` are meant.
    private func needsArchitecture(_ tree: String) -> Bool {
        kconfig == "Kconfig" && Variable.value("SRCARCH") == nil && access("\(tree)/arch/Kconfig", F_OK) == 0
            && access("\(tree)/scripts/Kconfig.include", F_OK) == 0
    }

    /// `$ARCH`, where nothing else says which architecture is meant.
    private func architectureOfEnvironment(_ tree: String) -> String? {
        needsArchitecture(tree) ? Variable.value("ARCH") : nil
    }

    /// By which rules the tree is read; ends with exit code 2 when the user named none that exists.
    func treeDialect() throws -> TreeDialect { try TreeDialect(option: dialect) }

    func parseOptions(_ shell: any Shell, _ dialect: TreeDialect) -> ParseOptions {
        let tree = ConfigEnvironment.sourceTree
        var options = dialect.options(rootFile(tree), isStrict: false, shell: shell, tree: tree)
        options.functions = defineFunction.map {
            let parts = $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), String(parts[1]))
        }
        return options
    }

    /// The root file that projects have where there is none of the usual name. (Kernels up to 2.6.37 had one for each
    /// architecture.)
    private static let otherRoots = [
        "Config.in", "src/Kconfig", "xen/Kconfig", "extra/Configs/Config.in", "config/config.in",
    ]

    /// The root file: the one asked for or, where that is the usual one and missing, another that is there.
    private func rootFile(_ tree: String?) -> String {
        let folder = tree ?? "."
        func isThere(_ name: String) -> Bool { access("\(folder)/\(name)", R_OK) == 0 }
        guard kconfig == "Kconfig", access(kconfig, R_OK) != 0, !isThere(kconfig) else { return kconfig }
        let own = (Variable.value("SRCARCH") ?? Variable.value("ARCH")).map { ["arch/\($0)/Kconfig"] } ?? []
        return (own + Self.otherRoots).first(where: isThere) ?? kconfig
    }

    func log(_ text: @autoclosure () -> String, _ watch: Stopwatch) {
        if verbose { Console.error("kconfig-sat: \(text()) (\(watch.milliseconds) ms)\n") }
    }

    /// Says what `conf` says about the file, unless silent.
    func announce(_ text: String) {
        if !silent { Console.out("#\n# \(text)\n#\n") }
    }

    /// Puts a finished configuration in place.
    ///
    /// - Parameter quietly: stdout is for something else.
    func write(_ config: [UInt8], summary: String?, quietly: Bool = false) throws {
        let name = ConfigEnvironment.configName
        var status = stat()
        if stat(name, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            Console.error("kconfig-sat: can't write \(name): it is no regular file\n")
            throw Exit.badInput
        }
        do {
            let outcome = try ConfigFile(path: name).replace(with: config)
            if quietly { return }
            announce(
                (outcome == .unchanged ? "No change to \(name)" : "configuration written to \(name)")
                    + (summary.map { "\n# \($0)" } ?? ""))
        } catch let failure as ConfigFile.Failure {
            Console.error("kconfig-sat: \(failure)\n")
            throw Exit.badInput
        }
    }
}
