// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The variables that a kernel tree's Makefile exports to `conf`, for runs outside make.
///
/// The tree's make says them (`MakeRun`). Where it can't, they are what kernels usually export.
public struct KbuildEnvironment {
    /// What `make ARCH=…` was told.
    public let arch: String
    public let tree: String
    /// Where the tree's make runs; nil for anywhere.
    public let sandbox: Sandbox?

    /// What Makefiles export, whatever the tree.
    public static var exported: Set<String> { UsualExports.names }

    /// Who said what the variables are.
    public enum Origin: Sendable {
        case make
        /// `UsualExports`, since make could not be asked.
        case usual(problem: String)
        /// The same: the tree has no Makefile.
        case noMakefile
    }

    public init(arch: String, tree: String, sandbox: Sandbox? = nil) {
        self.arch = arch
        self.tree = tree
        self.sandbox = sandbox
    }

    /// Sets the variables of `make ARCH=A` for this process, and so for the commands that macros run.
    ///
    /// - Parameter defines: variables as on make's command line: they win over the Makefile's.
    public func apply(defines: [String: String], shell: CachingShell) -> Origin {
        ProcessEnvironment.restore()
        guard access(tree + "/Makefile", F_OK) == 0 else {
            applyUsual(defines, shell)
            return .noMakefile
        }
        let origin: Origin
        do throws(MakeRun.Failure) {
            let given = defines.filter { !MakeRun.reserved.contains($0.key) }
            let exports = try MakeExports.find(
                MakeRun(tree: tree, arch: arch, defines: given, sandbox: sandbox), shell)
            // The Makefile of another project does not say all that its Kconfig files expect.
            if !exports.isKernel { applyUsual(defines, shell) }
            set(exports.values)
            for name in exports.removed { ProcessEnvironment.set(name, nil) }
            set(defines.filter { MakeRun.reserved.contains($0.key) }.map { ($0.key, $0.value) })
            origin = .make
        } catch {
            applyUsual(defines, shell)
            origin = .usual(problem: error.text)
        }
        set([("srctree", defines["srctree"] ?? tree), ("objtree", defines["objtree"] ?? ".")])
        return origin
    }

    /// Sets what a record knows, and what the tree itself says; nothing runs.
    ///
    /// - Parameters:
    ///   - defines: win over both.
    ///   - isInMake: make has said where the tree is.
    public func apply(_ part: ProbeFile.Part, defines: [String: String], isInMake: Bool) {
        if !isInMake {
            ProcessEnvironment.restore()
            set([("ARCH", arch), ("SRCARCH", sourceArch), ("srctree", tree), ("objtree", ".")])
            set(
                UsualExports(arch: arch, sourceArch: sourceArch, tree: tree).version.map {
                    ($0.key, $0.value)
                })
        }
        set(part.variables.map { ($0.key, $0.value) })
        set(defines.map { ($0.key, $0.value) })
    }

    /// By which part of a record the tree is read: its version is that of the Makefile's head.
    public var scope: ProbeFile.Scope {
        let version = UsualExports(arch: arch, sourceArch: sourceArch, tree: tree).version
        guard let major = version["VERSION"] else { return ProbeFile.Scope(series: "-", arch: arch) }
        return ProbeFile.Scope(series: major + "." + (version["PATCHLEVEL"] ?? "0"), arch: arch)
    }

    /// Variables that say something of the tree or of the question, not of the tools.
    public static let ofTree: Set = [
        "ARCH", "SRCARCH", "SUBARCH", "UTS_MACHINE", "srctree", "objtree", "abs_srctree", "abs_objtree",
        "KCONFIG_CONFIG",
        "VERSION", "PATCHLEVEL", "SUBLEVEL", "EXTRAVERSION", "KERNELVERSION", "KERNELRELEASE",
    ]

    /// `LC_ALL` goes: make drops it.
    private func applyUsual(_ defines: [String: String], _ shell: CachingShell) {
        ProcessEnvironment.set("LC_ALL", nil)
        let usual = UsualExports(arch: arch, sourceArch: sourceArch, tree: tree)
        let plain = usual.variables(defines: defines)
        set(plain.map { ($0.key, $0.value) })
        // What they say may depend on the variables just set.
        set(usual.versions(plain, shell).map { ($0.key, $0.value) })
    }

    private func set(_ variables: [(name: String, value: String)]) {
        for (name, value) in variables { ProcessEnvironment.set(name, value) }
    }

    /// What compilers for the architecture are usually called before `gcc`; nil when nothing is known.
    public var usualCrossCompile: String? { UsualExports.targets[sourceArch].map { $0 + "-" } }

    /// Whether a compiler makes code for the architecture.
    ///
    /// - Parameter target: what `gcc -dumpmachine` prints.
    public func isMeant(byTarget target: String) -> Bool {
        let machine = String(target.prefix { $0 != "-" })
        let of = MachineName.architecture(of: machine)
        return arch == "um" || KbuildEnvironment(arch: of, tree: tree).sourceArch == sourceArch
    }

    /// The kernel's name of an architecture that compilers, distributions or `uname -m` call otherwise.
    public static func architecture(calledElsewhere name: String) -> String {
        name == "amd64" || name == "x86-64" ? "x86" : MachineName.architecture(of: name)
    }

    /// The folder below `arch/`.
    public var sourceArch: String {
        switch arch {
        case "i386", "x86_64": "x86"
        case "sparc32", "sparc64": "sparc"
        case "parisc64": "parisc"
        case "sh64": "sh"
        default: arch
        }
    }

    /// Whether a Makefile of the tree exports a variable that `UsualExports` does not know: then it has a value inside
    /// make. What no Makefile exports is empty there as well.
    public func isExported(_ variable: String) -> Bool {
        if UsualExports.sometimes.contains(variable) { return false }
        let places = [
            "Makefile", "scripts/Makefile.*", "scripts/kconfig/Makefile", "arch/\(sourceArch)/Makefile*",
        ]
        return places.flatMap { FilePattern.expand(tree + "/" + $0) }.contains { path in
            SourceText(path: path).map { Self.exports($0).contains(variable) } ?? false
        }
    }

    /// The words of `export` lines, those that go on behind a backslash included.
    private static func exports(_ makefile: SourceText) -> Set<String> {
        var names: Set<String> = []
        var goesOn = false
        for line in makefile.bytes.split(separator: 0x0A) {
            let words = String(decoding: UnsafeBufferPointer(rebasing: line), as: UTF8.self).split {
                $0 == " " || $0 == "\t"
            }
            if words.first == "export" || goesOn {
                names.formUnion(words.map(String.init))
                goesOn = words.last == "\\"
            }
        }
        return names
    }
}
