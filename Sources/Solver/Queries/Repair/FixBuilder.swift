// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// A model of the formula → the lines to edit, as few as will do, confirmed by the evaluator.
struct FixBuilder {
    /// What belongs together: one symbol's line, or the lines of a choice's members.
    private struct Group {
        let key: SymbolID
        let isWish: Bool
        var values: [(symbol: SymbolID, text: String)]
    }

    private let satconfig: Satconfig
    private let model: KconfigModel
    private let base: BaseConfiguration
    private let encoding: Encoding
    private let assignment: Assignment
    private let unmet: UnmetPolicy
    private let source: [UInt8]

    init(
        _ satconfig: Satconfig, _ base: BaseConfiguration, _ encoding: Encoding, _ assignment: Assignment,
        _ unmet: UnmetPolicy
    ) {
        self.satconfig = satconfig
        model = satconfig.model
        self.base = base
        self.encoding = encoding
        self.assignment = assignment
        self.unmet = unmet
        source = base.source
    }

    /// - Parameters:
    ///   - given: the settings that the model gives up, beside those of wishes.
    ///   - wished: the settings that wishes speak of.
    ///   - takesAll: none of `given` is tried to stay: it is proven that none can, or there is no time for it.
    /// - Returns: the fix, and which of `given` it edits.
    func build(
        _ given: [SymbolID], wished: [SymbolID], takesAll: Bool = false
    ) throws -> (fix: FixQuery.Fix, given: Set<SymbolID>) {
        var groups = wished.map { group($0, isWish: true) } + given.map { group($0, isWish: false) }
        groups.removeAll { $0.values.isEmpty }
        let isFound = isMet(evaluator(groups))
        if !isFound { groups = try repaired(groups) }
        if !isFound || !takesAll { shrink(&groups) }
        buildIn(&groups)
        bringNumbersNear(&groups)
        return finish(groups)
    }

    private func group(_ key: SymbolID, isWish: Bool) -> Group {
        let isChoice = model.symbols[key].isChoice
        let members = model.members(ofSetting: key)
        // A member that is not visible must not come back as the chosen one.
        return Group(
            key: key, isWish: isWish,
            values: members.filter { isChoice || assignment.visible[$0] }.map {
                ($0, assignment.visible[$0] ? text($0) : "n")
            })
    }

    private func text(_ symbol: SymbolID) -> String {
        assignment.texts[symbol].map { encoding.strings.text($0) } ?? assignment.values[symbol].letter
    }

    // MARK: - Trying

    /// The base with some lines edited, as `conf --olddefconfig` takes it.
    private func evaluator(_ groups: [Group]) -> Evaluator {
        let evaluator = Evaluator(model)
        let edits = groups.flatMap(\.values).map { ($0.symbol, Array($0.text.utf8)) }
        let text = ConfigEdit(model).apply(edits, to: source)
        evaluator.load(SourceText(copying: text), name: base.name)
        evaluator.settle()
        return evaluator
    }

    /// The wishes hold, no other dependency is overridden, and what is written stays as it is.
    private func isMet(_ evaluator: Evaluator) -> Bool {
        guard satconfig.requirements.allSatisfy({ $0.holds(in: evaluator) }) else { return false }
        let isFree = evaluator.unmetDependencies.allSatisfy { unmet.allows($0) }
        return isFree && evaluator.isStable()
    }

    /// Where `conf` does something else by itself than the model does, its lines are edited as well.
    private func repaired(_ groups: [Group]) throws -> [Group] {
        let evaluator = evaluator(groups)
        var keys = Set(groups.map(\.key))
        var more = groups
        for symbol in model.symbols.indices where assignment.visible[symbol] {
            let info = model.symbols[symbol]
            guard !info.isChoice, evaluator.strings.text(evaluator.text(symbol)) != text(symbol) else {
                continue
            }
            let key = model.setting(of: symbol)
            if keys.insert(key).inserted { more.append(group(key, isWish: false)) }
        }
        guard isMet(self.evaluator(more)) else {
            throw EncodingMismatch(symbols: more.map { model.name($0.key) })
        }
        return more
    }

    /// Leaves out what the wishes don't need.
    private func shrink(_ groups: inout [Group]) {
        guard groups.count > 1 else { return }
        for index in groups.indices.reversed() {
            var fewer = groups
            fewer.remove(at: index)
            if isMet(evaluator(fewer)) { groups = fewer }
        }
    }

