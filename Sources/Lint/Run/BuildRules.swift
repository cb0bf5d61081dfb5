// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// The rules about what make files build.
struct BuildRules {
    private let maps: BuildMaps
    private let surroundings: any LintSurroundings
    private var objects: ObjectNeverBuilt?
    private var sources: SourceWithoutObject?

    /// Nil when none of them is wanted, or the tree has no make files of Kbuild.
    init?(_ selection: RuleSelection, _ surroundings: any LintSurroundings) throws {
        let tree = SourceTree.current.path
        let (wantsObjects, wantsSources) =
            (selection.contains(ObjectNeverBuilt.rule), selection.contains(SourceWithoutObject.rule))
        guard wantsObjects || wantsSources, access(tree + "/scripts/Kbuild.include", F_OK) == 0 else {
            return nil
        }
        self.surroundings = surroundings
        maps = try surroundings.timed("read #include lines") { BuildMaps(tree: tree) }
        objects = wantsObjects ? ObjectNeverBuilt(maps, engine: surroundings.engine) : nil
        sources = wantsSources ? SourceWithoutObject(maps) : nil
    }

    /// Asks one architecture.
    ///
    /// - Parameters:
    ///   - views: what is known of it, each for some files.
    ///   - arch: as make's `ARCH` has it.
    ///   - prefix: of messages.
    mutating func examine(_ views: [UnreachableCode.View], arch: String, _ prefix: String) throws {
        guard let first = views.first else { return }
        let (model, sourceArch) = (first.tree.model, first.architecture)
        let map = try surroundings.timed(prefix + "read make files") {
            maps.map(model, arch: arch, sourceArch: sourceArch)
        }
        sources?.examine(map)
        guard !model.hasCycles else { return }
        try surroundings.timed(prefix + "asked what is built") {
            for view in views { try objects?.examine(map, view) }
        }
    }

    /// - Parameters:
    ///   - all: how many architectures were asked.
    ///   - others: findings about lines that may say the same.
    func findings(of all: Int, beside others: [Finding]) -> [Finding] {
        (objects?.findings(of: all, beside: others) ?? []) + (sources?.findings() ?? [])
    }
}
