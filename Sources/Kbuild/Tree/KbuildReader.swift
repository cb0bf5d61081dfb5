// SPDX-License-Identifier: GPL-2.0-or-later

/// Follows the make files from the tree's root, as `scripts/Makefile.build` does.
struct KbuildReader {
    /// How a folder is reached.
    private struct Reach {
        /// Its objects are linked in.
        var builtIn = BuildCondition.never
        /// Its modules are made.
        var module = BuildCondition.never
        /// It is visited at all.
        var any = BuildCondition.never
        var places: [MakePlace] = []
    }

    private let surroundings: MakeEvaluator.Surroundings
    private let arch: String
    private let sourceArch: String
    private var folders: [String: FolderObjects] = [:]
    /// In the order in which they were found, parents first.
    private var order: [String] = []
    private var incoming: [String: [(from: String, visit: FolderObjects.Visit)]] = [:]
    private var reaches: [String: Reach] = [:]
    private var map = KbuildMap()
    private var visits: [FolderObjects.Visit] = []

    init(tree: String, arch: String, sourceArch: String, kind: @escaping @Sendable (String) -> SymbolKind) {
        surroundings = MakeEvaluator.Surroundings(tree: tree, kind: kind)
        self.arch = arch
        self.sourceArch = sourceArch
    }

    mutating func read() -> KbuildMap {
        let outer = variablesOfFolders()
        descend(outer)
        for folder in order { add(folders[folder]!) }
        var objects = map.objects + map.mentions.keys.sorted()
        for folder in order { addSources(folders[folder]!, &objects) }
        return map
    }

    // MARK: - Variables

    /// What the root's Makefile exports, and what `scripts/Makefile.build` defines.
    private mutating func variablesOfFolders() -> [String: MakeEvaluator.Variable] {
        let top = MakeEvaluator(surroundings, name: "Makefile")
        let values = [
            "ARCH": arch, "SRCARCH": sourceArch, "SUBARCH": arch, "UTS_MACHINE": arch, "srctree": ".",
            "objtree": ".", "abs_srctree": ".", "abs_objtree": ".", "sub_make_done": "1", "MAKECMDGOALS": "",
            "KBUILD_MODULES": "1", "KBUILD_BUILTIN": "1", "KBUILD_EXTMOD": "", "VPATH": "", "M": "",
            "need-sub-make": "", "CURDIR": ".",
        ]
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { top.fix(name, value) }
        top.set("MAKE_VERSION", "4.3")
        top.keepsRules = true
        top.read("Makefile")
        visits = topVisits(top)
        map.problems += top.problems
        var exported = top.variables.filter { top.exported.contains($0.key) }
        for name in values.keys where name != "VPATH" && name != "M" { exported[name] = top.variables[name] }
        // Expanded where they were exported: folders don't see what they are made of.
        for name in exported.keys {
            exported[name] = top.isolated(exported[name]!)
        }
        let common = MakeEvaluator(surroundings, outer: exported, name: "scripts")
        common.fix("obj", ".")
        common.fix("src", ".")
        for file in ["scripts/Kbuild.include", "scripts/Makefile.compiler"] { common.read(file) }
        return exported.merging(common.variables) { $1 }
    }

    /// Folders that recipes of the root's and the architecture's Makefile build.
    private func topVisits(_ top: MakeEvaluator) -> [FolderObjects.Visit] {
        var visits: [FolderObjects.Visit] = []
        let trees = top.lookUp("dtstree").map { top.value($0).words.filter { !$0.isUnknown } } ?? []
        for rule in top.rules {
            if rule.isRecipe {
                visits += FolderObjects.visits(rule, top)
                continue
            }
            let words = rule.value.words.map(\.text)
            guard words.first == "all:", words.contains("dtbs") else { continue }
            visits += trees.map {
                FolderObjects.Visit(
                    folder: MakePath.normal($0.text), way: .only, guarded: rule.guarded.and($0.guarded),
                    place: rule.place)
            }
        }
        let own = Set(trees.map { MakePath.normal($0.text) })
        // The rules of `dtbs` are known; scripts and tools are not the kernel's.
        return visits.filter { visit in
            !(own.contains(visit.folder) && !visit.guarded.unknownPlaces.isEmpty)
        }
    }

    // MARK: - Folders

    private mutating func descend(_ outer: [String: MakeEvaluator.Variable]) {
        var open = ["."]
        for visit in visits {
            incoming[visit.folder, default: []].append((".", visit))
            open.insert(visit.folder, at: 0)
        }
        while let name = open.popLast() {
            if folders[name] != nil { continue }
            guard let folder = FolderObjects(name, surroundings, outer) else { continue }
            folders[name] = folder
            order.append(name)
            map.problems += folder.problems
            if !folder.includes.isEmpty || !folder.includesBelow.isEmpty {
                map.includes[name] = (folder.includes, folder.includesBelow)
            }
            for visit in folder.visits {
                incoming[visit.folder, default: []].append((name, visit))
                open.append(visit.folder)
            }
        }
    }

