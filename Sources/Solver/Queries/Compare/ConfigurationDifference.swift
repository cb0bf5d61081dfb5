// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What makes one configuration another one of the same tree: the settings that a user would have to make, and what follows
/// from each.
///
/// A setting counts as decided when its line in the first configuration, or the default where there is no line, would not
/// give it the value that it has in the second one. That the decisions lead there is confirmed by the evaluator.
public struct ConfigurationDifference {
    public struct Cause: Sendable {
        /// What is decided. Of a choice, the member that is chosen. Of what only comes into sight and is kept at its value
        /// against the default, both values are the same.
        public let decision: FixQuery.Change
        /// What is off since the choice was set to the decided member.
        public let instead: SymbolID?
        /// Nobody decided it in the second file: it has no line there, and its default differs from the first one's value.
        public let isByDefault: Bool
        /// What follows, in the order of the source.
        public internal(set) var consequences: [FixQuery.Change] = []
    }

    /// In the order of the source.
    public private(set) var causes: [Cause] = []
    /// What differs and follows from no decision by a way that was found.
    public private(set) var others: [FixQuery.Change] = []

    public var isEmpty: Bool { causes.isEmpty && others.isEmpty }
    /// How many symbols have another value.
    public let count: Int

    /// - Parameters:
    ///   - old: what the decisions are made in.
    ///   - new: what comes of them; of the same model.
    public init(from old: BaseConfiguration, to new: BaseConfiguration) {
        let comparison = Comparison(old, new)
        let changed = comparison.changed
        count = changed.count
        let decided = comparison.decisions()
        causes = decided.map {
            Cause(
                decision: comparison.change($0), instead: comparison.memberBefore($0),
                isByDefault: comparison.isByDefault($0))
        }
        let known = Set(
            decided.flatMap { comparison.model.members(ofSetting: comparison.model.setting(of: $0)) })
        let origin = comparison.origins(from: decided)
        for symbol in changed where !known.contains(symbol) {
            if let cause = origin[symbol] {
                causes[cause].consequences.append(comparison.change(symbol))
            } else {
                others.append(comparison.change(symbol))
            }
        }
    }
}

/// The two configurations side by side.
private struct Comparison {
    let model: KconfigModel
    private let old: BaseConfiguration
    private let new: BaseConfiguration
    /// The symbols that differ, choices left out, in the order of the source.
    let changed: [SymbolID]

    init(_ old: BaseConfiguration, _ new: BaseConfiguration) {
        let model = old.model
        self.model = model
        self.old = old
        self.new = new
        changed = model.symbols.indices.filter { symbol in
            let info = model.symbols[symbol]
            return info.isDefined && !info.isChoice && old.text(symbol) != new.text(symbol)
        }.sorted { model.symbols[$0].firstMenu.raw < model.symbols[$1].firstMenu.raw }
    }

    func change(_ symbol: SymbolID) -> FixQuery.Change {
        FixQuery.Change(symbol: symbol, old: old.text(symbol), new: new.text(symbol))
    }

    // MARK: - Decisions

    func decisions() -> [SymbolID] {
        var decided: [SymbolID] = model.symbols.indices.filter(isDecided)
        // What these rules don't see shows in what comes of the decisions.
        while true {
            let missed = differing(after: decided).filter { isSettable($0) && !decided.contains($0) }
            if missed.isEmpty { break }
            decided += missed
        }
        return decided.sorted { model.symbols[$0].firstMenu.raw < model.symbols[$1].firstMenu.raw }
    }

    private func isSettable(_ symbol: SymbolID) -> Bool {
        let info = model.symbols[symbol]
        return info.isDefined && !info.isChoice && new.evaluator.visibility(symbol) != .no
            && model.hasPrompt(symbol)
            && (!model.isMember(symbol) || new.evaluator.tristate(symbol) == .yes)
    }

