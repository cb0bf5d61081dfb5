// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// The folder of the kernel tree that is looked at.
public struct SourceTree {
    let path: String

    /// `$srctree`, else the working folder.
    public static var current: SourceTree { SourceTree(path: ConfigEnvironment.sourceTree ?? ".") }

    /// The architectures of the tree: the folders below `arch/` with a Kconfig file.
    ///
    /// - Throws: `LintFailure` when there are none.
    public func architectures() throws -> [String] {
        let all = FileTree.files(
            below: path + "/arch", skipping: { $0.contains("/") }, taking: { $0 == "Kconfig" })
        let names = all.filter { $0 != "Kconfig" }.map { String($0.dropLast("/Kconfig".count)) }
        guard !names.isEmpty else {
            throw LintFailure(
                description: "there is no \(path)/arch/*/Kconfig\n"
                    + "hint: --arch all needs a kernel tree: run in one or set srctree")
        }
        return names.sorted()
    }

    /// A number that stands for the text of all Kconfig files of the tree.
    var digest: String {
        var hash = Hash64()
        for file in kconfigFiles {
            hash.add(file.utf8)
            if let text = SourceText(path: path + "/" + file) { hash.add(text.bytes) }
        }
        return hash.hex
    }

    /// A model as the rules see it, with what the files say that its architecture doesn't read; nothing outside a
    /// kernel tree.
    public func lintTree(_ model: KconfigModel) -> LintTree {
        guard access(path + "/arch", F_OK) == 0 else { return LintTree(model) }
        return LintTree(model, elsewhere: Elsewhere(kconfigFiles, tree: path, without: model))
    }

    private var kconfigFiles: [String] {
        FileTree.files(
            below: path, skipping: { $0 == ".git" || $0 == "scripts/kconfig/tests" },
            taking: { $0.hasPrefix("Kconfig") })
    }
}
