// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// How far symbols are from a wish. What its dependencies name is near; what selects or implies a symbol, or what its
/// defaults name, is further, the more so from another folder.
struct Reach {
    private let model: KconfigModel
    private let terms: Terms
    private let folders: Folders
    private let base: Evaluator?
    /// Which symbols select or imply one.
    private let sources: [SymbolID: [SymbolID]]
    /// What a line of a symbol costs for being far, when it can bring the wish about.
    private var bringing: [Int?]
    /// The same when it is only needed by a line that can: a fix that has the one for the other has paid for the way.
    private var needed: [Int?]
    /// What selects or implies something on the way: it may be needed as well, but brings the wish about by itself.
    private var isSource: [Bool]

    /// - Parameter base: nil when everything is open.
    init(
        _ model: KconfigModel, _ folders: Folders, _ terms: Terms, from wishes: [SymbolID],
        in base: Evaluator?
    ) {
        self.model = model
        self.folders = folders
        self.terms = terms
        self.base = base
        var sources: [SymbolID: [SymbolID]] = [:]
        for property in model.properties.indices.map({ model.properties[$0] })
        where property.kind == .select || property.kind == .imply {
            sources[model.target(of: property), default: []].append(model.owner(of: property))
        }
        self.sources = sources
        bringing = Array(repeating: nil, count: model.symbols.count)
        needed = bringing
        isSource = Array(repeating: false, count: model.symbols.count)
        follow(wishes)
    }

    func cost(_ symbol: SymbolID) -> Int? {
        let (bringing, needed) = (bringing[symbol.index], needed[symbol.index])
        guard let bringing, !isSource[symbol.index], let needed else { return bringing ?? needed }
        return min(bringing, needed)
    }

    /// Whether it brings the wish about by selecting or implying something, not for being what that depends on.
    func isSelecting(_ symbol: SymbolID) -> Bool { isSource[symbol.index] }

    private struct Way {
        let symbol: SymbolID
        let cost: Int
        var isNeed = false
        var isSource = false
        /// The nearest first.
        var rank: (Int, Int) { (cost, isSource ? 0 : 1) }
    }

    private mutating func follow(_ wishes: [SymbolID]) {
        // Few different lengths, hence a list per length instead of a heap.
        var waiting: [Int: [Way]] = [
            0: wishes.flatMap { model.members(ofSetting: $0) + [$0] }.map { Way(symbol: $0, cost: 0) },
            1: [Way(symbol: model.modules, cost: 1)],
        ]
        while let length = waiting.keys.min(), let here = waiting.removeValue(forKey: length) {
            // In an order of their own: the ways from a symbol come from sets.
            for way in here.sorted(by: { $0.rank < $1.rank }) where take(way) && length < terms.unreached {
                for (next, more) in ways(from: way, isWish: length == 0) {
                    waiting[min(length + more, terms.unreached), default: []].append(next)
                }
            }
        }
    }

    /// Whether it was not reached before.
    private mutating func take(_ way: Way) -> Bool {
        let index = way.symbol.index
        if (way.isNeed ? needed : bringing)[index] != nil { return false }
        if way.isNeed {
            needed[index] = way.cost
        } else {
            bringing[index] = way.cost
            isSource[index] = way.isSource
        }
        return true
    }

    private func value(_ symbol: SymbolID) -> Tristate { base?.tristate(symbol) ?? .no }

    /// What could help the symbol on. Nothing for one that is on already, except that the wish may be to have it off
    /// or to have it otherwise.
    private func ways(from way: Way, isWish: Bool) -> [(Way, length: Int)] {
        let symbol = way.symbol
        let info = model.symbols[symbol]
        guard info.isDefined, isWish || info.isChoice || value(symbol) != .yes else { return [] }
        var named = model.symbols(in: info.directDependency)
        if !info.choice.isNone {
            named.insert(model.menus[info.choice].symbol)
            if terms.rivals > 0 { named.formUnion(rivals(of: symbol)) }
        }
        var defaults: Set<SymbolID> = []
        var hasPrompt = false
        for (_, property) in model.properties(of: symbol) {
            switch property.kind {
            case .prompt:
                hasPrompt = true
                named.formUnion(model.symbols(in: property.condition))
            case .default:
                defaults.formUnion(model.symbols(in: property.condition))
                defaults.formUnion(model.symbols(in: property.expression))
            default: break
            }
        }
        // A wish for a symbol with a prompt has its line in every fix.
        let hasLine = isWish && hasPrompt && value(symbol) == .no
        let selecting = hasLine ? [] : Set(sources[symbol, default: []])
        let length = hasPrompt && !isWish ? terms.around : terms.selector
        let isPaid = hasPrompt && !isWish && !(terms.byItself > 0 && comesByItself(symbol))
        let needs = named.map {
            (
                Way(symbol: $0, cost: isPaid ? terms.need : way.cost + 1, isNeed: isPaid || way.isNeed),
                length: 1
            )
        }
        return needs
            + defaults.union(selecting).map {
                let length = length + terms.step * min(folders.distance(symbol, $0), terms.apart)
                let cost = min(way.cost + length, terms.unreached)
                return (Way(symbol: $0, cost: cost, isSource: selecting.contains($0)), length)
            }
    }
}

extension Reach {
    /// A default may switch it on as soon as it can be seen: then no fix has its line, and nothing has paid for the way.
    private func comesByItself(_ symbol: SymbolID) -> Bool {
        model.properties(of: symbol).contains {
            guard $0.property.kind == .default else { return false }
            let node = model.expressions[$0.property.expression]
            return node.kind != .symbol || node.leftSymbol != SymbolTable.no
        }
    }

    /// What may take away the member that is chosen instead: then the choice goes to another one.
    private func rivals(of member: SymbolID) -> Set<SymbolID> {
        guard let choice = model.choice(of: member) else { return [] }
        let needed = model.members(ofSetting: choice).filter { $0 != member && value($0) == .yes }
            .reduce(into: Set<SymbolID>()) { $0.formUnion(named(by: $1)) }
        return needed.reduce(into: needed) { all, symbol in
            if value(symbol) != .no && !model.hasPrompt(symbol) { all.formUnion(named(by: symbol)) }
        }
    }

    /// Since 6.11 a member of a choice has what it depends on only in its prompt's condition.
    private func named(by symbol: SymbolID) -> Set<SymbolID> {
        model.properties(of: symbol).reduce(into: model.symbols(in: model.symbols[symbol].directDependency)) {
            if $1.property.kind == .prompt { $0.formUnion(model.symbols(in: $1.property.condition)) }
        }
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
