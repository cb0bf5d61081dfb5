// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// A folder that kbuild was told to write to (`make O=`): the tree is elsewhere.
enum OutputFolder {
    /// Where nothing says which tree is meant and there is none here: sets `$srctree` to the one that this folder belongs to,
    /// by what kbuild has left in it, the link `source` or a Makefile of one line that includes the tree's.
    static func adopt() {
        guard Variable.value("srctree") == nil, access("Kconfig", F_OK) != 0 else { return }
        for folder in ["source"] + included where access("\(folder)/Kconfig", R_OK) == 0 {
            guard let path = FileTree.realPath(folder) else { continue }
            setenv("srctree", path, 1)
            return
        }
    }

    private static var included: [String] {
        guard let text = SourceText(path: "Makefile"), text.bytes.count < 4096 else { return [] }
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
        return lines.compactMap { line in
            guard line.hasPrefix("include "), line.hasSuffix("/Makefile") else { return nil }
            return String(line.dropFirst("include ".count).dropLast("/Makefile".count))
        }
    }
}
