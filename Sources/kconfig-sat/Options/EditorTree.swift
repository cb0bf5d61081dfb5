// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import LanguageServer
import Probes
import Profiles
import Solver

/// Trees as the language server reads them.
final class EditorTree: TreeAccess {
    let engine: any SATEngine = Engine.standard
    let profiles = Profile.all.map(\.name)
    private var options: TreeOptions
    private let advice: AdviceOptions
    /// What `--arch` says.
    private let architecture: String?
    private var probes: TreeProbes?

    init(_ options: TreeOptions, _ advice: AdviceOptions) {
        self.options = options
        self.advice = advice
        architecture = options.arch
    }

    var library: (any RequirementLibrary)? { ProfileLibrary(arch: Variable.value("SRCARCH") ?? "") }

    func enter(_ settings: TreeSettings) throws(TreeProblem) {
        guard chdir(settings.folder) == 0 else {
            throw TreeProblem("can't enter \(settings.folder): \(String(cString: strerror(errno)))")
        }
        // What names a tree from outside is about another one.
        for name in ["srctree", "objtree"] { unsetenv(name) }
        options.arch = settings.architecture ?? architecture ?? usualArchitecture
        if let arch = options.arch {
            let folder = KbuildEnvironment(arch: arch, tree: ".").sourceArch
            guard !arch.contains("/"), !arch.hasPrefix("."), access("arch/\(folder)/.", F_OK) == 0 else {
                throw TreeProblem("there is no \(settings.folder)/arch/\(arch); see --arch")
            }
        }
        do {
            let probes = try TreeProbes(options.probing, options.caching.cache())
            _ = try options.setUpEnvironment(probes)
            self.probes = probes
        } catch { throw TreeProblem("can't set up \(settings.folder) for reading; the log says why") }
    }

    /// In a kernel tree that of this machine, unless the environment names one.
    private var usualArchitecture: String? {
        guard access("arch/Kconfig", F_OK) == 0, access("scripts/Kconfig.include", F_OK) == 0 else {
            return nil
        }
        return Variable.value("ARCH") ?? MachineName.sourceArchitecture(of: MachineName.ofThisMachine)
    }

    func parseOptions() throws(TreeProblem) -> ParseOptions {
        do {
            let probes = try probes ?? TreeProbes(options.probing, options.caching.cache())
            self.probes = probes
            probes.beginAnew()
            return options.parseOptions(probes.shell, try options.treeDialect())
        } catch { throw TreeProblem("can't tell how the tree is read; the log says why") }
    }

    func keepProbes() { probes?.finish() }

    func costs(_ model: KconfigModel) -> (any EditCost)? { advice.prior(model) }
}
