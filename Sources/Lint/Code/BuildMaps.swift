// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// What the make files of a tree build on its architectures.
struct BuildMaps {
    let tree: String
    /// Read once for all.
    let includes: IncludeLines

    init(tree: String) {
        self.tree = tree
        includes = IncludeLines(tree: tree)
    }

    /// - Parameters:
    ///   - arch: as make's `ARCH` has it.
    ///   - sourceArch: the folder below `arch/`.
    func map(_ model: KconfigModel, arch: String, sourceArch: String) -> PresenceMap {
        let kinds = model.symbolKinds
        let kind: @Sendable (String) -> SymbolKind = { kinds[$0] ?? .tristate }
        let map = KbuildMap.read(tree: tree, arch: arch, sourceArch: sourceArch, kind: kind)
        return PresenceMap(
            tree: tree, sourceArch: sourceArch, kbuild: map, includeLines: { includes }, kind: kind)
    }
}
