// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The soft literals of an objective, in stages: a later stage only chooses among what is best for the earlier ones.
struct ObjectiveStages {
    let model: KconfigModel
    let encoding: Encoding
    let essentials: [Essential]
    let preferences: [SoftLiteral]
    /// Those of `weak` lines.
    let weak: [SoftLiteral]
    /// For `Objective.likely`, where without it every line against its default costs the same, and for what
    /// `Objective.minimal` leaves open.
    let costs: (any EditCost)?
    let requirements: Satconfig

    struct Stage {
        let kind: StageKind
        let softs: [SoftLiteral]

        /// - Parameter isTrue: the values of an assignment.
        func cost(_ isTrue: (Literal) -> Bool) -> Int {
            softs.reduce(0) { $0 + (isTrue($1.literal) ? 0 : $1.weight) }
        }
    }

    /// Literals that stages and counts are made of.
    struct Literals {
        /// For each essential that can lose its default, "it has not".
        let kept: [(symbol: SymbolID, literal: Literal)]
        /// One for each option that can be on although it would be off without the user, and nothing selects it: "it is".
        let decided: [(symbol: SymbolID, literal: Literal)]
    }

    func literals(in session: SATSession) -> Literals {
        session.extend { formula in
            let decided = decided(&formula)
            return Literals(kept: kept(&formula), decided: decided)
        }
    }

    /// - Parameter base: the values of the file of `Objective.base`.
    func stages(
        _ objective: Objective, _ literals: Literals, in session: SATSession, base: Evaluator?
    ) -> [Stage] {
        session.extend { formula in
            ((weak.isEmpty ? [] : [.weak]) + kinds(objective)).map { kind in
                Stage(kind: kind, softs: softs(kind, literals, base, &formula))
            }
        }
    }

    private func kinds(_ objective: Objective) -> [StageKind] {
        switch objective {
        case .any: [.preferences]
        case .minimal:
            [.gatekeepers, .essentials, .preferences, .decided, .options, .symbols]
                + (costs == nil ? [] : [.likeliest]) + [.nearestDefaults]
        case .likely: [.gatekeepers, .essentials, .preferences, .departures, .nearestDefaults]
        case .smallest: [.preferences, .symbols, .nearestDefaults]
        case .defaults: [.preferences, .defaults]
        case .base: [.preferences, .base, .nearestDefaults]
        case .lines: [.preferences, .lines, .defaults]
        }
    }

    private func softs(
        _ kind: StageKind, _ literals: Literals, _ base: Evaluator?, _ formula: inout Formula
    ) -> [SoftLiteral] {
        switch kind {
        case .weak: weak
        case .gatekeepers: gatekeepers
        case .essentials: literals.kept.map { SoftLiteral($0.literal) }
        case .preferences: preferences
        case .decided: literals.decided.map { SoftLiteral(-$0.literal) }
        case .likeliest: likeliest(literals.decided)
        case .departures: departures(&formula)
        case .options: options.map { SoftLiteral(-encoding.logical[$0].on) }
        case .symbols: symbols.map { SoftLiteral(-encoding.logical[$0].on) }
        case .nearestDefaults: nearestDefaults
        case .defaults: allDefaults
        case .base: base.map { values(of: $0, &formula) { _ in true } } ?? []
        case .lines: base.map { base in values(of: base, &formula) { base.visibility($0) != .no } } ?? []
        }
    }

    private var gatekeepers: [SoftLiteral] {
        let off = Gatekeepers.off.compactMap { model.symbol(named: $0) }.map { -encoding.logical[$0].on }
        let kept = Gatekeepers.atDefault.compactMap { model.symbol(named: $0) }.compactMap {
            encoding.atDefault[$0]
        }
        return (off + kept).map { SoftLiteral($0) }
    }

    private func kept(_ formula: inout Formula) -> [(symbol: SymbolID, literal: Literal)] {
        essentials.compactMap { essential in
            guard let fallback = encoding.fallback[essential.symbol] else { return nil }
            let value = encoding.logical[essential.symbol]
            let (lesser, greater) = essential.forbidden == .off ? (fallback, value) : (value, fallback)
            let on = formula.or(-lesser.on, greater.on)
            return (essential.symbol, formula.and(on, formula.or(-lesser.yes, greater.yes)))
        }
    }

    // MARK: - What is counted

    /// Named bools and tristates.
    var symbols: [SymbolID] {
        model.symbols.indices.filter { symbol in
            let info = model.symbols[symbol]
            return info.isDefined && info.type.isLogical && !info.isChoice
        }
    }

    /// Those with a prompt.
    var options: [SymbolID] {
        symbols.filter { model.hasPrompt($0) }
    }

