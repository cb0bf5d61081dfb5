// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Patches

/// Where changed files and lines come from.
struct PatchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What git shows as changed since a revision, with what is not committed.", valueName: "revision"))
    var since: String?

    @Option(
        help: ArgumentHelp(
            "What a patch changes: a diff or a mailbox; '-' for stdin. It may be in the tree already, or not yet.",
            valueName: "file"), completion: .file())
    var diff: [String] = []

    var isEmpty: Bool { since == nil && diff.isEmpty }

    func validate() throws {
        if since != nil && !diff.isEmpty { throw ValidationError("either --since or --diff") }
    }

    /// Reads it. Where the patch is not in the tree yet, from now on a tree with it takes the tree's place, until
    /// `PatchInput.end` is called.
    ///
    /// - Throws: exit code 2 when there is no such revision, or a patch can't be read or does not fit; 3 without git.
    func read() throws -> PatchInput {
        if let since { return PatchInput(files: try Self.files(since: since)) }
        var bytes: [UInt8] = []
        for name in diff {
            let text = try InputFile.read(name)
            withExtendedLifetime(text) { bytes += text.bytes }
            if diff.count > 1, bytes.last != 0x0A { bytes.append(0x0A) }
        }
        let name = diff.count == 1 ? (diff[0] == "-" ? "stdin" : diff[0]) : "patch"
        let patched = try Self.patched(bytes, name)
        if patched.isApplied { return PatchInput(files: patched.files) }
        return try PatchInput(patched, tree: Self.tree)
    }

    private static var tree: String { ConfigEnvironment.sourceTree ?? "." }

    private static func patched(_ bytes: [UInt8], _ name: String) throws -> PatchedTree {
        let tree = tree
        do throws(PatchProblem) {
            return try PatchedTree(Patch(bytes, name: name), name: name) { path in
                SourceText(path: "\(tree)/\(path)").map { text in
                    withExtendedLifetime(text) { Array(text.bytes) }
                }
            }
        } catch {
            let isTree = access("\(tree)/Kconfig", F_OK) == 0
            let hint =
                isTree
                ? "a patch must fit the tree \(tree == "." ? "here" : tree), or be in it already"
                : "run in a kernel tree or set srctree"
            Console.error("\(error)\nhint: \(hint)\n")
            throw Exit.badInput
        }
    }

    private static func files(since revision: String) throws -> [ChangedFile] {
        guard let real = FileTree.realPath(tree) else { throw InputFile.unreadable(tree) }
        let git = GitTree(tree: real)
        let name = "--since \(revision)"
        let (text, others) = try asking(revision) { () throws(GitTree.Failure) in
            (try git.diff(since: revision), try git.others())
        }
        let known = text.isEmpty ? [] : try patched(text, name).files
        return known
            + others.compactMap { path in
                SourceText(path: "\(git.tree)/\(path)").map { text in
                    withExtendedLifetime(text) { .added(path, Array(text.bytes), place: name) }
                }
            }
    }

    private static func asking<R>(_ revision: String, _ body: () throws(GitTree.Failure) -> R) throws -> R {
        do throws(GitTree.Failure) { return try body() } catch {
            Console.error("kconfig-sat: --since \(revision): \(error.text)\n")
            throw error.isMissing ? Exit.toolFailed : Exit.badInput
        }
    }
}

/// Changed files, and the tree that has the changes.
struct PatchInput {
    let files: [ChangedFile]
    /// The folder that the command was started in: it may go on in the tree with the patch.
    let folder = FileTree.realPath(".") ?? "."
    /// The tree with the patch, where the one at hand has it not yet.
    private var links: LinkTree?

    fileprivate init(files: [ChangedFile]) { self.files = files }

    fileprivate init(_ patched: PatchedTree, tree: String) throws {
        files = patched.files
        guard let real = FileTree.realPath(tree) else { throw InputFile.unreadable(tree) }
        do {
            var links = try LinkTree(of: real, at: TemporaryPaths.make())
            for (path, bytes) in patched.contents.sorted(by: { $0.key < $1.key }) {
                if let bytes { try links.put(path, bytes) } else { try links.remove(file: path) }
            }
            self.links = links
            TreeLinks.behind = [real]
        } catch let complaint as Complaint {
            Console.error("kconfig-sat: \(complaint.text)\n")
            throw Exit.toolFailed
        }
        // Files of the tree are looked for in the working folder first.
        if folder == real || folder.hasPrefix(real + "/") {
            chdir(links!.path + folder.dropFirst(real.count))
        }
        setenv("srctree", links!.path, 1)
    }

    /// Where a file is that the user named, wherever the command goes on.
    func path(_ name: String) -> String { name.hasPrefix("/") || name == "-" ? name : "\(folder)/\(name)" }

    /// Takes the tree with the patch away.
    func end() {
        if let links { TemporaryPaths.remove(links.path) }
    }
}
