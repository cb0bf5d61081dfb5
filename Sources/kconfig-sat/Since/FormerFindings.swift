// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Lint
import Probes

/// What `lint` finds in a tree as it was: the same command in a process of its own, beside the work on the tree as it is.
struct FormerFindings {
    private let revision: String
    private let tree: FormerTree
    private let lock: Int32
    private let file: NamedTemporaryFile
    private let workers: Workers

    /// Starts it. Ends with exit code 2 when git knows no such revision, 3 without git.
    init(since revision: String) throws {
        self.revision = revision
        let git = GitTree(tree: try Self.absolute(ConfigEnvironment.sourceTree ?? "."))
        // At one place for each tree, so that results of shell macros can be known.
        let path = "\(try Self.folder())/\(Self.name(git.tree))"
        lock = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        flock(lock, LOCK_EX)
        do { tree = try FormerTree(of: git, since: revision, at: path) } catch let failure as GitTree.Failure
        {
            Console.error("kconfig-sat: --since \(revision): \(failure.text)\n")
            throw failure.isMissing ? Exit.toolFailed : Exit.badInput
        } catch let complaint as Complaint {
            Console.error("kconfig-sat: --since \(revision): \(complaint.text)\n")
            throw Exit.toolFailed
        }
        file = NamedTemporaryFile()
        let arguments = CommandArguments.without(Self.dropped)
        workers = Workers([
            // Behind the name of the command: what follows `--` is no option.
            arguments.prefix(1) + ["--former-tree", tree.path, "--write-baseline", file.path]
                + arguments.dropFirst()
        ])
    }

    /// Waits for it; ends with exit code 2 when the tree could not be read then.
    func baseline() throws -> Baseline {
        defer { end() }
        guard let output = workers.collect().first else { throw Exit.toolFailed }
        guard output.status == 0, let text = SourceText(path: file.path),
            let known = try? Baseline(text.bytes)
        else {
            Console.error(
                "kconfig-sat: the tree as of \(revision) can't be checked:\n"
                    + String(decoding: output.errors, as: UTF8.self))
            throw output.status == Exit.interrupted.rawValue ? Exit.interrupted : Exit.badInput
        }
        return known
    }

    private func end() {
        file.remove()
        tree.remove()
        close(lock)
    }

    // MARK: - Where

    private static func absolute(_ path: String) throws -> String {
        guard let real = FileTree.realPath(path) else { throw InputFile.unreadable(path) }
        return real
    }

    private static func folder() throws -> String {
        let folder = (CacheFolder.userFolder ?? NamedTemporaryFile.folder) + "/since"
        var path = ""
        for part in folder.split(separator: "/") {
            path += "/\(part)"
            mkdir(path, 0o755)
        }
        return folder
    }

    private static func name(_ tree: String) -> String {
        var hash = Hash64()
        hash.add(Array(tree.utf8))
        return hash.hex
    }

    /// Tells the workers of that process where the links of the former tree lead.
    private static let treeAtHand = "KCONFIG_SAT_TREE_AT_HAND"

    /// To be called in that process: from now on the tree is the former one, also where the working folder is in it.
    static func use(_ tree: String) throws {
        let current = try absolute(ConfigEnvironment.sourceTree ?? ".")
        let here = try absolute(".")
        // The workers of this process begin in the former tree.
        let real = Variable.value(treeAtHand) ?? current
        setenv(treeAtHand, real, 1)
        TreeLinks.behind = [real]
        SourceMap.formerFolder = here
        if here == current || here.hasPrefix(current + "/") { chdir(tree + here.dropFirst(current.count)) }
        if ConfigEnvironment.sourceTree != nil { setenv("srctree", tree, 1) }
    }

    // MARK: - The same question

    /// With a value; what they ask for is not wanted there, or done anew.
    private static let dropped: Set = [
        "--since", "--output", "--format", "--baseline", "--fix", "--witness", "--fail-on",
    ]
}
