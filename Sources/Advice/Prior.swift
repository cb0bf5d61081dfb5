// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigParse
import Solver

/// What the tree's own configurations say about how likely an edit is.
public struct Prior: EditCost {
    /// What each term costs, in tenths of a negative logarithm. Chosen by judgement; not measured yet.
    public struct Terms: Sendable {
        /// Every edit: of two likely lines and one that is less so, the one.
        public var line = 10
        public var gatekeeper = 200
        public var debugging = 50
        public var switchingOff = 40
        /// Per step between the folders of the definitions, up to `farthest` steps.
        public var step = 3
        public var farthest = 4
        /// For what the wish's own dependencies don't name.
        public var unnamed = 15
        public var change = 20
        public var loss = 15
        /// How many files of the architecture weigh as much as all others.
        public var smoothing = 4.0

        public init() {}
    }

    private let terms: Terms
    private let on: [Int]
    private let off: [Int]
    /// Per symbol, the folders of the file that defines it.
    private let folders: [[Substring]]
    private let named: [Set<SymbolID>]

    public init(_ model: KconfigModel, _ counts: MentionCounts, _ terms: Terms = Terms()) {
        self.terms = terms
        let debugging = Self.debugging(model)
        var on: [Int] = []
        var off: [Int] = []
        for symbol in model.symbols.indices {
            let (all, own) = (counts.all[symbol.index], counts.own[symbol.index])
            func cost(_ inAll: Int32, _ inOwn: Int32) -> Int {
                let whole = (Double(inAll) + 0.5) / (Double(counts.files) + 1)
                let share =
                    (Double(inOwn) + terms.smoothing * whole) / (Double(counts.ownFiles) + terms.smoothing)
                return terms.line + Int(max(0, -10 * log(share)))
            }
            let extra =
                (Gatekeepers.off.contains(model.name(symbol)) ? terms.gatekeeper : 0)
                + (debugging.contains(symbol) ? terms.debugging : 0)
            on.append(cost(all.on, own.on) + extra)
            off.append(cost(all.off, own.off) + terms.switchingOff)
        }
        self.on = on
        self.off = off
        folders = model.symbols.indices.map { symbol in
            let file = model.location(of: symbol).file
            return file.isNone ? [] : model.sources.name(file).split(separator: "/").dropLast()
        }
        named = model.symbols.indices.map { model.symbols(in: model.symbols[$0].directDependency) }
    }

    public var change: Int { terms.change }
    public var loss: Int { terms.loss }

    public func cost(_ symbol: SymbolID, on isOn: Bool, wishes: [SymbolID]) -> Int {
        let own = isOn ? on[symbol.index] : off[symbol.index]
        guard !wishes.isEmpty else { return own }
        let steps = wishes.map { distance(symbol, $0) }.min() ?? 0
        let isNamed = wishes.contains { named[$0.index].contains(symbol) }
        return own + min(steps, terms.farthest) * terms.step + (isNamed ? 0 : terms.unnamed)
    }

    private func distance(_ first: SymbolID, _ second: SymbolID) -> Int {
        let (a, b) = (folders[first.index], folders[second.index])
        let common = zip(a, b).prefix { $0 == $1 }.count
        return a.count + b.count - 2 * common
    }

    /// What stands in `lib/Kconfig.debug` and the files that it sources, or in a file of that name elsewhere.
    private static func debugging(_ model: KconfigModel) -> Set<SymbolID> {
        var isDebugging: [FileID: Bool] = [:]
        func check(_ file: FileID) -> Bool {
            if let known = isDebugging[file] { return known }
            let info = model.sources.files[file]
            let result =
                info.name.hasSuffix("Kconfig.debug")
                || (!info.includedFrom.file.isNone && check(info.includedFrom.file))
            isDebugging[file] = result
            return result
        }
        return Set(
            model.symbols.indices.filter {
                let file = model.location(of: $0).file
                return !file.isNone && check(file)
            })
    }
}
