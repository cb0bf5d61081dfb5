// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Where a tree's commands can do no harm: bubblewrap's namespaces, with the tools and the tree to read and nothing else.
public struct Sandbox: Sendable {
    /// Why there is none.
    public struct Failure: Error {
        public let text: String
    }

    /// What ended a command.
    enum Excess: String {
        case time = "ran for more than 60 s"
        case processes = "started more than 256 processes"
        case memory = "took more than 1 GiB"
    }

    static let seconds = 60
    static let processes = 256
    static let bytes = 1 << 30

    /// Where tools are, and what they are found and linked by.
    private static let visible = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix", "/gnu",
        "/etc/alternatives",
        "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    ]

    /// The working folder inside. What is in the tree seems to be there, too.
    static let folder = "/tmp/work"

    private let program: String
    private let tree: String
    /// Where links of the tree lead.
    private let behind: [String]
    private let variables: Set<String>

    /// - Parameters:
    ///   - tree: a folder.
    ///   - behind: folders that links of it lead to. Never taken from the links: a stranger's may lead to a key.
    ///   - variables: that commands may see, beside those that are set for the tree.
    /// - Throws: when bubblewrap is not there, or can't do its work here.
    public init(tree: String, behind: [String] = [], variables: Set<String>) throws(Failure) {
        guard let program = Self.find("bwrap") else {
            throw Failure(text: "there is no bwrap: install bubblewrap")
        }
        self.program = program
        self.tree = Surroundings.resolved(tree)
        self.behind = behind.map { Surroundings.resolved($0) }
        self.variables = variables
        for folder in [self.tree] + self.behind { try Self.checkPermissions(folder) }
        let errors = CaughtErrors()
        guard let errors, errors.begin() else { throw Failure(text: "no temporary files") }
        let status = SandboxedProcess.run(self, ["true"]).status
        errors.end()
        if status != 0 {
            throw Failure(text: errors.text.isEmpty ? "bwrap ended with status \(status)" : errors.text)
        }
    }

    private static func find(_ name: String) -> String? {
        (ProcessEnvironment.value("PATH") ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }

    // MARK: - Who runs there

    /// Root's processes can't be limited in number, so what root starts runs as somebody else.
    private static let isRoot = geteuid() == 0
    /// Each run has its own, or one's fork bomb would leave no processes to another: a number of those that systemd keeps for
    /// services without a user (`DynamicUser=`), so that nobody owns files by it.
    private static let user = String(61_184 + Int(getpid()) % (65_520 - 61_184))
    /// What `SandboxedProcess` sees too late must not fill the system's table of processes.
    private static let hardLimit = 4096

    /// Everybody must be able to read the tree.
    private static func checkPermissions(_ tree: String) throws(Failure) {
        var status = stat()
        guard isRoot, stat(tree, &status) == 0, status.st_mode & 0o005 != 0o005 else { return }
        throw Failure(
            text:
                "what root starts runs as another user there, who can't read \(tree)\nhint: chmod -R go+rX \(tree)"
        )
    }

    private var namespaces: [String] {
        guard Self.isRoot else { return ["--unshare-all", "--cap-drop", "ALL"] }
        return [
            "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
            "--cap-drop", "ALL",
            "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID",
        ]
    }

    private var limits: [String] {
        ["prlimit", "--nproc=\(Self.hardLimit)"]
            + (Self.isRoot
                ? ["setpriv", "--reuid=\(Self.user)", "--regid=\(Self.user)", "--clear-groups"] : [])
    }

    /// Folders above a path, from the root on. What bubblewrap makes by itself only its user can enter.
    private static func parents(of path: String) -> [String] {
        let names = path.split(separator: "/").dropLast()
        let folders = names.indices.map { "/" + names[...$0].joined(separator: "/") }
        return folders.flatMap { ["--perms", "0755", "--dir", $0] }
    }

    // MARK: - Commands

    /// The command line that runs a command inside.
    func words(_ command: [String]) -> [String] {
        var words = [program] + namespaces + ["--die-with-parent", "--new-session", "--clearenv"]
        words += ["--perms", "0755", "--dir", "/etc"]
        for path in Self.visible { words += ["--ro-bind-try", path, path] }
        words += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]
        for path in behind + [tree] { words += Self.parents(of: path) + ["--ro-bind", path, path] }
        words += ["--perms", "0777", "--dir", Self.folder]
        // Kconfig files name the tree's files by the working folder when make runs there.
        for name in FilePattern.expand(tree + "/*").compactMap({ $0.split(separator: "/").last }) {
            words += ["--symlink", "\(tree)/\(name)", "\(Self.folder)/\(name)"]
        }
        words += ["--remount-ro", "/", "--chdir", Self.folder]
        for (name, value) in environment { words += ["--setenv", name, value] }
        return words + ["--"] + limits + command
    }

    /// What a command may know: where tools are, the languages of messages, and what make exports.
    private var environment: [(name: String, value: String)] {
        let own: Set = ["PATH", "LANG", "LC_ALL", "LC_COLLATE", "LC_NUMERIC", "SOURCE_DATE_EPOCH"]
        let names = own.union(ProcessEnvironment.changed).union(variables)
        return ProcessEnvironment.all.filter { names.contains($0.key) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.key == "objtree" ? "." : $0.value) }
            + [("HOME", "/tmp"), ("TMPDIR", "/tmp")]
    }
}
