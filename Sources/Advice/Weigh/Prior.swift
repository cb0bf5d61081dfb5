// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

/// What the tree's own configurations say about how likely an edit is.
public struct Prior: EditCost {
    private let model: KconfigModel
    private let counts: MentionCounts
    private let terms: Terms
    private let common: Shares.Common
    private let folders: Folders
    private let extra: [Int]

    public init(_ model: KconfigModel, _ counts: MentionCounts, _ terms: Terms = Terms()) {
        self.model = model
        self.counts = counts
        self.terms = terms
        common = Shares.Common(model, counts, terms)
        folders = Folders(model)
        extra = Self.extra(model, terms)
    }

    public func costs(_ wishes: [SymbolID], wantedOn: [SymbolID], in base: Evaluator?) -> EditCosts {
        let reach = wishes.isEmpty ? nil : Reach(model, folders, terms, from: wishes, in: base)
        let far = far(reach)
        let shares = Shares(
            model, counts, terms, wished: Set(wantedOn), isOn: isOn(wantedOn, base),
            natives: base.map { Natives(model, $0) }, common: common)
        var on: [Int] = []
        var off: [Int] = []
        for symbol in model.symbols.indices {
            let index = symbol.index
            let share = shares.on(symbol) * (reach?.isSelecting(symbol) == true ? shares.alone(symbol) : 1)
            on.append(terms.line + cost(share) + extra[index] + far[index])
            let left = shares.off(symbol)
            off.append(base == nil ? refusal(left) : terms.line + cost(left) + terms.off + far[index])
        }
        let (change, member) = changes(far, shares, base)
        return EditCosts(
            on: on, off: off, change: change, member: member, loss: terms.loss, undoing: terms.undo)
    }

    /// Of a choice, as likely as its likeliest member that is not on, and what it costs more to take another one.
    private func changes(
        _ far: [Int], _ shares: Shares, _ base: Evaluator?
    ) -> (change: [Int], member: [Int]) {
        var change = far.map { terms.line + terms.change + $0 }
        var member = Array(repeating: 0, count: far.count)
        for choice in model.symbols.indices where model.symbols[choice].isChoice {
            let mentions = mentions(choice, shares, base)
            guard let least = mentions.map(\.cost).min() else { continue }
            change[choice.index] += least
            if terms.member > 0 {
                for (symbol, cost) in mentions { member[symbol.index] = cost - least }
            }
        }
        return (change, member)
    }

    /// What each member of a choice that is not on costs by its share. Savedefconfig leaves the default one out: those
    /// have it that name no other.
    private func mentions(
        _ choice: SymbolID, _ shares: Shares, _ base: Evaluator?
    ) -> [(symbol: SymbolID, cost: Int)] {
        let members = model.members(ofSetting: choice)
        let menu = model.symbols[choice].firstMenu
        let usual = terms.unnamed > 0 ? base?.defaultMember(menu) : nil
        return members.filter { base?.tristate($0) != .yes }.map { symbol in
            guard symbol == usual else { return (symbol, cost(shares.on(symbol))) }
            let others = members.filter { $0 != symbol }.reduce(0.0) { $0 + shares.on($1) }
            return (symbol, cost(max(shares.on(symbol), 1 - others)))
        }
    }

    /// Per symbol, whether the configuration at hand has it; nil when nothing is known of it.
    private func isOn(_ wanted: [SymbolID], _ base: Evaluator?) -> [Bool]? {
        guard base != nil || !wanted.isEmpty else { return nil }
        var isOn: [Bool] = model.symbols.indices.map { symbol in
            base.map { $0.tristate(symbol) != .no } ?? false
        }
        for symbol in wanted { isOn[symbol.index] = true }
        return isOn
    }

    // MARK: - Shares

    private func cost(_ share: Double) -> Int { terms.mention * Int(max(0, -10 * log(share))) }

    /// Off instead of the default on, when there is no base: less than nothing for what most leave out that could have it.
    private func refusal(_ share: Double) -> Int {
        let share = min(max(share, 0.001), 0.999)
        let odds = Int(10 * (log(1 - share) - log(share)))
        return odds > 0 ? terms.line + terms.off + terms.mention * odds : terms.mention * odds
    }

    // MARK: - Places

    private func far(_ reach: Reach?) -> [Int] {
        guard let reach else { return Array(repeating: 0, count: model.symbols.count) }
        return model.symbols.indices.map { symbol in
            let members = model.symbols[symbol].isChoice ? model.members(ofSetting: symbol) : []
            return (members + [symbol]).compactMap { reach.cost($0) }.min() ?? terms.unreached
        }
    }

    private static func extra(_ model: KconfigModel, _ terms: Terms) -> [Int] {
        var isDebugging: [FileID: Bool] = [:]
        let opening = openingGates(model)
        return model.symbols.indices.map { symbol in
            let file = model.location(of: symbol).file
            return (opening.contains(symbol) ? terms.gatekeeper : 0)
                + (!file.isNone && isForDebugging(file, model, &isDebugging) ? terms.debugging : 0)
        }
    }

    /// The gatekeepers, and what selects them: `EMBEDDED` was one such.
    private static func openingGates(_ model: KconfigModel) -> Set<SymbolID> {
        let selects = model.selectsByTarget
        var found: Set<SymbolID> = []
        var waiting = Gatekeepers.off.compactMap { model.symbol(named: $0) }
        while let symbol = waiting.popLast() {
            guard found.insert(symbol).inserted else { continue }
            waiting += (selects[symbol] ?? []).map { model.owner(of: model.properties[$0]) }
        }
        return found
    }

    /// `lib/Kconfig.debug` and the files that it sources, and files of that name elsewhere.
    private static func isForDebugging(
        _ file: FileID, _ model: KconfigModel, _ known: inout [FileID: Bool]
    ) -> Bool {
        if let result = known[file] { return result }
        let info = model.sources.files[file]
        let result =
            info.name.hasSuffix("Kconfig.debug")
            || (!info.includedFrom.file.isNone && isForDebugging(info.includedFrom.file, model, &known))
        known[file] = result
        return result
    }
}
