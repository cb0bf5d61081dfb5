// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse
import Probes

/// The `#include` lines of a tree, as earlier runs found them where no file has changed since.
struct KeptIncludes {
    let tree: String
    let cache: CacheFolder

    func read() -> IncludeLines {
        guard let real = FileTree.realPath(tree) else { return IncludeLines(tree: tree) }
        let shown = Self.shown(real)
        var name = Hash64()
        name.add(shown.utf8)
        let kept = cache.load(name.hex, kind: "includes").flatMap { text in
            withExtendedLifetime(text) { IncludeLines(record: text.bytes) }
        }
        let lines = IncludeLines(tree: tree, former: kept)
        // A folder of links that shows the tree with a patch is there for this run only.
        if lines.isChanged, shown == real || kept == nil {
            cache.save(lines.record, name.hex, kind: "includes")
        }
        return lines
    }

    /// The tree that a folder of links shows; others show themselves.
    private static func shown(_ tree: String) -> String {
        guard let file = FileTree.realPath(tree + "/Kconfig"), file.hasSuffix("/Kconfig") else { return tree }
        return String(file.dropLast("/Kconfig".utf8.count))
    }
}
