// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

/// What the make file of one folder lists, whoever visits the folder.
struct FolderObjects {
    /// How a list is used.
    enum List: CaseIterable {
        case builtIn, module, library, extra, deviceTree

        /// The variables it is made of.
        var names: [String] {
            switch self {
            case .builtIn: ["obj-y"]
            case .module: ["obj-m"]
            case .library: ["lib-y", "lib-m"]
            case .extra: ["extra-y", "always-y", "always-m"]
            case .deviceTree: ["dtb-y", "dtbo-y"]
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

    /// An object that some variable or rule names and that is in none of the lists: whether it is compiled, recipes
    /// decide.
    struct Mention: Hashable {
        /// Relative to the tree, without suffix.
        let object: String
        let place: MakePlace
    }

    /// An object that is compiled from a source of another folder or name; `%` stands for a part of both.
    struct Source {
        /// Relative to the tree, without suffix.
        let object: String
        /// Relative to the tree.
        let file: String
        let place: MakePlace
    }

    /// Where objects may be listed that are not known.
    struct Opening: Hashable {
        let place: MakePlace
        var guarded = BuildCondition.always
        /// How their names end, as far as that is known.
        var tail = ""

        /// Whether it may list an object.
        func fits(_ object: String) -> Bool { (object + ".o").hasSuffix(tail) }
    }

    let folder: String
    var entries: [Entry] = []
    var visits: [Visit] = []
    /// By object; those that are compiled from one source are not in it.
    var parts: [String: [Part]] = [:]
    var problems: [MakeProblem] = []
    /// Where objects may be listed that are not known.
    var openings: [Opening] = []
    var mentions: [Mention] = []
    var sources: [Source] = []
    /// Programs that run on the machine that builds, or in user space: their objects and sources, without suffix.
    var hostObjects: Set<String> = []
    /// Symbols that flags give another meaning (`-DCONFIG_X`).
    var redefined: Set<String> = []
    /// Folders of headers that its compiler is told of, and for the folders below, too.
    var includes: [String] = []
    var includesBelow: [String] = []

    private static let lists = [
        "obj-y", "obj-m", "lib-y", "lib-m", "always-y", "always-m", "targets", "subdir-y", "subdir-m",
        "ccflags-y", "subdir-ccflags-y", "asflags-y", "cppflags-y", "ldflags-y", "dtb-y", "dtbo-y",
    ]

    /// Reads the make file of a folder of the tree; nil when there is none.
    init?(
        _ folder: String, _ surroundings: MakeEvaluator.Surroundings,
        _ outer: [String: MakeEvaluator.Variable]
    ) {
        self.folder = folder
        let make = MakeEvaluator(surroundings, outer: outer, name: folder)
        make.keepsRules = true
        for name in Self.lists { make.set(name, "") }
        make.fix("obj", folder)
        make.fix("src", folder)
        let names = ["Kbuild", "Makefile"].map { folder == "." ? $0 : folder + "/" + $0 }
        guard let file = names.first(where: { access(surroundings.tree + "/" + $0, F_OK) == 0 }),
            make.read(file)
        else { return nil }
        for list in List.allCases { read(list, make) }
        for (name, way) in [("subdir-y", Visit.Way.only), ("subdir-m", .only)] { visit(name, way, make) }
        // Only these lists are searched for objects of several parts.
        for entry in entries where entry.list == .builtIn || entry.list == .module {
            if parts[entry.name] == nil { readParts(entry.name, make) }
        }
        readDeviceTrees(make)
        openings += make.problems.map { Opening(place: $0.place) }
        readRules(make)
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

    func words(_ name: String, _ make: MakeEvaluator) -> [MakeValue.Word] {
        make.lookUp(name).map { make.value($0).words } ?? []
    }

    private mutating func read(_ list: List, _ make: MakeEvaluator) {
        for word in list.names.flatMap({ words($0, make) }) {
            // Of a name that was not put together as make does it.
            if word.isUnknown || word.text == ".o" || word.text.hasSuffix("/.o") {
                open(word, "which objects are listed")
            } else if word.text.hasSuffix("/"), list == .builtIn || list == .module {
                let folder = MakePath.normal(self.folder + "/" + word.text)
                visits.append(
                    Visit(
                        folder: folder, way: list == .builtIn ? .builtIn : .module, guarded: word.guarded,
                        place: word.place))
            } else if let suffix = Self.suffixes.first(where: word.text.hasSuffix) {
                let isTree = suffix.hasPrefix(".dtb")
                if isTree != (list == .deviceTree) || !(isTree || suffix == ".o"), list != .extra { continue }
                let isObject = suffix == ".o" || suffix == ".s"
                let name = isObject ? String(word.text.dropLast(suffix.count)) : word.text
                entries.append(
                    Entry(
                        name: name, list: isTree ? .deviceTree : list, guarded: word.guarded,
                        place: word.place))
            }
        }
    }

    private static let suffixes = [".o", ".dtb", ".dtbo", ".lds", ".s"]

    /// Takes a word that is not known.
    mutating func open(_ word: MakeValue.Word, _ reason: String) {
        let tail =
            word.text.split(separator: Character(MakeValue.gap), omittingEmptySubsequences: false).last ?? ""
        problems.append(MakeProblem(place: word.place.plain, reason: reason))
        openings.append(Opening(place: word.place.plain, guarded: word.guarded, tail: String(tail)))
    }

    private mutating func visit(_ name: String, _ way: Visit.Way, _ make: MakeEvaluator) {
        for word in words(name, make) {
            // Of a name that was not put together as make does it.
            if word.isUnknown || word.text == ".o" || word.text.hasSuffix("/.o") {
                open(word, "which folders are visited")
                continue
            }
            visits.append(
                Visit(
                    folder: MakePath.normal(folder + "/" + word.text), way: way, guarded: word.guarded,
                    place: word.place))
        }
    }
}
