// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Probes

/// What answers the commands of a tree's Kconfig files: the shell, with results kept across runs; or a record.
final class TreeProbes {
    let cache: CacheFolder
    /// How many commands ran, and how many were known, for `-v`.
    var count: String {
        recorded == nil ? "ran \(system.runs.counted("command")), knew \(caching.hits)" : "ran no commands"
    }

    private let options: ProbeOptions
    private let allowsUnknown: Bool
    private let tree: String
    private let sandbox: Sandbox?
    private let system: any ObservingShell & CountingShell
    private lazy var caching = newCaching()
    private var recorded: RecordedShell?
    private var recording: RecordingShell?

    /// Ends with exit code 3 when a sandbox is wanted and can't be had.
    ///
    /// - Parameter allowsUnknown: see `RecordedShell`.
    init(_ options: ProbeOptions, _ cache: CacheFolder, allowsUnknown: Bool = false) throws {
        self.options = options
        tree = ConfigEnvironment.sourceTree ?? "."
        sandbox = try options.sandbox ? Self.sandbox(tree) : nil
        // What strangers' commands say is kept for nobody.
        self.cache = sandbox == nil ? cache : CacheFolder(folder: "", mode: .off) { _ in }
        system = sandbox.map { SandboxShell($0) } ?? SystemShell()
        self.allowsUnknown = allowsUnknown
    }

    private static func sandbox(_ tree: String) throws -> Sandbox {
        do throws(Sandbox.Failure) {
            return try Sandbox(tree: tree, behind: TreeLinks.behind, variables: KbuildEnvironment.exported)
        } catch {
            Console.error("kconfig-sat: no sandbox: \(error.text)\n")
            throw Exit.toolFailed
        }
    }

    /// Commands that a record left open.
    var unknownCount: Int { recorded?.unknownCount ?? 0 }

    /// Sets the variables of the environment for the tree.
    ///
    /// - Parameter arch: nil inside make, which has set them.
    /// - Returns: what is to be said about them; nil when make or a record says all.
    func setUp(arch: String?, defines: [String: String]) throws -> TreeVariables? {
        if let source = options.source {
            try replay(source, arch: arch, defines)
            return nil
        }
        guard let arch else { return nil }
        let shell = newCaching()
        defer { shell.finish() }
        return TreeVariables(
            KbuildEnvironment(arch: arch, tree: tree, sandbox: sandbox), defines: defines, shell: shell)
    }

    private func replay(_ path: String, arch: String?, _ defines: [String: String]) throws {
        let kbuild = KbuildEnvironment(arch: arch ?? Variable.value("ARCH") ?? "-", tree: tree)
        let part = try ProbeFile.read(path).part(kbuild.scope, of: path)
        kbuild.apply(part, defines: defines, isInMake: arch == nil)
        recorded = RecordedShell(part, tree: tree, origin: path, allowsUnknown: allowsUnknown)
    }

    /// What was kept is looked at again: files may have changed.
    func beginAnew() {
        caching = newCaching()
    }

    /// Its key is made of the environment at its first command: another one for each environment.
    private func newCaching() -> CachingShell {
        CachingShell(system, cache: cache, sourceTree: ConfigEnvironment.sourceTree)
    }

    /// For a parse, once the variables are set.
    var shell: any Shell {
        if let recorded { return recorded }
        guard options.recordProbes != nil else { return caching }
        let shell = RecordingShell(caching, tree: tree)
        recording = shell
        return shell
    }

    /// Says whose compiler answers, where that is not plain.
    func tellCompiler(_ kbuild: KbuildEnvironment, isVerbose: Bool) {
        CompilerNote(kbuild: kbuild, shell: caching, cache: cache).tell(isVerbose: isVerbose)
    }

    /// Keeps what was found out.
    func finish() { if recorded == nil { caching.finish() } }

    // MARK: - Recording

    /// Writes the record that was asked for: what it has of other trees and architectures stays.
    ///
    /// - Parameter isSilent: it is not said.
    func record(_ model: KconfigModel, isSilent: Bool) throws {
        guard let path = options.recordProbes, let recording else { return }
        var file = access(path, F_OK) == 0 ? try ProbeFile.read(path) : ProbeFile()
        var part = ProbeFile.Part()
        for (name, value) in model.usedEnvironment where !KbuildEnvironment.ofTree.contains(name) {
            part.variables[name] = value
        }
        part.outputs = recording.outputs
        part.tools = tools
        let scope = KbuildEnvironment(arch: Variable.value("ARCH") ?? "-", tree: tree).scope
        file.parts[scope] = part
        try OutputFile.write(file.bytes, to: path)
        if !isSilent {
            Console.error(
                "kconfig-sat: note: \(path) has the answers of \(part.outputs.count) commands for \(scope)\n")
        }
    }

    /// Tools that variables name, with the first line of what they say of themselves.
    private var tools: [String] {
        ["CC", "LD", "HOSTCC", "RUSTC", "BINDGEN", "PAHOLE"].compactMap { name in
            guard let tool = Variable.value(name),
                let line = system.firstLine(of: "\(tool) --version 2>/dev/null"), !line.isEmpty
            else { return nil }
            return "\(name): \(line)"
        }
    }
}
