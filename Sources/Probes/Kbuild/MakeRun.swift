// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// One run of a tree's make for what it exports to `conf`.
///
/// Make reads a rule of ours first (`MAKEFILES`), whose goal goes the way of all `…config` goals: the top Makefile
/// with that of the architecture, then `scripts/kconfig`. There, where `conf` would run, the environment is written down.
/// Nothing is built and nothing written: the goal has no prerequisites, and probes of compilers get another folder.
struct MakeRun {
    let tree: String
    let arch: String
    /// As on make's command line.
    let defines: [String: String]
    var sandbox: Sandbox?

    /// What make said.
    struct Outcome {
        /// The environment of `conf`.
        var environment: [String: String]
        /// The files that make read, as it names them.
        var makefiles: [String]
    }

    struct Failure: Error {
        let text: String
    }

    /// Not from the command line: they say where the output goes or what is built, or are set here.
    static let reserved: Set = [
        "ARCH", "O", "KBUILD_OUTPUT", "KBUILD_SRC", "M", "KBUILD_EXTMOD", "SUBDIRS", "TMPOUT", "obj",
        "MAKEFLAGS", "MAKEFILES", "MAKELEVEL", "srctree", "objtree", "sub_make_done",
    ]

    private static let rule = """
        kconfig-sat-exports-config:
        \t@printf '%s\\0' '$(MAKEFILE_LIST)' >&8; $(if $(and $(build),$(filter-out command,$(firstword $(origin obj)))),\
        $(MAKE) $(build)=scripts/kconfig $@ obj-dirs=,cat /proc/self/environ >&8)

        """

    /// - Throws: why there is no answer.
    func run() throws(Failure) -> Outcome {
        guard let rule = Scratch(Self.rule), let dump = Scratch(""), let errors = Scratch("") else {
            throw Failure(text: "no temporary files: \(String(cString: strerror(errno)))")
        }
        let (status, excess) = try start(rule, dump, errors)
        guard status == 0 else {
            if let excess { throw Failure(text: "make \(excess.rawValue) in the sandbox and was ended") }
            let said = String(decoding: errors.bytes, as: UTF8.self)
            throw Failure(text: Self.complaint(said) ?? "make ended with status \(status >> 8 & 0xFF)")
        }
        var parts = dump.bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }[...]
        var makefiles: [String] = []
        while let part = parts.first, !part.utf8.contains(0x3D) {
            makefiles += part.split(separator: " ").map(String.init).filter { $0 != Self.rulePath }
            parts.removeFirst()
        }
        guard !makefiles.isEmpty, !parts.isEmpty else { throw Failure(text: "make ran no recipe") }
        let pairs = parts.compactMap(ProcessEnvironment.pair)
        let environment = Dictionary(pairs.map { ($0.name, $0.value) }) { $1 }
        return Outcome(environment: environment, makefiles: makefiles)
    }

    /// What make and the Makefiles look for in the folder of the output before they look in the tree.
    private static let outputs = [".kernelvariables", "Makefile", "arch", "include", "scripts"]

    /// The working folder has nothing that make reads and no place within the tree: only its name can show in the answer.
    var isInPlainFolder: Bool {
        let here = Surroundings.resolved(Surroundings.current.workingFolder)
        let tree = Surroundings.resolved(tree)
        return here != tree && !here.hasPrefix(tree + "/")
            && Self.outputs.allSatisfy { access($0, F_OK) != 0 }
    }

    /// The line of make's that says what is wrong.
    private static func complaint(_ text: String) -> String? {
        let lines = text.split(separator: "\n").map(String.init)
        return lines.first { $0.contains("***") || $0.contains("error") } ?? lines.last
    }

    // MARK: - The process

    private static let rulePath = "/dev/fd/9"

    private func start(_ rule: Scratch, _ dump: Scratch, _ errors: Scratch) throws(Failure) -> (
        Int32, Sandbox.Excess?
    ) {
        if let sandbox {
            let words = ["env", "MAKEFILES=\(Self.rulePath)"] + arguments
            let outcome = SandboxedProcess.run(
                sandbox, words,
                descriptors: [(errors.descriptor, 2), (dump.descriptor, 8), (rule.descriptor, 9)])
            return (outcome.status, outcome.excess)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, errors.descriptor, 2)
        posix_spawn_file_actions_adddup2(&actions, dump.descriptor, 8)
        posix_spawn_file_actions_adddup2(&actions, rule.descriptor, 9)
        var process = pid_t()
        let code = CStrings.with(arguments, environment) {
            posix_spawnp(&process, "make", &actions, nil, $0, $1)
        }
        guard code == 0 else {
            throw Failure(text: code == ENOENT ? "there is no make" : String(cString: strerror(code)))
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return (status, nil)
    }

    private var arguments: [String] {
        var words = [
            "make", "--no-print-directory", "-C", sandbox == nil ? tree : Surroundings.resolved(tree),
        ]
        let here = Surroundings.current.workingFolder
        if sandbox != nil {
            words.append("O=\(Sandbox.folder)")
        } else if Surroundings.resolved(here) != Surroundings.resolved(tree) {
            words.append("O=\(here)")
        }
        words += ["ARCH=\(arch)", "TMPOUT=\(Self.probeFolder)"]
        words += defines.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return words + ["kconfig-sat-exports-config"]
    }

    /// Where the Makefile's own probes of the compiler write. Each shell adds its number.
    private static var probeFolder: String {
        let folder = ProcessEnvironment.value("TMPDIR") ?? "/tmp"
        let isPlain = folder.utf8.allSatisfy { ShellText.isNameByte($0) || "/.-+".utf8.contains($0) }
        return (isPlain ? folder : "/tmp") + "/.kconfig-sat_\(getpid())_$$$$"
    }

    /// That of this process, without what an outer make or an earlier run put there.
    private var environment: [String] {
        var all = ProcessEnvironment.all
        var dropped: Set = ["KBUILD_OUTPUT", "KBUILD_SRC", "KBUILD_EXTMOD", "sub_make_done"]
        if all["MAKELEVEL"] != nil {
            dropped.formUnion(["MAKELEVEL", "MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES"])
        }
        for name in dropped { all[name] = nil }
        all["MAKEFILES"] = ([Self.rulePath] + (all["MAKEFILES"].map { [$0] } ?? [])).joined(separator: " ")
        return all.map { $0.key + "=" + $0.value }
    }
}

/// A file without a name, closed with the value.
private final class Scratch {
    let descriptor: Int32

    init?(_ text: String) {
        guard let file = tmpfile() else { return nil }
        defer { fclose(file) }
        // Above those numbers that make and its shells know.
        descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, 10)
        // In a sandbox somebody else opens it by its number.
        guard descriptor >= 0, fchmod(descriptor, 0o644) == 0 else { return nil }
        let bytes = Array(text.utf8)
        guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else { return nil }
    }

    deinit { close(descriptor) }

    var bytes: [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, off_t(all.count))
            if count <= 0 { return all }
            all += buffer[..<count]
        }
    }
}
