// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// How far symbols are from a wish: what its dependencies name is near, what selects a symbol without a prompt is
/// further, the more so from another folder. What a symbol with a prompt is selected by is no way: its own line is.
struct Reach {
    private let model: KconfigModel
    private let terms: Terms
    private let folders: Folders
    private let base: Evaluator
    private let selects: [SymbolID: [PropertyID]]
    private(set) var steps: [SymbolID: Int] = [:]

    init(
        _ model: KconfigModel, _ folders: Folders, _ terms: Terms, from wishes: [SymbolID], in base: Evaluator
    ) {
        self.model = model
        self.folders = folders
        self.terms = terms
        self.base = base
        selects = model.selectsByTarget
        // Few different lengths, hence a list per length instead of a heap.
        var waiting: [Int: [SymbolID]] = [
            0: wishes.flatMap { model.members(ofSetting: $0) + [$0] }, 1: [model.modules],
        ]
        while let length = waiting.keys.min(), let here = waiting.removeValue(forKey: length) {
            for symbol in here where steps[symbol] == nil {
                steps[symbol] = length
                guard length < terms.unreached else { continue }
                for (next, more) in ways(from: symbol, isWish: length == 0) where steps[next] == nil {
                    waiting[min(length + more, terms.unreached), default: []].append(next)
                }
            }
        }
    }

    /// What could help the symbol on. Nothing for one that is on already, except that the wish may be to have it off
    /// or to have it otherwise.
    private func ways(from symbol: SymbolID, isWish: Bool) -> [(SymbolID, Int)] {
        let info = model.symbols[symbol]
        guard info.isDefined, isWish || info.isChoice || base.tristate(symbol) != .yes else { return [] }
        var named = model.symbols(in: info.directDependency)
        if !info.choice.isNone { named.insert(model.menus[info.choice].symbol) }
        var others: Set<SymbolID> = []
        var hasPrompt = false
        for (_, property) in model.properties(of: symbol) {
            switch property.kind {
            case .prompt:
                hasPrompt = true
                named.formUnion(model.symbols(in: property.condition))
            case .default:
                others.formUnion(model.symbols(in: property.condition))
                others.formUnion(model.symbols(in: property.expression))
            default: break
            }
        }
        let near = named.map { ($0, 1) }
        if hasPrompt && !isWish { return near }
        if !hasPrompt || base.tristate(symbol) != .no { others.formUnion(selectors(of: symbol)) }
        return near + others.map { ($0, terms.selector + terms.step * folders.distance(symbol, $0)) }
    }

    private func selectors(of symbol: SymbolID) -> [SymbolID] {
        selects[symbol, default: []].map { model.owner(of: model.properties[$0]) }
    }
}

/// Per symbol, the folders of the file that defines it.
struct Folders {
    private let names: [[Substring]]

    init(_ model: KconfigModel) {
        let files: [[Substring]] = model.sources.files.indices.map { file in
            Array(model.sources.files[file].name.split(separator: "/").dropLast())
        }
        names = model.symbols.indices.map { symbol in
            let file = model.location(of: symbol).file
            return file.isNone ? [] : files[file.index]
        }
    }

    func distance(_ first: SymbolID, _ second: SymbolID) -> Int {
        let (a, b) = (names[first.index], names[second.index])
        let common = zip(a, b).prefix { $0 == $1 }.count
        return a.count + b.count - 2 * common
    }
}
