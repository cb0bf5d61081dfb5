// SPDX-License-Identifier: GPL-2.0-or-later

extension FolderObjects {
    /// `x-objs`, `x-y`, for modules also `x-m`: when one of them is there (or `x-`), `x.o` is linked from what they list.
    mutating func readParts(_ name: String, _ make: MakeEvaluator) {
        let suffixes = ["-objs", "-y", "-m", "-"].filter { make.lookUp(name + $0) != nil }
        guard !suffixes.isEmpty else { return }
        var list: [Part] = []
        var (inBuiltIn, inModule) = (BuildCondition.never, BuildCondition.never)
        for suffix in suffixes {
            for word in words(name + suffix, make) {
                let there =
                    word.isUnknown ? word.guarded.and(.unknown(word.place.question)) : word.guarded
                if suffix != "-m" { inBuiltIn = inBuiltIn.or(there) }
                inModule = inModule.or(there)
                if word.isUnknown {
                    open(word, "the parts of \(name).o")
                }
                guard suffix != "-", !word.isUnknown, word.text.hasSuffix(".o") else { continue }
                list.append(
                    Part(
                        name: String(word.text.dropLast(2)),
                        inBuiltIn: suffix == "-m" ? .never : word.guarded, inModule: word.guarded,
                        place: word.place))
            }
        }
        if inModule.isNever { return }
        // Without parts it is compiled from a source of its name.
        if !inBuiltIn.isAlways || !inModule.isAlways,
            let place = list.first?.place ?? entries.first(where: { $0.name == name })?.place
        {
            list.append(Part(name: name, inBuiltIn: !inBuiltIn, inModule: !inModule, place: place))
        }
        parts[name] = list
    }

    /// Device trees: with `CONFIG_OF_ALL_DTBS` those that the configuration leaves out as well, and what each is put
    /// together from (`x-dtbs`).
    mutating func readDeviceTrees(_ make: MakeEvaluator) {
        let all = BuildCondition.symbol("OF_ALL_DTBS", .bool, .y)
        for word in words("dtb-", make) where !word.isUnknown {
            entries.append(
                Entry(name: word.text, list: .deviceTree, guarded: word.guarded.and(all), place: word.place))
        }
        for name in Set(entries.filter { $0.list == .deviceTree }.map(\.name)) {
            let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
            let list = words(stem + "-dtbs", make).filter { !$0.isUnknown }
            if list.isEmpty { continue }
            parts[name] = list.map {
                Part(name: $0.text, inBuiltIn: $0.guarded, inModule: .never, place: $0.place)
            }
        }
    }
}
