// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What the edits of one search cost: every edit as `EditCosts` has it, and every loss, whatever it comes from.
struct EditWeights {
    private let edits: [SoftLiteral]
    /// Which member a choice goes to.
    private let members: [SoftLiteral]
    private let costs: EditCosts
    private let base: BaseConfiguration
    private let model: KconfigModel
    private let encoding: Encoding
    /// The settings that wishes speak of, and their symbols: what becomes of these is no loss.
    private let wished: Set<SymbolID>
    private let loss: Int
    private let lossesFirst: Bool

    /// - Parameters:
    ///   - free: the settings that may be given up.
    ///   - wished: the settings that wishes speak of.
    ///   - lossesFirst: one loss is worse than all edits together, and m instead of y is half a loss: who wants
    ///     something off wants the rest to stay.
    init(
        _ costs: EditCosts, _ settings: Settings, free: [Settings.Setting], wished: [SymbolID],
        _ encoding: Encoding, lossesFirst: Bool = false
    ) {
        self.costs = costs
        self.encoding = encoding
        self.lossesFirst = lossesFirst
        (base, model) = (settings.base, settings.model)
        self.wished = Set(wished).union(wished.flatMap { settings.model.members(ofSetting: $0) })
        let base = settings.base
        let edits = free.map { SoftLiteral($0.kept, weight: costs.edit($0.symbol, in: base)) }
        let members = free.flatMap(\.members).map {
            SoftLiteral($0.notChosen, weight: costs.choosing($0.symbol))
        }
        loss = lossesFirst ? 1 + (edits + members).reduce(0) { $0 + $1.weight } : costs.loss
        self.edits = edits
        self.members = members
    }

    /// Those of the edits first, in the order of `free`.
    var softs: [SoftLiteral] { edits + members + losses }

    private var losses: [SoftLiteral] {
        model.symbols.indices.filter { isLosable($0) }.flatMap { symbol -> [SoftLiteral] in
            let value = encoding.logical[symbol]
            guard lossesFirst else { return [SoftLiteral(value.on, weight: loss)] }
            guard value.on != value.yes, base.evaluator.tristate(symbol) == .yes else {
                return [SoftLiteral(value.on, weight: 2 * loss)]
            }
            return [SoftLiteral(value.on, weight: loss), SoftLiteral(value.yes, weight: loss)]
        }
    }

    private func isLosable(_ symbol: SymbolID) -> Bool {
        let info = model.symbols[symbol]
        return info.isDefined && info.type.isLogical && !info.isChoice && info.choice.isNone
            && encoding.visible[symbol] != .no && base.evaluator.tristate(symbol) != .no
            && !wished.contains(symbol)
    }

    /// What an assignment costs.
    func cost(_ found: TruthAssignment) -> Int {
        softs.reduce(0) { $0 + (found.isTrue($1.literal) ? 0 : $1.weight) }
    }

    /// What a finished fix costs.
    func cost(_ fix: FixQuery.Fix) -> Int {
        let others = Set(fix.edits.map { model.setting(of: $0.symbol) }).subtracting(wished)
        let lost = (fix.edits + fix.consequences).filter { isLosable($0.symbol) }.reduce(0) {
            $0 + loss(of: $1)
        }
        let chosen = fix.edits.filter {
            $0.new == "y" && $0.old != "y" && others.contains(model.setting(of: $0.symbol))
        }
        return others.reduce(lost) { $0 + costs.edit($1, in: base) }
            + chosen.reduce(0) { $0 + costs.choosing($1.symbol) }
    }

    private func loss(of change: FixQuery.Change) -> Int {
        switch (change.old, change.new) {
        case (_, "n"): lossesFirst ? 2 * loss : loss
        case ("y", "m"): lossesFirst ? loss : 0
        default: 0
        }
    }
}

extension EditCosts {
    /// That a choice's edit names this member; of anything else 0.
    func choosing(_ symbol: SymbolID) -> Int { member.isEmpty ? 0 : member[symbol.index] }

    /// What it costs to edit a setting. From m to y is no switching on or off: when it goes off, that is a loss beside.
    /// Where the base has no line for it that decides, the edit is a new line: as unlikely as one that switches it on.
    func edit(_ symbol: SymbolID, in base: BaseConfiguration) -> Int {
        let info = base.model.symbols[symbol]
        let undone = base.isUserSet(symbol) ? undoing : 0
        let (change, on) = (change[symbol.index], on[symbol.index])
        guard info.type.isLogical, !info.isChoice else { return undone + change }
        if base.evaluator.tristate(symbol) == .no { return undone + on }
        if info.type == .bool { return undone + off[symbol.index] }
        return base.isUserSet(symbol) ? undone + change : max(change, on)
    }
}