    /// What goes on for somebody who wants something built in is built in, too, where nothing else changes by that.
    private func buildIn(_ groups: inout [Group]) {
        // A wish that has its line already is no group of its own.
        let lost = satconfig.requirements.filter { !$0.holds(in: base.evaluator) }
        let wishes =
            groups.filter(\.isWish).flatMap(\.values).map(\.text)
            + lost.compactMap { if case .value(_, let values) = $0.kind { values.first } else { nil } }
        if !wishes.isEmpty && !wishes.contains("y") { return }
        for index in groups.indices
        where !groups[index].isWish && groups[index].values.map(\.text) == ["m"]
            && base.text(groups[index].values[0].symbol) == "n"
        {
            var other = groups
            other[index].values[0].text = "y"
            let (before, after) = (evaluator(groups), evaluator(other))
            if isMet(after), changed(after) == changed(before) { groups = other }
        }
    }

    /// A number moves no further than it must.
    private func bringNumbersNear(_ groups: inout [Group]) {
        for index in groups.indices where model.symbols[groups[index].key].type.isNumber {
            let symbol = groups[index].key
            let radix = model.symbols[symbol].type.radix
            func number(_ text: String) -> Int64 {
                var copy = text
                return copy.withUTF8 { Number.value($0, base: radix) }
            }
            let old = number(base.text(symbol))
            func distance(_ text: String) -> Double { (Double(number(text)) - Double(old)).magnitude }
            let found = groups[index].values[0].text
            let nearer = (encoding.texts[symbol] ?? []).map { encoding.strings.text($0.text) }
                .filter { distance($0) < distance(found) }.sorted { distance($0) < distance($1) }
            for text in nearer {
                var other = groups
                other[index].values[0].text = text
                guard isMet(evaluator(other)) else { continue }
                groups = other
                break
            }
        }
    }

    // MARK: - Result

    private func finish(_ groups: [Group]) -> (fix: FixQuery.Fix, given: Set<SymbolID>) {
        let evaluator = evaluator(groups)
        let edited = groups.flatMap { group in
            group.values.map(\.symbol).filter { isShown($0, in: group, evaluator) }
        }
        let changed = changed(evaluator)
        let others = groups.filter { !$0.isWish }.map(\.key)
        let edits = edited.map { change($0, evaluator) }
        let consequences = ordered(changed.filter { !edited.contains($0) }, evaluator).map {
            change($0, evaluator)
        }
        let wished = Set(groups.filter(\.isWish).map(\.key))
        let fix = FixQuery.Fix(
            edits: edits, consequences: consequences, config: evaluator.dotConfig(),
            losses: (edits + consequences).filter {
                $0.isLoss(model) && !wished.contains(model.setting(of: $0.symbol))
            }, others: others.count, touched: others.count { base.isUserSet($0) })
        return (fix, Set(others))
    }

    private func changed(_ evaluator: Evaluator) -> [SymbolID] {
        model.symbols.indices.filter { symbol in
            let info = model.symbols[symbol]
            return info.isDefined && !info.isChoice
                && evaluator.strings.text(evaluator.text(symbol)) != base.text(symbol)
        }
    }

    /// What goes off comes first, then what has a line in the user's file, then what has a prompt.
    private func ordered(_ symbols: [SymbolID], _ evaluator: Evaluator) -> [SymbolID] {
        let goesOff = { [model] symbol in
            model.symbols[symbol].type.isLogical && evaluator.tristate(symbol) == .no
        }
        return listed(symbols.filter(goesOff)) + listed(symbols.filter { !goesOff($0) })
    }

    private func listed(_ symbols: [SymbolID]) -> [SymbolID] {
        let inFile = symbols.filter { base.lines[$0] != nil }
        let others = symbols.filter { base.lines[$0] == nil }
        return inFile + others.filter { assignment.visible[$0] } + others.filter { !assignment.visible[$0] }
    }

    /// Of a choice, only the member that is on counts as edited; that the others are off follows.
    private func isShown(_ symbol: SymbolID, in group: Group, _ evaluator: Evaluator) -> Bool {
        group.values.count == 1 || evaluator.tristate(symbol) != .no
    }

    private func change(_ symbol: SymbolID, _ evaluator: Evaluator) -> FixQuery.Change {
        FixQuery.Change(
            symbol: symbol, old: base.text(symbol), new: evaluator.strings.text(evaluator.text(symbol)))
    }
}