    private mutating func reach(_ folder: String) -> Reach {
        if let known = reaches[folder] { return known }
        var reach = Reach()
        // A folder that leads to itself adds nothing.
        reaches[folder] = reach
        if folder == "." {
            reach = Reach(builtIn: .always, module: .always, any: .always)
        }
        for (from, visit) in incoming[folder] ?? [] {
            let parent = self.reach(from)
            if visit.way == .builtIn {
                reach.builtIn = reach.builtIn.or(parent.builtIn.and(visit.guarded))
            }
            if visit.way != .only { reach.module = reach.module.or(parent.module.and(visit.guarded)) }
            reach.any = reach.any.or(parent.any.and(visit.guarded))
            if !visit.guarded.isNever {
                for place in parent.places + [visit.place] where !reach.places.contains(place) {
                    reach.places.append(place)
                }
            }
        }
        reaches[folder] = reach
        return reach
    }

    // MARK: - Units

    private mutating func add(_ folder: FolderObjects) {
        let reach = reach(folder.folder)
        map.folders[folder.folder] = KbuildMap.Folder(
            any: reach.any, places: reach.places, openings: folder.openings, redefined: folder.redefined)
        map.hostObjects.formUnion(folder.hostObjects)
        for mention in folder.mentions { map.mentions[mention.object, default: []].append(mention.place) }
        var numbers: [String: Int] = [:]
        var units: [(name: String, unit: BuildUnit)] = []
        for entry in folder.entries {
            let isSpecial = entry.list != .builtIn && entry.list != .module
            let key = entry.name + (isSpecial ? "/" : "")
            let number = numbers[key] ?? units.count
            if number == units.count {
                numbers[key] = number
                units.append((entry.name, unit(entry, folder.folder, reach, isSpecial)))
            }
            units[number].unit.take(entry)
        }
        for (name, listed) in units {
            var unit = listed
            // When an object is listed for both, only the one that is built in is made.
            unit.own.module = unit.own.module.and(!unit.own.builtIn)
            unit.parts = parts(name, unit, folder)
            map.add(unit)
        }
    }

    private func path(_ name: String, _ folder: String) -> String { MakePath.normal(folder + "/" + name) }

    private func unit(
        _ entry: FolderObjects.Entry, _ folder: String, _ reach: Reach, _ isSpecial: Bool
    ) -> BuildUnit {
        let ways = BuildUnit.Ways(builtIn: isSpecial ? reach.any : reach.builtIn, module: reach.module)
        return BuildUnit(
            path: path(entry.name, folder), own: BuildUnit.Ways(builtIn: .never, module: .never), places: [],
            folder: ways, folderPlaces: reach.places, isSpecial: isSpecial)
    }

    /// - Parameter objects: those that are known so far.
    private mutating func addSources(_ folder: FolderObjects, _ objects: inout [String]) {
        for source in folder.sources {
            let pattern = MakePattern(source.object)
            for object in source.object.holds("%") ? objects : [source.object]
            where pattern.stem(object) != nil {
                map.otherSources[pattern.replaced(object, source.file), default: []].append(object)
                if map.isKnown(object) { continue }
                map.mentions[object, default: []].append(source.place)
                objects.append(object)
            }
        }
    }

    private func parts(_ name: String, _ unit: BuildUnit, _ folder: FolderObjects) -> [BuildUnit.Part] {
        let isSearched = !unit.isSpecial || name.hasSuffix(".dtb") || name.hasSuffix(".dtbo")
        guard isSearched, let parts = folder.parts[name] else {
            let always = BuildUnit.Ways(builtIn: .always, module: .always)
            return [
                BuildUnit.Part(object: unit.path, condition: always, place: unit.places[0])
            ]
        }
        return parts.map {
            BuildUnit.Part(
                object: path($0.name, folder.folder),
                condition: BuildUnit.Ways(builtIn: $0.inBuiltIn, module: $0.inModule), place: $0.place)
        }
    }
}

extension BuildUnit {
    fileprivate mutating func take(_ entry: FolderObjects.Entry) {
        if entry.list == .module {
            own.module = own.module.or(entry.guarded)
        } else {
            own.builtIn = own.builtIn.or(entry.guarded)
        }
        if !places.contains(entry.place) { places.append(entry.place) }
    }
}

extension MakeEvaluator {
    /// A variable with its value as it is here.
    func isolated(_ variable: Variable) -> Variable {
        Variable(parts: [Part(content: .value(value(variable)), guarded: .always)], isSimple: true)
    }
}
