// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild

/// Looks for sources that no make file builds and no other source includes.
public struct SourceWithoutObject {
    public static let rule = RuleInfo(
        "source-without-object", .sources, .warning, "A C or assembly file that no make file builds")

    private let maps: BuildMaps
    /// Sources that no architecture so far builds, each with whether any was asked.
    private var lonely: [String: Bool]

    init(_ maps: BuildMaps) {
        self.maps = maps
        let sources = maps.includes.sources.filter(Self.isOfKernel)
        lonely = Dictionary(uniqueKeysWithValues: sources.map { ($0, false) })
    }

    private static let skipped = [
        "Documentation/", "tools/", "samples/", "scripts/", "usr/", "arch/um/", "arch/x86/um/", "rust/",
    ]

    /// Whether kernels are built of it, and not programs that make them.
    private static func isOfKernel(_ source: String) -> Bool {
        (source.hasSuffix(".c") || source.hasSuffix(".S")) && !source.hasSuffix(".bpf.c")
            && !["/tools/", "/scripts/", "/Documentation/", "/include/"].contains { source.contains($0) }
            && !skipped.contains { source.hasPrefix($0) }
    }

    /// Asks one architecture; of what is below `arch/` only those that may build it.
    public mutating func examine(_ map: PresenceMap) {
        for source in lonely.keys
        where UnreachableCode.architectures(of: source)?.contains(map.sourceArch) ?? true {
            let presence = map.presence(of: source)
            let isBuilt =
                !presence.ways.isNever || ![.noObject, .otherArchitecture].contains(presence.kind)
            lonely[source] = isBuilt ? nil : true
        }
    }

    /// What is left, but for those whose names stand somewhere: whoever reads that may build it in a way that is not known.
    public func findings() -> [Finding] {
        let named = NamedSources(tree: maps.tree, includes: maps.includes)
        return lonely.filter { $0.value && !named.contains($0.key) }.keys.sorted().map {
            Finding(
                Self.rule, at: Place(file: $0), "no make file builds \($0), and nothing includes it",
                subject: $0)
        }
    }
}
