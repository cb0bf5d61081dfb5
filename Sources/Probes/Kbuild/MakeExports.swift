// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// How the environment that make gives to `conf` differs from the one that make was started in.
struct MakeExports {
    /// Variables that the Makefiles set.
    private(set) var values: [(name: String, value: String)] = []
    /// Variables that they take away.
    private(set) var removed: [String] = []

    /// What make, a shell and the way in which make was run here leave in the environment. `srctree` is known better.
    private static let ownWords: Set = [
        "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEFILES", "MAKEOVERRIDES", "MAKE_TERMOUT", "MAKE_TERMERR",
        "GNUMAKEFLAGS", "sub_make_done", "O", "KBUILD_OUTPUT", "KBUILD_SRC", "TMPOUT", "PWD", "OLDPWD",
        "SHLVL",
        "_", "srctree", "objtree",
    ]

    init(_ before: [String: String], _ after: [String: String]) {
        for (name, value) in after.sorted(by: { $0.key < $1.key }) {
            if !Self.ownWords.contains(name) && before[name] != value { values.append((name, value)) }
        }
        removed = before.keys.filter { after[$0] == nil && !Self.ownWords.contains($0) }.sorted()
    }

    /// Whether the Makefile was a kernel's: those all say where the architecture's files are.
    var isKernel: Bool {
        values.contains { $0.name == "SRCARCH" } || ProcessEnvironment.value("SRCARCH") != nil
    }

    // MARK: - Bytes

    /// `NAME=value` or `NAME`, with a NUL behind each.
    var bytes: [UInt8] {
        let texts = values.map { $0.name + "=" + $0.value } + removed
        return texts.flatMap { Array($0.utf8) + [0] }
    }

    init(_ bytes: [UInt8]) {
        for part in bytes.split(separator: 0) {
            let text = String(decoding: part, as: UTF8.self)
            if let pair = ProcessEnvironment.pair(text) { values.append(pair) } else { removed.append(text) }
        }
    }
}

extension MakeExports {
    /// What `make ARCH=…` in the tree exports, kept across runs.
    ///
    /// - Throws: why make does not say.
    static func find(_ run: MakeRun, _ shell: CachingShell) throws(MakeRun.Failure) -> MakeExports {
        var failure: MakeRun.Failure?
        let kept = shell.keep(name(run)) {
            do throws(MakeRun.Failure) {
                let before = ProcessEnvironment.all
                let outcome = try run.run()
                let exports = MakeExports(before, outcome.environment)
                return (exports.bytes, MakeDependencies(run, outcome).all)
            } catch {
                failure = error
                return nil
            }
        }
        // Before the variables change that it depends on.
        shell.finish()
        guard let kept else { throw failure ?? MakeRun.Failure(text: "make did not run") }
        return MakeExports(kept)
    }

    /// All that the result depends on by itself; files, programs and variables come with it.
    private static func name(_ run: MakeRun) -> [UInt8] {
        var system = utsname()
        uname(&system)
        func text<T>(_ field: T) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        let parts =
            [
                "make", run.arch, Surroundings.current.workingFolder, text(system.machine),
                text(system.release),
            ]
            + run.defines.map { $0.key + "=" + $0.value }.sorted()
        return Array(parts.joined(separator: "\0").utf8)
    }
}