    private func decided(_ formula: inout Formula) -> [(symbol: SymbolID, literal: Literal)] {
        options.compactMap { symbol in
            guard let fallback = encoding.fallback[symbol] else { return nil }
            var literal = formula.and(encoding.logical[symbol].on, -fallback.on)
            // What is not visible is as without the user; only for members of choices the formula has no such clause.
            if model.symbols[symbol].isChoiceMember {
                literal = formula.and(literal, encoding.visible[symbol])
            }
            return literal == .no ? nil : (symbol, literal)
        }
    }

    /// The options that are on against their default, each at the cost of that edit.
    private func likeliest(_ decided: [(symbol: SymbolID, literal: Literal)]) -> [SoftLiteral] {
        let wanted = requirements.wantedOn
        guard let costs = costs?.costs(wanted, wantedOn: wanted, in: nil) else { return [] }
        return decided.map { SoftLiteral(-$0.literal, weight: costs.on[$0.symbol.index]) }
    }

    /// What is decided against its default, each at the cost of that edit. What a line requires costs nothing: or else
    /// something would be decided so that the required becomes the default.
    private func departures(_ formula: inout Formula) -> [SoftLiteral] {
        let costs = costs?.costs(requirements.wantedOn, wantedOn: requirements.wantedOn, in: nil)
        let required = requirements.valuedSymbols
        var softs: [SoftLiteral] = []
        for symbol in model.symbols.indices {
            guard let atDefault = encoding.atDefault[symbol], !required.contains(symbol) else { continue }
            let info = model.symbols[symbol]
            guard info.type.isLogical, !info.isChoice else {
                softs.append(SoftLiteral(atDefault, weight: costs?.change[symbol.index] ?? 1))
                continue
            }
            let on = encoding.logical[symbol].on
            let switchingOn = costs?.on[symbol.index] ?? 1
            softs.append(SoftLiteral(formula.or(atDefault, -on), weight: switchingOn))
            let switchingOff = costs?.off[symbol.index] ?? 1
            if switchingOff > 0 {
                softs.append(SoftLiteral(formula.or(atDefault, on), weight: switchingOff))
            } else if let unwanted = unwanted(symbol, &formula) {
                softs.append(SoftLiteral(-unwanted, weight: -switchingOff))
            }
        }
        return softs
    }

    /// On by default only: not by a select, and where the user could have it off.
    private func unwanted(_ symbol: SymbolID, _ formula: inout Formula) -> Literal? {
        guard let fallback = encoding.fallback[symbol], let bounds = encoding.bounds[symbol] else {
            return nil
        }
        let isOpen = formula.and(bounds.visibility.on, -bounds.selected.on)
        return formula.and(isOpen, formula.and(encoding.logical[symbol].on, fallback.on))
    }

    // MARK: - Nearness

    /// What is left open goes to its default: the member of a choice, m or y, numbers and strings.
    private var nearestDefaults: [SoftLiteral] {
        model.symbols.indices.compactMap { symbol in
            guard model.symbols[symbol].type != .bool || model.symbols[symbol].isChoice else { return nil }
            return encoding.atDefault[symbol].map { SoftLiteral($0) }
        }
    }

    private var allDefaults: [SoftLiteral] {
        model.symbols.indices.compactMap { symbol in encoding.atDefault[symbol].map { SoftLiteral($0) } }
    }

    /// The values that a loaded configuration gives to symbols that have a prompt. What had no line was n.
    private func values(
        of base: Evaluator, _ formula: inout Formula, where isMeant: (SymbolID) -> Bool
    ) -> [SoftLiteral] {
        var values: [SoftLiteral] = []
        for symbol in model.symbols.indices where encoding.visible[symbol] != .no && isMeant(symbol) {
            let info = model.symbols[symbol]
            guard !info.isChoice, info.type.isLogical || base.isWritten(symbol) else { continue }
            let text = base.strings.text(base.text(symbol))
            values.append(SoftLiteral(encoding.literal(symbol, text, model, in: &formula)))
        }
        return values
    }
}

/// What a stage of an objective is about.
public enum StageKind: String, Sendable {
    /// `weak` lines, before all else.
    case weak
    case gatekeepers, essentials, preferences
    /// Options that are on against their default.
    case decided
    /// The same, at the cost of their edits.
    case likeliest
    /// What is not as by default, at the cost of its edit.
    case departures
    /// Options that are on.
    case options
    /// Named bools and tristates that are on.
    case symbols
    case nearestDefaults = "nearest defaults"
    case defaults, base
    /// What `conf` makes of the lines alone, where it shows a prompt: what becomes visible beside that has its default.
    case lines

    /// Whether the cost is a number of things that are on.
    var counts: Bool { self == .decided || self == .options || self == .symbols }
    /// Whether it says what must not be lost when time runs out.
    var isGuard: Bool { self == .gatekeepers || self == .essentials }
}
