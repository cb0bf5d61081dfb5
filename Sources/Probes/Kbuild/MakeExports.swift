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

    /// Stands for the working folder, so that the bytes hold in another one.
    private static let here = "\u{1}"

    /// `NAME=value` or `NAME`, with a NUL behind each.
    func bytes(in folder: String) -> [UInt8] {
        let texts = values.map { $0.name + "=" + ($0.value == folder ? Self.here : $0.value) } + removed
        return texts.flatMap { Array($0.utf8) + [0] }
    }

    init(_ bytes: [UInt8], in folder: String) {
        for part in bytes.split(separator: 0) {
            let text = String(decoding: part, as: UTF8.self)
            if let pair = ProcessEnvironment.pair(text) {
                values.append((pair.name, pair.value == Self.here ? folder : pair.value))
            } else {
                removed.append(text)
            }
        }
    }

    /// Whether a value has the folder's name in it, so that another folder may have another one.
    func mentions(_ folder: String) -> Bool {
        values.contains { $0.value != folder && $0.value.contains(folder) }
    }
}

extension MakeExports {
    /// What `make ARCH=…` in the tree exports, kept across runs.
    ///
    /// - Throws: why make does not say.
    static func find(_ run: MakeRun, _ shell: CachingShell) throws(MakeRun.Failure) -> MakeExports {
        var failure: MakeRun.Failure?
        let folder = Surroundings.current.workingFolder
        let kept = shell.keep(name(run), isLocal: !run.isInPlainFolder) {
            do throws(MakeRun.Failure) {
                let before = ProcessEnvironment.all
                let outcome = try run.run()
                let exports = MakeExports(before, outcome.environment)
                let dependencies = MakeDependencies(run, outcome).all
                let isLocal =
                    exports.mentions(folder) || dependencies.contains { $0.name.hasPrefix(folder + "/") }
                return CachingShell.Result(
                    output: exports.bytes(in: folder), dependencies: dependencies, isLocal: isLocal)
            } catch {
                failure = error
                return nil
            }
        }
        // Before the variables change that it depends on.
        shell.finish()
        guard let kept else { throw failure ?? MakeRun.Failure(text: "make did not run") }
        return MakeExports(kept, in: folder)
    }

    /// All that the result depends on by itself; files, programs, variables and the folder come with it.
    private static func name(_ run: MakeRun) -> [UInt8] {
        var system = utsname()
        uname(&system)
        func text<T>(_ field: T) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        let parts =
            ["make", run.arch, text(system.machine), text(system.release)]
            + run.defines.map { $0.key + "=" + $0.value }.sorted()
        return Array(parts.joined(separator: "\0").utf8)
    }
}
