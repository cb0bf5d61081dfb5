// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver

/// Looks for code whose conditions no configuration satisfies.
public struct UnreachableCode {
    public static let rule = RuleInfo(
        "unreachable-code", .sources, .warning, "Code under a condition that no configuration satisfies")

    /// What a pass knows about one architecture.
    public struct View {
        let tree: LintTree
        let free: Set<SymbolID>
        let isOpaque: (String) -> Bool
        let covers: (String) -> Bool
        let architecture: String

        /// One architecture among all that are asked.
        ///
        /// - Parameter architecture: the folder below `arch/`.
        public static func exact(_ tree: LintTree, architecture: String) -> View {
            let names = tree.elsewhere.defined
            return View(
                tree: tree, free: tree.model.undecidedSymbols,
                isOpaque: { tree.model.symbol(named: $0) == nil && !names.contains($0) },
                covers: { UnreachableCode.architectures(of: $0)?.contains(architecture) ?? true },
                architecture: architecture)
        }

        /// The only one: its own folder. Names of others are unknown there.
        public static func ownFolder(_ tree: LintTree, architecture: String) -> View {
            View(
                tree: tree, free: tree.model.undecidedSymbols,
                isOpaque: { tree.model.symbol(named: $0) == nil },
                covers: { UnreachableCode.architectures(of: $0)?.first == architecture },
                architecture: architecture)
        }

        /// The only one: what is no architecture's own. What may differ elsewhere is unknown.
        public static func common(_ tree: LintTree, architecture: String) -> View {
            let touched = tree.elsewhere.touched
            return View(
                tree: tree, free: tree.model.undecidedSymbols.union(tree.elsewhere.freeSymbols(tree.model)),
                isOpaque: { name in
                    guard let symbol = tree.model.symbol(named: name) else { return true }
                    return !tree.model.symbols[symbol].type.isLogical && touched.contains(name)
                },
                covers: { UnreachableCode.architectures(of: $0) == nil }, architecture: architecture)
        }
    }

    /// What is known of a block over the passes so far.
    private struct Verdict {
        var isReachable = false
        /// Its own condition can hold, whatever stands around it.
        var isPossible = false
        var architectures: [String] = []
        /// What is so in all of them.
        var reasons: Set<String>?
    }

    private let engine: any SATEngine
    private let files: [SourceFile]
    private let ownNames: Set<String>
    private var verdicts: [[Verdict]]

    /// - Parameter files: those that have blocks; others are of no use.
    public init(_ files: [SourceFile], engine: any SATEngine) {
        self.engine = engine
        self.files = files.filter { !$0.facts.blocks.isEmpty }
        ownNames = SourceFile.ownNames(files)
        verdicts = self.files.map { Array(repeating: Verdict(), count: $0.facts.blocks.count) }
    }

    /// The architectures whose kernels a file can be part of; nil for all of them.
    static func architectures(of file: String) -> [String]? {
        let folders = file.split(separator: "/", maxSplits: 3)
        guard folders.count > 2, folders[0] == "arch" else { return nil }
        switch (folders[1], folders[2]) {
        case ("x86", "um"): return ["um"]
        // User mode Linux and arm64 build parts of these.
        case ("x86", _): return ["x86", "um"]
        case ("arm", _): return ["arm", "arm64"]
        default: return [String(folders[1])]
        }
    }

    /// Asks one architecture about all blocks that none so far could reach.
    ///
    /// - Throws: `SearchStopped`.
    public mutating func examine(_ view: View, stopAfter: Double? = nil) throws {
        let open = files.indices.filter { file in
            view.covers(files[file].name) && verdicts[file].contains { !$0.isReachable }
        }
        let formula = TreeFormula(
            view.tree, free: view.free, values: comparedNumbers(open, view), asksRules: false,
            engine: engine)
        var questions = CodeQuestions(formula) { [ownNames] in ownNames.contains($0) || view.isOpaque($0) }
        var asked: [(file: Int, block: Int, path: Literal, own: Literal)] = []
        for file in open {
            let paths = paths(file, &questions, formula)
            for block in paths.indices where !verdicts[file][block].isReachable {
                asked.append((file, block, paths[block].path, paths[block].own))
            }
        }
        let reachability = formula.reachability(stopAfter: stopAfter)
        try reachability.decide(asked.flatMap { [$0.path, $0.own] })
        for (file, block, path, own) in asked {
            verdicts[file][block].architectures.append(view.architecture)
            // A tree without any configuration is a finding of its own.
            if !reachability.hasModel || reachability.canBeTrue(path) {
                verdicts[file][block].isReachable = true
            }
            if reachability.canBeTrue(own) { verdicts[file][block].isPossible = true }
        }
        try explain(asked.map { ($0.file, $0.block) }, &questions, reachability, view)
    }

    /// For each block, the literals of it and all around it, and of its own condition.
    private func paths(
        _ file: Int, _ questions: inout CodeQuestions, _ formula: TreeFormula
    ) -> [(path: Literal, own: Literal)] {
        var list: [(path: Literal, own: Literal)] = []
        for block in files[file].facts.blocks {
            let own = questions.bounds(block.condition).upper
            list.append((block.parents.reduce(own) { formula.and($0, list[$1].path) }, own))
        }
        return list
    }

