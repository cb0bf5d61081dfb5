// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// Files that are compiled as part of others.
extension PresenceMap {
    /// Over all sources that the make files name.
    func includeGraph() -> IncludeGraph {
        let other = kbuild.otherSources.keys.sorted()
        let objects = kbuild.objects + kbuild.mentions.keys.sorted()
        let sources = objects.flatMap { object -> [String] in
            if object.hasSuffix(".dtb") { return [SourceKind.stem(object) + ".dts"] }
            if object.hasSuffix(".dtbo") { return [".dtso", ".dts"].map { SourceKind.stem(object) + $0 } }
            return [object + ".c", object + ".S", object + ".rs"]
        }
        let kbuild = kbuild
        return IncludeGraph(
            includeLines(), sourceArch: sourceArch, roots: sources + other,
            folders: { kbuild.includeFolders(of: $0) })
    }

    /// All files that lead to a file by `#include` lines, and whether they surely do: no `#if` around, no name that can stand
    /// for several files.
    public func sources(leadingTo file: String) -> [(path: String, isSure: Bool)] {
        includes.sources(of: normal(file))
    }

    /// A source that others include: with their conditions, and those of the `#include` lines.
    func included(_ file: String) -> Presence {
        var presence = Presence(.included, note: "included by other sources")
        for (path, _) in includes.includers(of: file) {
            let outer = self.presence(of: path)
            let lines = scan(path)?.inclusions.filter {
                MakePath.normal($0.name).hasSuffix(SourceKind.base(file))
            }
            let condition = lines?.reduce(BuildUnit.Ways.never) { $0.or($1.condition) } ?? .always
            presence.ways = presence.ways.or(outer.ways.and(condition))
            presence.objects += outer.objects
            presence.addPlaces(
                (lines ?? []).map { MakePlace(file: path, line: $0.line) })
        }
        return presence
    }

    /// A header: where a source that leads to it is compiled. Includes within `#if`, and names that can stand for several
    /// files, leave that open.
    func header(_ file: String) -> Presence {
        var presence = Presence(.header, note: "compiled where a source that includes it is")
        var seen: Set<BuildUnit.Ways> = []
        for (path, isSure) in includes.sources(of: file) where !path.hasSuffix(".h") {
            let outer = self.presence(of: path)
            if outer.ways.isNever { continue }
            let ways = isSure ? outer.ways : outer.ways.and(BuildUnit.Ways(.unknown(file)))
            guard seen.insert(ways).inserted else { continue }
            presence.alternatives.append(ways)
            presence.ways = presence.ways.or(ways)
            if presence.ways.builtIn.isAlways, presence.ways.module.isAlways || ways.module.isNever { break }
        }
        if presence.ways.builtIn.isAlways { presence.alternatives = [] }
        if presence.ways.isNever {
            addOpenings(of: file, to: &presence)
            if presence.ways.isNever { return nothing(file, header: true) }
        }
        return presence
    }
}
