// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse

/// Which configurations compile a file of a tree, or lines of one, on one architecture.
///
/// Answers are worked out when they are asked for and kept; an object of this class is used by one thread.
public final class PresenceMap {
    /// The kernel tree.
    public let tree: String
    /// The folder below `arch/`.
    public let sourceArch: String
    public let kbuild: KbuildMap
    let kind: @Sendable (String) -> SymbolKind
    var known: [String: Presence] = [:]
    let includeLines: () -> IncludeLines
    lazy var includes = includeGraph()

    /// - Parameters:
    ///   - kbuild: what the make files of the tree build on this architecture.
    ///   - includeLines: reads the tree's `#include` lines, where they are needed; nil for all anew.
    ///   - kind: what is known of a symbol, by its name without `CONFIG_`.
    public init(
        tree: String, sourceArch: String, kbuild: KbuildMap, includeLines: (() -> IncludeLines)? = nil,
        kind: @escaping @Sendable (String) -> SymbolKind
    ) {
        self.includeLines = includeLines ?? { IncludeLines(tree: tree) }
        self.tree = tree
        self.sourceArch = sourceArch
        self.kbuild = kbuild
        self.kind = kind
    }

    /// What must hold for a file to be compiled.
    ///
    /// - Parameter file: relative to the tree, or with its path before it.
    public func presence(of file: String) -> Presence {
        let file = normal(file)
        if let known = known[file] { return known }
        // A file that includes itself adds nothing.
        known[file] = Presence(.noObject)
        let presence = worked(out: file)
        known[file] = presence
        return presence
    }

    /// What must hold for an object to be compiled.
    ///
    /// - Parameter object: as `KbuildMap.objects` has it: relative to the tree, without suffix; device trees have theirs.
    public func presence(ofObject object: String) -> Presence {
        var presence = Presence(.compiled)
        if add(object, to: &presence) {
            addOpenings(of: object, to: &presence)
        } else {
            presence.note = "nothing on this architecture builds it"
        }
        return presence
    }

    /// Lines of make files that list what can't be known: all below their folders is open.
    public var openings: [MakePlace] {
        kbuild.folders.sorted { $0.key < $1.key }.flatMap { $0.value.openings.map(\.place) }
    }

    /// A file's name relative to the tree.
    public func normal(_ file: String) -> String {
        let own = file.hasPrefix(tree + "/") ? String(file.dropFirst(tree.utf8.count + 1)) : file
        return MakePath.normal(own)
    }

    private func worked(out file: String) -> Presence {
        var status = stat()
        guard stat(tree + "/" + file, &status) == 0 else {
            return Presence(.gone, note: "the tree has no such file")
        }
        if status.st_mode & S_IFMT == S_IFDIR {
            return Presence(.notCode, BuildUnit.Ways(.unknown(file)), note: "a folder: name its files")
        }
        switch SourceKind(file) {
        case .source: return source(file)
        case .deviceTree: return deviceTree(file)
        case .header: return header(file)
        case .other:
            return Presence(
                .notCode, BuildUnit.Ways(.unknown(file)), note: "no code: what is made of it can't be told")
        }
    }

    // MARK: - Lines

    /// The lines of a file; nil when it can't be read.
    func scan(_ file: String) -> LineScan? {
        guard let text = SourceText(path: tree + "/" + file) else { return nil }
        return withExtendedLifetime(text) {
            var scope = PreprocessorReader.Scope(kind: kind)
            scope.isAssembly = file.hasSuffix(".h") ? nil : file.hasSuffix(".S")
            scope.redefined = kbuild.folders[SourceKind.folder(file)]?.redefined ?? []
            return LineScan(text.bytes, file, scope)
        }
    }

    // MARK: - Files with an object

    private func source(_ file: String) -> Presence {
        var presence = Presence(.compiled)
        // make takes the C source where there are two.
        let stem = SourceKind.stem(file)
        let isShadowed = !file.hasSuffix(".c") && access(tree + "/" + stem + ".c", F_OK) == 0
        let object = add(stem, to: &presence)
        if object, isShadowed { presence.ways = presence.ways.and(BuildUnit.Ways(.unknown(file))) }
        var isBuilt = object
        for other in kbuild.otherSources[file] ?? [] where add(other, to: &presence) { isBuilt = true }
        if isBuilt {
            addOpenings(of: file, to: &presence)
            // With an object of its own it may be part of another as well.
            if !presence.surely.isAlways, includes.hasIncluders(file) {
                let other = included(file)
                presence.ways = presence.ways.or(other.ways)
                presence.objects += other.objects
                presence.addPlaces(other.places)
            }
            return presence
        }
        if kbuild.hostObjects.contains(stem) || SourceKind.isHostFolder(file) {
            return Presence(.hostProgram, note: "of a program that is no part of the kernel")
        }
        return withoutObject(file)
    }

