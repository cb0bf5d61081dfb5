// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Lint

/// Parses trees for `lint`: recursive dependencies are findings there, not errors.
struct LintTreeLoader {
    let options: TreeOptions
    private let cache: ProbeCache
    private let probes: CachingShell
    private let shell: RememberingShell

    /// Sets up the variables of the architecture; ends with exit code 2 when there is no such.
    init(_ options: TreeOptions) throws {
        self.options = options
        cache = try options.caching.cache()
        let system = SystemShell()
        let tree = ConfigEnvironment.sourceTree
        if options.arch != "all" {
            try options.setUpEnvironment(CachingShell(system, cache: cache, sourceTree: tree))
        }
        probes = CachingShell(system, cache: cache, sourceTree: tree)
        shell = RememberingShell(probes)
    }

    var sourceTree: String { ConfigEnvironment.sourceTree ?? "." }

    /// - Parameter keepsProbes: see `ParseOptions.keepsProbes`.
    func load(keepsProbes: Bool) throws -> KconfigModel {
        var parse = options.parseOptions(shell)
        parse.keepsProbes = keepsProbes
        parse.allowsCycles = true
        let watch = Stopwatch()
        defer { probes.finish() }
        do {
            let model = try KconfigModel.parse(parse)
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

    /// The architectures of the tree: the folders below `arch/` with a Kconfig file.
    func architectures() throws -> [String] {
        let all = FileTree.files(
            below: sourceTree + "/arch", skipping: { $0.contains("/") }, taking: { $0 == "Kconfig" })
        let names = all.filter { $0 != "Kconfig" }.map { String($0.dropLast("/Kconfig".count)) }
        guard !names.isEmpty else {
            Console.error(
                "kconfig-sat: there is no \(sourceTree)/arch/*/Kconfig\n"
                    + "hint: --arch all needs a kernel tree: run in one or set srctree\n")
            throw Exit.badInput
        }
        return names.sorted()
    }

    /// A number that stands for the text of all Kconfig files of the tree.
    var digest: String {
        var hash = Hash64()
        for file in kconfigFiles {
            hash.add(file.utf8)
            if let text = SourceText(path: sourceTree + "/" + file) { hash.add(text.bytes) }
        }
        return hash.hex
    }

    /// What the files say that the architecture at hand doesn't read; nothing outside a kernel tree.
    func elsewhere(_ model: KconfigModel) -> Elsewhere {
        guard access(sourceTree + "/arch", F_OK) == 0 else { return Elsewhere() }
        return Elsewhere(kconfigFiles, tree: sourceTree, without: model)
    }

    private var kconfigFiles: [String] {
        FileTree.files(
            below: sourceTree, skipping: { $0 == ".git" || $0 == "scripts/kconfig/tests" },
            taking: { $0.hasPrefix("Kconfig") })
    }
}
