// SPDX-License-Identifier: GPL-2.0-or-later

/// Which objects the make files of a kernel tree build, and when.
public struct KbuildMap: Sendable {
    public internal(set) var units: [BuildUnit] = []
    /// Where make files can't be followed.
    public internal(set) var problems: [MakeProblem] = []
    /// Numbers of units by the path of an object, without suffix.
    private var byObject: [String: [Int]] = [:]
    private var byModule: [String: [Int]] = [:]

    /// Folders that make reads, by path.
    var folders: [String: Folder] = [:]
    /// Objects that are compiled from a source of another place, by that source.
    var otherSources: [String: [String]] = [:]
    /// Objects that are in no list, by path without suffix: the lines that name them.
    var mentions: [String: [MakePlace]] = [:]
    /// Without suffix: what runs on the machine that builds, or in user space.
    var hostObjects: Set<String> = []

    /// A folder that make reads.
    struct Folder {
        /// When it is visited at all.
        var any: BuildCondition
        /// The lines that lead to it.
        var places: [MakePlace]
        /// Where it may list objects that are not known.
        var openings: [FolderObjects.Opening]
        /// Symbols that flags give another meaning.
        var redefined: Set<String>
    }

    /// Folders of headers, by the folder whose make file names them: for its own sources, and for those below.
    var includes: [String: (own: [String], below: [String])] = [:]

    /// Where the compiler also looks for headers of a folder's sources.
    public func includeFolders(of folder: String) -> [String] {
        var all = includes[folder]?.own ?? []
        var folder = folder
        while true {
            all += includes[folder]?.below ?? []
            guard let slash = folder.lastIndex(of: "/") else { return all }
            folder = String(folder[..<slash])
        }
    }

    /// Folders that make files lead to, when, and by which lines: parents first.
    public var reached: [(folder: String, condition: BuildCondition, places: [MakePlace])] {
        folders.sorted { $0.key < $1.key }.map { ($0.key, $0.value.any, $0.value.places) }
    }

    mutating func add(_ unit: BuildUnit) {
        let number = units.count
        units.append(unit)
        for part in unit.parts where byObject[part.object]?.last != number {
            byObject[part.object, default: []].append(number)
        }
        if !unit.isSpecial { byModule[unit.moduleName, default: []].append(number) }
    }

    /// The units that an object is part of: `drivers/net/tun`.
    public func units(withObject path: String) -> [BuildUnit] { (byObject[path] ?? []).map { units[$0] } }

    /// The units that are, or would be, a module of that name.
    public func units(ofModule name: String) -> [BuildUnit] {
        (byModule[BuildUnit.moduleName(name)] ?? []).map { units[$0] }
    }

    /// Whether some make file names the object.
    func isKnown(_ object: String) -> Bool { byObject[object] != nil || mentions[object] != nil }

    public var moduleNames: [String] { byModule.keys.sorted() }
    public var objects: [String] { byObject.keys.sorted() }

    /// Reads the tree for an architecture.
    ///
    /// - Parameters:
    ///   - sourceArch: the folder below `arch/`.
    ///   - kind: what is known of a symbol; tristate for one that is not defined.
    public static func read(
        tree: String, arch: String, sourceArch: String, kind: @escaping @Sendable (String) -> SymbolKind
    ) -> KbuildMap {
        var reader = KbuildReader(tree: tree, arch: arch, sourceArch: sourceArch, kind: kind)
        return reader.read()
    }
}