    /// Values that conditions compare numbers with, and their neighbours, so that the formula tells them apart.
    private func comparedNumbers(_ open: [Int], _ view: View) -> [SymbolID: [String]] {
        var values: [SymbolID: [String]] = [:]
        for file in open {
            for block in files[file].facts.blocks {
                for test in block.condition.tests {
                    guard let number = test.comparedNumber, number > Int64.min, number < Int64.max,
                        let symbol = view.tree.model.symbol(named: test.name), !view.isOpaque(test.name)
                    else { continue }
                    let texts = Self.texts(number, view.tree.model.symbols[symbol].type)
                    for text in texts where !(values[symbol]?.contains(text) ?? false) {
                        values[symbol, default: []].append(text)
                    }
                }
            }
        }
        return values
    }

    private static func texts(_ number: Int64, _ type: SymbolType) -> [String] {
        let near = [number - 1, number, number + 1]
        switch type {
        case .int: return near.map { String($0) }
        case .hex: return near.filter { $0 >= 0 }.map { "0x" + String($0, radix: 16) }
        default: return []
        }
    }

    // MARK: - Reasons

    /// Which tests of the blocks that can't be reached never hold, or always do.
    private mutating func explain(
        _ asked: [(file: Int, block: Int)], _ questions: inout CodeQuestions, _ reachability: Reachability,
        _ view: View
    ) throws {
        let closed = asked.filter { !verdicts[$0.file][$0.block].isReachable }
        var tests: [SymbolTest: Literal] = [:]
        var literals: [Literal] = []
        for (file, block) in closed {
            for test in files[file].facts.blocks[block].condition.tests where tests[test] == nil {
                let bounds = questions.bounds(test)
                guard bounds.lower == bounds.upper else { continue }
                tests[test] = bounds.lower
                literals += [bounds.lower, -bounds.lower]
            }
        }
        try reachability.decide(literals)
        for (file, block) in closed {
            let all = files[file].facts.blocks[block].condition.tests
            let reasons = Set(
                all.compactMap { test in
                    tests[test].flatMap { reason(test, $0, reachability, view.tree.model) }
                })
            let known = verdicts[file][block].reasons
            verdicts[file][block].reasons = known.map { $0.intersection(reasons) } ?? reasons
        }
    }

    private func reason(
        _ test: SymbolTest, _ literal: Literal, _ reachability: Reachability, _ model: KconfigModel
    ) -> String? {
        let word: String
        if !reachability.canBeTrue(literal) {
            word = "never"
        } else if !reachability.canBeTrue(-literal) {
            word = "always"
        } else {
            return nil
        }
        let isLogical = model.symbol(named: test.name).map { model.symbols[$0].type.isLogical } ?? true
        return "CONFIG_\(test.name) is \(word) \(Self.text(test.kind, isLogical))"
    }

    private static func text(_ kind: SymbolTest.Kind, _ isLogical: Bool) -> String {
        switch kind {
        case .builtIn: isLogical ? "y" : "defined"
        case .value: isLogical ? "y" : "other than 0"
        case .module: "m"
        case .enabled, .reachable: isLogical ? "on" : "defined"
        case .text(let text): text.isEmpty ? "off" : text
        case .number(let comparison, let number): "\(comparison.rawValue) \(number)"
        }
    }

    // MARK: - Findings

    /// What no architecture that was asked could reach, the outermost blocks only.
    ///
    /// - Parameter all: how many architectures were asked; a finding that holds for all of them names none.
    public func findings(of all: Int = 1) -> [Finding] {
        files.indices.flatMap { file in
            files[file].facts.blocks.indices.compactMap { block in finding(file, block, all) }
        }
    }

    private func finding(_ file: Int, _ index: Int, _ all: Int) -> Finding? {
        let verdict = verdicts[file][index]
        let blocks = files[file].facts.blocks
        let block = blocks[index]
        guard !verdict.isReachable, !verdict.architectures.isEmpty, !block.isGuard,
            block.parents.allSatisfy({ verdicts[file][$0].isReachable })
        else { return nil }
        let around = verdict.isPossible ? ancestors(of: index, blocks) : []
        let why =
            verdict.isPossible
            ? "it contradicts the conditions around it"
            : verdict.reasons.flatMap { $0.isEmpty ? nil : $0.sorted().joined(separator: ", ") }
                ?? "its condition can't be met"
        let texts = ([block] + around.map { blocks[$0] }).map(\.text)
        var finding = Finding(
            Self.rule, at: Place(file: files[file].name, line: block.line, column: block.column),
            "no configuration reaches '\(block.text)': \(why)", subject: texts.joined(separator: "; "),
            related: around.map {
                Related(Place(file: files[file].name, line: blocks[$0].line), blocks[$0].text)
            })
        if verdict.architectures.count < all { finding.architectures = verdict.architectures }
        return finding
    }

    /// The blocks around one, from the outside in.
    private func ancestors(of index: Int, _ blocks: [CodeBlock]) -> [Int] {
        var found: Set<Int> = []
        var open = blocks[index].parents
        while let next = open.popLast() {
            if found.insert(next).inserted { open += blocks[next].parents }
        }
        return found.sorted()
    }
}
