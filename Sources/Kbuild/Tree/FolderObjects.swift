// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// What the make file of one folder lists, whoever visits the folder.
struct FolderObjects {
    /// How a list is used.
    enum List: CaseIterable {
        case builtIn, module, library, extra

        /// The variables it is made of.
        var names: [String] {
            switch self {
            case .builtIn: ["obj-y"]
            case .module: ["obj-m"]
            case .library: ["lib-y", "lib-m"]
            case .extra: ["extra-y", "always-y"]
            }
        }
    }

    /// An object in a list.
    struct Entry {
        let name: String
        let list: List
        var guarded: BuildCondition
        let place: MakePlace
    }

    /// A folder below, or elsewhere.
    struct Visit {
        enum Way { case builtIn, module, only }
        let folder: String
        let way: Way
        let guarded: BuildCondition
        let place: MakePlace
    }

    /// A part of an object that is linked together from several.
    struct Part {
        let name: String
        let inBuiltIn: BuildCondition
        let inModule: BuildCondition
        let place: MakePlace
    }

    let folder: String
    var entries: [Entry] = []
    var visits: [Visit] = []
    /// By object; those that are compiled from one source are not in it.
    var parts: [String: [Part]] = [:]
    var problems: [MakeProblem] = []
    /// Folders of headers that its compiler is told of, and for the folders below, too.
    var includes: [String] = []
    var includesBelow: [String] = []

    private static let lists = [
        "obj-y", "obj-m", "lib-y", "lib-m", "always-y", "always-m", "targets", "subdir-y", "subdir-m",
        "ccflags-y", "subdir-ccflags-y", "asflags-y", "cppflags-y", "ldflags-y",
    ]

    /// Reads the make file of a folder of the tree; nil when there is none.
    init?(
        _ folder: String, _ surroundings: MakeEvaluator.Surroundings,
        _ outer: [String: MakeEvaluator.Variable]
    ) {
        self.folder = folder
        let make = MakeEvaluator(surroundings, outer: outer)
        for name in Self.lists { make.set(name, "") }
        make.fix("obj", folder)
        make.fix("src", folder)
        let names = ["Kbuild", "Makefile"].map { folder == "." ? $0 : folder + "/" + $0 }
        guard let file = names.first(where: { access(surroundings.tree + "/" + $0, F_OK) == 0 }),
            make.read(file)
        else { return nil }
        for list in List.allCases { read(list, make) }
        for (name, way) in [("subdir-y", Visit.Way.only), ("subdir-m", .only)] { visit(name, way, make) }
        for entry in entries where parts[entry.name] == nil { readParts(entry.name, make) }
        includes = includes("ccflags-y", make)
        includesBelow = includes("subdir-ccflags-y", make)
        problems += make.problems
    }

    /// What `-I` names in some flags.
    private func includes(_ name: String, _ make: MakeEvaluator) -> [String] {
        var folders: [String] = []
        var isNext = false
        for word in words(name, make) where !word.isUnknown {
            if isNext {
                folders.append(MakePath.normal(word.text))
                isNext = false
            } else if word.text == "-I" {
                isNext = true
            } else if word.text.hasPrefix("-I") {
                folders.append(MakePath.normal(String(word.text.dropFirst(2))))
            }
        }
        return folders
    }

    private func words(_ name: String, _ make: MakeEvaluator) -> [MakeValue.Word] {
        make.lookUp(name).map { make.value($0).words } ?? []
    }

    private mutating func read(_ list: List, _ make: MakeEvaluator) {
        for word in list.names.flatMap({ words($0, make) }) {
            if word.isUnknown {
                problems.append(MakeProblem(place: word.place, reason: "which objects are listed"))
            } else if word.text.hasSuffix("/"), list == .builtIn || list == .module {
                let folder = MakePath.normal(self.folder + "/" + word.text)
                visits.append(
                    Visit(
                        folder: folder, way: list == .builtIn ? .builtIn : .module, guarded: word.guarded,
                        place: word.place))
            } else if word.text.hasSuffix(".o") {
                let name = String(word.text.dropLast(2))
                entries.append(Entry(name: name, list: list, guarded: word.guarded, place: word.place))
            }
        }
    }

    private mutating func visit(_ name: String, _ way: Visit.Way, _ make: MakeEvaluator) {
        for word in words(name, make) where !word.isUnknown {
            visits.append(
                Visit(
                    folder: MakePath.normal(folder + "/" + word.text), way: way, guarded: word.guarded,
                    place: word.place))
        }
    }

    /// `x-objs`, `x-y`, `x-m`: when one of them is there (or `x-`), `x.o` is linked from what they list.
    private mutating func readParts(_ name: String, _ make: MakeEvaluator) {
        let suffixes = ["-objs", "-y", "-m", "-"].filter { make.lookUp(name + $0) != nil }
        guard !suffixes.isEmpty else { return }
        var list: [Part] = []
        var isThere = BuildCondition.never
        for suffix in suffixes {
            for word in words(name + suffix, make) {
                isThere = isThere.or(word.guarded)
                if word.isUnknown {
                    problems.append(MakeProblem(place: word.place, reason: "the parts of \(name).o"))
                }
                guard suffix != "-", word.text.hasSuffix(".o") else { continue }
                list.append(
                    Part(
                        name: String(word.text.dropLast(2)),
                        inBuiltIn: suffix == "-m" ? .never : word.guarded, inModule: word.guarded,
                        place: word.place))
            }
        }
        if isThere.isNever { return }
        // Without parts it is compiled from a source of its name.
        if !isThere.isAlways, let place = list.first?.place {
            list.append(Part(name: name, inBuiltIn: !isThere, inModule: !isThere, place: place))
        }
        parts[name] = list
    }
}