    private func deviceTree(_ file: String) -> Presence {
        var presence = Presence(.deviceTree)
        let stem = SourceKind.stem(file)
        for suffix in [".dtb", ".dtbo"] { _ = add(stem + suffix, to: &presence) }
        if !presence.ways.isNever { return presence }
        addOpenings(of: file, to: &presence)
        return presence.ways.isNever ? nothing(file) : presence
    }

    /// What is said of an object, and whether anything is.
    private func add(_ object: String, to presence: inout Presence) -> Bool {
        let units = kbuild.units(withObject: object)
        for unit in units {
            presence.ways = presence.ways.or(ways(of: object, in: unit))
            presence.addPlaces(unit.places)
        }
        if units.isEmpty, let places = kbuild.mentions[object] {
            for place in places {
                let folder = SourceKind.folder(place.file)
                let reach = kbuild.folders[folder]?.any ?? .always
                let condition = reach.and(.unknown(place.description))
                presence.ways = presence.ways.or(BuildUnit.Ways(builtIn: condition, module: .never))
            }
            presence.addPlaces(places)
        } else if units.isEmpty {
            return false
        }
        presence.objects.append(object)
        return true
    }

    private func ways(of object: String, in unit: BuildUnit) -> BuildUnit.Ways {
        var ways = BuildUnit.Ways.never
        for part in unit.parts where part.object == object {
            presenceParts(part, &ways)
        }
        // The objects of modules are compiled wherever make reads the folder.
        let any = kbuild.folders[SourceKind.folder(unit.path)]?.any ?? unit.folder.module
        return BuildUnit.Ways(
            builtIn: unit.own.builtIn.and(unit.folder.builtIn).and(ways.builtIn),
            module: unit.own.module.and(any).and(ways.module))
    }

    private func presenceParts(_ part: BuildUnit.Part, _ ways: inout BuildUnit.Ways) {
        ways = ways.or(part.condition)
    }

    // MARK: - Files without one

    private func withoutObject(_ file: String) -> Presence {
        var presence = includes.hasIncluders(file) ? included(file) : Presence(.noObject)
        // User Mode Linux is made of other architectures.
        if sourceArch == "um" || otherArchitecture(of: file) == nil { addOpenings(of: file, to: &presence) }
        return presence.ways.isNever ? nothing(file) : presence
    }

    /// The one that a file is of, if that is another one.
    private func otherArchitecture(of file: String) -> String? {
        let parts = file.split(separator: "/")
        return parts.count > 2 && parts[0] == "arch" && parts[1] != sourceArch ? String(parts[1]) : nil
    }

    func nothing(_ file: String, header isHeader: Bool = false) -> Presence {
        if let architecture = otherArchitecture(of: file) {
            var presence = Presence(.otherArchitecture, note: "of architecture \(architecture)")
            presence.architecture = architecture
            return presence
        }
        let note = "nothing on this architecture builds or includes it"
        if !isHeader { return Presence(.noObject, note: note) }
        if SourceKind.isHostFolder(file) {
            return Presence(.hostProgram, note: "of a program that is no part of the kernel")
        }
        // What is generated may include it, or a macro may have its name.
        return Presence(.header, BuildUnit.Ways(.unknown(file)), note: note)
    }

    /// Make files that may list objects that are not known leave all below their folder open.
    func addOpenings(of file: String, to presence: inout Presence) {
        var folder = SourceKind.folder(file)
        let objects = presence.objects.isEmpty ? [SourceKind.stem(file)] : presence.objects
        while true {
            if let known = kbuild.folders[folder], !known.openings.isEmpty {
                for opening in known.openings where objects.contains(where: opening.fits) {
                    let open = known.any.and(opening.guarded).and(.unknown(opening.place.description))
                    presence.ways = presence.ways.or(BuildUnit.Ways(open))
                    presence.addPlaces([opening.place])
                }
            }
            if folder == "." { return }
            folder = SourceKind.folder(folder)
        }
    }
}

extension Presence {
    mutating func addPlaces(_ more: [MakePlace]) {
        for place in more where !places.contains(place) { places.append(place) }
    }
}
