// SPDX-License-Identifier: GPL-2.0-or-later

/// What stands beside the lists: rules, and variables that recipes use.
extension FolderObjects {
    mutating func readRules(_ make: MakeEvaluator) {
        readHostPrograms(make)
        for rule in make.rules {
            if rule.isRecipe {
                readRecipe(rule, make)
            } else {
                readRule(rule)
            }
        }
        for (name, variable) in make.variables.sorted(by: { $0.key < $1.key }) {
            readVariable(name, variable, make)
        }
        let known = Set(mentions)
        mentions = known.sorted { ($0.object, $0.place.line) < ($1.object, $1.place.line) }
    }

    /// A path as a make file writes it: relative to the folder, or to the tree when it begins with the folder's or
    /// another one's name.
    private func path(_ word: String) -> String {
        let isWhole = word.hasPrefix("./") || word.hasPrefix(folder + "/") || word.hasPrefix("arch/")
        return MakePath.normal(folder == "." || isWhole ? word : folder + "/" + word)
    }

    // MARK: - Rules

    /// `targets: prerequisites`, `targets: pattern: prerequisites`.
    private mutating func readRule(_ rule: MakeEvaluator.Rule) {
        var sides: [[MakeValue.Word]] = [[]]
        for word in rule.value.words {
            if word.isUnknown { continue }
            let parts = word.text.split(separator: ":", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0, sides.count < 3 { sides.append([]) }
                if !part.isEmpty { sides[sides.count - 1].append(word.with(String(part))) }
            }
        }
        guard sides.count > 1 else { return }
        for word in sides.joined() { mention(word.text, rule.place) }
        let targets = sides[sides.count - 2].filter { $0.text.hasSuffix(".o") }
        guard let source = sides.last!.first(where: { Self.isSource($0.text) }) else { return }
        // What stands before the source is relative to the tree: rules name it with `$(src)` or `$(srctree)`.
        for target in targets {
            let object = String(MakePath.normal(target.text).dropLast(2))
            let file = MakePath.normal(source.text)
            let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
            if stem != object { sources.append(Source(object: object, file: file, place: rule.place)) }
        }
    }

    private static func isSource(_ name: String) -> Bool {
        [".c", ".S", ".rs"].contains { name.hasSuffix($0) }
    }

    private mutating func readRecipe(_ rule: MakeEvaluator.Rule, _ make: MakeEvaluator) {
        visits += Self.visits(rule, make)
    }

    /// The folders of a recipe's `$(MAKE) $(build)=folder`. Whether it runs is not known.
    static func visits(_ rule: MakeEvaluator.Rule, _ make: MakeEvaluator) -> [Visit] {
        guard let start = rule.text.firstRange(of: "$(build)=") else { return [] }
        let rest = rule.text[start.upperBound...].prefix { $0 != " " && $0 != "\t" && $0 != ";" }
        return make.expand(rest, rule.place).words.compactMap { word in
            if word.isUnknown || word.text == "." { return nil }
            let guarded = rule.guarded.and(word.guarded).and(.unknown(rule.place.description))
            return Visit(
                folder: MakePath.normal(word.text), way: .only, guarded: guarded, place: rule.place)
        }
    }

    // MARK: - Variables

    /// Variables that are lists of Kbuild, or parts of what they list.
    private func isList(_ name: String) -> Bool {
        if List.allCases.contains(where: { $0.names.contains(name) }) { return true }
        return ["-objs", "-y", "-m", "-"].contains { suffix in
            name.hasSuffix(suffix) && parts[String(name.dropLast(suffix.count))] != nil
        }
    }

    private mutating func readVariable(
        _ name: String, _ variable: MakeEvaluator.Variable, _ make: MakeEvaluator
    ) {
        // `x-` is what the configuration leaves out.
        if isList(name) || (name.hasSuffix("-") && name != "targets") { return }
        if name.holds("flags") || name.holds("FLAGS") {
            // They are long, and a name in them is enough.
            for text in variable.texts { readFlags(text) }
            return
        }
        let isThere = variable.texts.contains { $0.holds(".o") || $0.holds(".s") || $0.holds(".lds") }
        guard isThere else { return }
        for word in words(name, make) where !word.isUnknown { mention(word.text, word.place) }
    }

    /// `-DCONFIG_X`
    private mutating func readFlags(_ text: String) {
        var rest = text[...]
        while let found = rest.firstRange(of: "-DCONFIG_") {
            rest = rest[found.upperBound...]
            redefined.insert(String(Substring(rest.utf8.prefix(while: isWord))))
        }
    }

    private mutating func mention(_ word: String, _ place: MakePlace) {
        guard !word.utf8.contains(0x25), !word.utf8.contains(0x24) else { return }
        let name: String
        if word.hasSuffix(".o") || word.hasSuffix(".s") {
            name = String(word.dropLast(2))
        } else if word.hasSuffix(".lds") {
            name = word
        } else {
            return
        }
        mentions.append(Mention(object: path(name), place: place))
    }

    // MARK: - Programs

    private mutating func readHostPrograms(_ make: MakeEvaluator) {
        let lists = ["hostprogs", "userprogs"].flatMap { [$0, $0 + "-always-y", $0 + "-always-m"] }
        for program in lists.flatMap({ words($0, make) }) where !program.isUnknown {
            hostObjects.insert(path(program.text))
            for suffix in ["-objs", "-cxxobjs", "-csingle"] {
                for word in words(program.text + suffix, make) where word.text.hasSuffix(".o") {
                    hostObjects.insert(path(String(word.text.dropLast(2))))
                }
            }
        }
    }
}

extension MakeEvaluator.Variable {
    /// What it is made of, whatever the configuration.
    fileprivate var texts: [String] {
        parts.flatMap { part -> [String] in
            switch part.content {
            case .text(let text, _): [text]
            case .value(let value): value.pieces.flatMap { $0.alternatives.map(\.text) }
            }
        }
    }
}