    private func isDecided(_ symbol: SymbolID) -> Bool {
        guard isSettable(symbol) else { return false }
        let info = model.symbols[symbol]
        if model.isMember(symbol) {
            guard let before = old.chosen(info.choice), new.evaluator.visibility(before) != .no else {
                return new.evaluator.defaultMember(info.choice) != symbol
            }
            return before != symbol
        }
        guard old.hasLine(symbol) else { return !new.isAsWithoutLine(symbol) }
        let line = old.lineValue(symbol)
        guard info.type.isLogical else {
            return line != new.text(symbol)
                && new.evaluator.isWithinRange(symbol, new.evaluator.intern(line))
        }
        return taken(Tristate(letter: line) ?? .no, symbol) != new.evaluator.tristate(symbol)
    }

    /// The value that a line gives a symbol among the other values of the new configuration (`sym_calc_value`).
    private func taken(_ line: Tristate, _ symbol: SymbolID) -> Tristate {
        let evaluator = new.evaluator
        let value = max(
            min(line, evaluator.visibility(symbol)), evaluator.dependencies(symbol).reverse)
        let hasModule = model.symbols[symbol].type == .tristate && evaluator.tristate(model.modules) != .no
        return value == .module && !hasModule ? .yes : value
    }

    /// What is not as in the new configuration when the decisions are made in the old one.
    private func differing(after decided: [SymbolID]) -> [SymbolID] {
        let edits = decided.flatMap { symbol -> [(symbol: SymbolID, value: [UInt8])] in
            let members =
                model.isMember(symbol) ? model.members(ofSetting: model.setting(of: symbol)) : [symbol]
            return members.map { ($0, Array(new.text($0).utf8)) }
        }
        let evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: ConfigEdit(model).apply(edits, to: old.source)), name: old.name)
        evaluator.settle()
        return Array(model.symbols.indices).filter {
            evaluator.strings.text(evaluator.text($0)) != new.text($0)
        }
    }

    /// The member that was chosen before the one that is decided.
    func memberBefore(_ symbol: SymbolID) -> SymbolID? {
        guard model.isMember(symbol) else { return nil }
        return old.evaluator.chosen(model.symbols[symbol].choice)
    }

    /// Whether the second file does not name it.
    func isByDefault(_ symbol: SymbolID) -> Bool {
        model.members(ofSetting: model.setting(of: symbol)).allSatisfy { new.lines[$0] == nil }
    }

    // MARK: - What follows from what

    /// For each changed symbol the number of the nearest decision that it follows from, over symbols that changed.
    func origins(from decided: [SymbolID]) -> [SymbolID: Int] {
        let isChanged = Set(changed)
        var dependents: [SymbolID: [SymbolID]] = [:]
        for symbol in changed {
            for other in model.symbolsThatDecide(symbol) where isChanged.contains(other) {
                dependents[other, default: []].append(symbol)
            }
        }
        var origin: [SymbolID: Int] = [:]
        var line: [SymbolID] = []
        for (number, symbol) in decided.enumerated() {
            for member in model.members(ofSetting: model.setting(of: symbol))
            where isChanged.contains(member) && origin[member] == nil {
                origin[member] = number
                line.append(member)
            }
        }
        var next = 0
        while next < line.count {
            let symbol = line[next]
            next += 1
            for dependent in dependents[symbol] ?? [] where origin[dependent] == nil {
                origin[dependent] = origin[symbol]
                line.append(dependent)
            }
        }
        return origin
    }
}

extension KconfigModel {
    /// The symbols that the value of a symbol can follow from.
    public func symbolsThatDecide(_ symbol: SymbolID) -> Set<SymbolID> {
        let info = symbols[symbol]
        var found = [info.directDependency, info.reverseDependency, info.implied].reduce(
            into: Set<SymbolID>()
        ) {
            $0.formUnion(symbols(in: $1))
        }
        let owners = [symbol] + (choice(of: symbol).map { [$0] } ?? [])
        for (_, property) in owners.flatMap({ Array(properties(of: $0)) })
        where ![.select, .imply].contains(property.kind) {
            found.formUnion(symbols(in: property.condition))
            found.formUnion(symbols(in: property.expression))
        }
        // Without modules an m is y; and a member can be on since another one went.
        if info.type == .tristate { found.insert(modules) }
        found.formUnion(members(ofSetting: setting(of: symbol)))
        found.remove(symbol)
        return found
    }
}
