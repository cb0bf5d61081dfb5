// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// The solver of a `TrialQuery` and the configuration that it is at.
struct TrialState {
    let model: KconfigModel
    let encoding: Encoding
    let solver: CaDiCaLSolver
    private(set) var present: Assignment
    /// The numbers and texts that have a line in `.config`.
    private var written: Set<SymbolID>
    private var kept: [Literal: SymbolID] = [:]
    /// Per text value, "the symbol has it, or nobody sees the symbol".
    private var textKept: [Literal: Literal] = [:]
    /// Per wish, its literal.
    private var wishes: [TrialQuery.Wish: Literal] = [:]
    private var variableCount: Int

    enum Outcome {
        case found([Literal], isProven: Bool)
        case impossible(Set<Literal>)
        case tooMany([Literal])
        case stopped
    }

    /// - Parameters:
    ///   - extraValues: values of numbers and texts to be possible.
    ///   - old: the state to go on from; nil for the base.
    /// - Throws: `EncodingMismatch` when the configuration is no model of the formula.
    init(_ base: BaseConfiguration, extraValues: [SymbolID: [String]], present old: TrialState? = nil) throws
    {
        model = base.model
        var options = EncodingOptions()
        options.extraValues = extraValues
        var encoding = Encoder.encode(model, options)
        encoding.forbidUnmetSelects(except: Set(base.evaluator.unmetDependencies))
        self.encoding = encoding
        variableCount = encoding.formula.variableCount
        let solver = CaDiCaLSolver(encoding.formula)
        self.solver = solver
        let exact = Self.exact(base.model, encoding) { old?.text($0) ?? base.text($0) }
        guard solver.solve(exact) == .satisfiable else {
            let failed = Set(exact.filter { solver.isFailed($0) })
            throw EncodingMismatch(symbols: Self.names(failed, base.model, encoding))
        }
        present = Assignment(encoding) { solver.isTrue($0) }
        written = Self.written(encoding, solver)
        preferPresent()
    }

    private static func written(_ encoding: Encoding, _ solver: CaDiCaLSolver) -> Set<SymbolID> {
        Set(encoding.written.filter { $0.value == .yes || ($0.value != .no && solver.isTrue($0.value)) }.keys)
    }

    /// All values as they are.
    private static func exact(
        _ model: KconfigModel, _ encoding: Encoding, _ text: (SymbolID) -> String
    ) -> [Literal] {
        var list: [Literal] = []
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            if model.symbols[symbol].isChoice { continue }
            if model.symbols[symbol].type.isLogical {
                let value = Tristate(letter: text(symbol)) ?? .no
                let literals = encoding.logical[symbol]
                list.append(value == .no ? -literals.on : literals.on)
                list.append(value == .yes ? literals.yes : -literals.yes)
            } else if let values = encoding.texts[symbol], let id = encoding.strings.find(utf8: text(symbol))
            {
                list.append(values.first { $0.text == id }?.literal ?? .no)
            }
        }
        return list.filter { $0 != .yes }
    }

    private static func names(_ literals: Set<Literal>, _ model: KconfigModel, _ encoding: Encoding)
        -> [String]
    {
        model.symbols.indices.filter { symbol in
            let value = encoding.logical[symbol]
            return [value.on, -value.on, value.yes, -value.yes].contains { literals.contains($0) }
                || encoding.texts[symbol]?.contains { literals.contains($0.literal) } ?? false
        }.map { model.name($0) }
    }

    // MARK: - Values

    func text(_ symbol: SymbolID) -> String {
        if model.symbols[symbol].type.isLogical { return present.values[symbol].letter }
        return present.texts[symbol].map { encoding.strings.text($0) } ?? ""
    }

    /// Off counts as written.
    func isWritten(_ symbol: SymbolID) -> Bool {
        model.symbols[symbol].type.isLogical || present.visible[symbol]
    }

    func knows(_ wish: TrialQuery.Wish) -> Bool {
        guard let text = encoding.strings.find(utf8: wish.value) else { return false }
        return encoding.texts[wish.symbol]?.contains { $0.text == text } ?? false
    }

    // MARK: - Literals

    private mutating func newVariable() -> Literal {
        variableCount += 1
        return Literal(raw: Int32(variableCount))
    }

    /// A literal that implies the value.
    mutating func literal(_ wish: TrialQuery.Wish) -> Literal {
        if let known = wishes[wish] { return known }
        let parts = literals(wish.symbol, wish.value)
        let literal: Literal
        if parts.count == 1 {
            literal = parts[0]
        } else {
            literal = newVariable()
            for part in parts { solver.add([-literal, part]) }
        }
        wishes[wish] = literal
        return literal
    }

    private func literals(_ symbol: SymbolID, _ value: String) -> [Literal] {
        if model.symbols[symbol].type.isLogical {
            let literals = encoding.logical[symbol]
            switch Tristate(letter: value) {
            case .no: return [-literals.on]
            case .module: return [literals.on, -literals.yes]
            case .yes: return [literals.yes]
            case nil: return [.no]
            }
        }
        guard let text = encoding.strings.find(utf8: value),
            let literal = encoding.texts[symbol]?.first(where: { $0.text == text })?.literal
        else { return [.no] }
        return [literal, encoding.visible[symbol]]
    }

    /// The literal of a bound; nil where there is nothing to hold.
    mutating func literal(
        _ symbol: SymbolID, _ bound: TrialQuery.Bound, _ base: BaseConfiguration
    ) -> Literal? {
        let value = encoding.logical[symbol]
        switch bound {
        case .atLeast(.no): return nil
        case .atLeast(.module): return value.on
        case .atLeast(.yes): return value.yes
        case .off: return -value.on
        case .asItIs where model.symbols[symbol].type.isLogical:
            return literal(TrialQuery.Wish(symbol, base.text(symbol)))
        case .asItIs:
            return encoding.strings.find(utf8: base.text(symbol)).flatMap { keptText(symbol, $0) }
        case .never(let text):
            let parts = literals(symbol, text)
            return parts == [.no]
                ? nil : parts.count == 1 ? -parts[0] : -literal(TrialQuery.Wish(symbol, text))
        }
    }

    /// The symbol has the value, or nobody sees it.
    private mutating func keptText(_ symbol: SymbolID, _ text: StringID) -> Literal? {
        guard let values = encoding.texts[symbol], values.count > 1,
            let same = values.first(where: { $0.text == text })?.literal
        else { return nil }
        if let known = textKept[same] { return known }
        let literal = newVariable()
        solver.add([-literal, -encoding.visible[symbol], same])
        textKept[same] = literal
        return literal
    }

    // MARK: - What stays

    /// "This value stays as it is", for all that the user sees now.
    mutating func keeps(except wish: TrialQuery.Wish) -> [Literal] {
        kept = [:]
        var list: [Literal] = []
        func keep(_ literal: Literal, _ symbol: SymbolID) {
            guard literal != .yes, literal != .no, kept.updateValue(symbol, forKey: literal) == nil else {
                return
            }
            list.append(literal)
        }
        for symbol in model.symbols.indices where present.visible[symbol] && symbol != wish.symbol {
            let info = model.symbols[symbol]
            if info.isChoice { continue }
            if info.type.isLogical {
                for literal in literals(symbol, present.values[symbol].letter) { keep(literal, symbol) }
            } else if let literal = present.texts[symbol].flatMap({ keptText(symbol, $0) }) {
                keep(literal, symbol)
            }
        }
        return list
    }

    func symbols(of literals: [Literal]) -> [SymbolID] { literals.compactMap { kept[$0] } }

    /// The fewest of the soft literals that must go for the hard ones; leaves a model in the solver.
    func fewestGivenUp(_ softs: [Literal], hard: [Literal], limit: Int) -> Outcome {
        var cores: [[Literal]] = []
        var given: [Literal] = []
        var isProven = true
        while true {
            let left = given.isEmpty ? softs : softs.filter { !given.contains($0) }
            switch solver.solve(hard + left) {
            case .satisfiable: return .found(given, isProven: isProven)
            case .stopped: return .stopped
            case .unsatisfiable:
                let core = left.filter { solver.isFailed($0) }
                if core.isEmpty { return .impossible(Set(hard.filter { solver.isFailed($0) })) }
                cores.append(core)
                guard let next = HittingSet.smallest(cores, limit: limit) else {
                    return .tooMany(given + core)
                }
                given = next.members
                isProven = isProven && next.isProven
            }
        }
    }

    /// "At its default", for all that nobody sees now.
    func defaults() -> [Literal] {
        model.symbols.indices.compactMap { symbol in
            isSeen(symbol) ? nil : encoding.atDefault[symbol].flatMap { $0 == .yes ? nil : $0 }
        }
    }

    private func isSeen(_ symbol: SymbolID) -> Bool {
        guard model.symbols[symbol].isChoice else { return present.visible[symbol] }
        let members = model.choiceMembers[model.symbols[symbol].firstMenu] ?? []
        return members.contains { present.visible[$0] }
    }

    /// Brings what nobody saw before to its default where it can be; leaves a model in the solver.
    func settleDefaults(_ hard: [Literal]) -> Bool {
        var softs = defaults()
        // Each round gives up a whole core: that is the fewest only where cores have one member.
        while true {
            switch solver.solve(hard + softs) {
            case .satisfiable: return true
            case .stopped: return false
            case .unsatisfiable:
                let core = Set(softs.filter { solver.isFailed($0) })
                if core.isEmpty { return false }
                softs.removeAll { core.contains($0) }
            }
        }
    }

    // MARK: - Steps

    /// Makes the solver's model the present configuration.
    mutating func take(_ wish: TrialQuery.Wish) -> [TrialQuery.Change] {
        let (before, seen) = (lines, present.visible)
        present = Assignment(encoding) { [solver] in solver.isTrue($0) }
        written = Self.written(encoding, solver)
        let state = self
        let chosen = Set(
            model.symbols.indices.filter { !seen[$0] && state.present.visible[$0] && !state.isAtDefault($0) })
        preferPresent()
        let after = lines
        return model.symbols.indices.compactMap { symbol in
            guard before[symbol] != after[symbol] else {
                // It was n unseen, and is n now against its default.
                guard chosen.contains(symbol), model.symbols[symbol].choice.isNone else { return nil }
                return TrialQuery.Change(
                    symbol: symbol, old: describe(symbol, .none), new: describe(symbol, after[symbol]),
                    cause: .needed)
            }
            let cause: TrialQuery.Change.Cause =
                symbol == wish.symbol ? .wish : seen[symbol] || chosen.contains(symbol) ? .needed : .automatic
            return TrialQuery.Change(
                symbol: symbol, old: describe(symbol, before[symbol]), new: describe(symbol, after[symbol]),
                cause: cause)
        }
    }

    /// Whether the solver's model has the symbol, or the choice that it belongs to, as it is without a user.
    private func isAtDefault(_ symbol: SymbolID) -> Bool {
        let choice = model.symbols[symbol].choice
        let owner = choice.isNone ? symbol : model.menus[choice].symbol
        guard let literal = encoding.atDefault[owner], literal != .yes else { return true }
        return solver.isTrue(literal)
    }

    /// What the line of a symbol says in `.config`.
    private enum Line: Equatable {
        case none
        case logical(Tristate)
        case text(StringID)
    }

    /// A bool or tristate that is n says the same with a line and without.
    private var lines: Table<SymbolID, Line> {
        var lines = Table<SymbolID, Line>(repeating: .none, count: model.symbols.count)
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            if model.symbols[symbol].isChoice { continue }
            if model.symbols[symbol].type.isLogical {
                lines[symbol] = .logical(present.values[symbol])
            } else if written.contains(symbol), let text = present.texts[symbol] {
                lines[symbol] = .text(text)
            }
        }
        return lines
    }

    private func describe(_ symbol: SymbolID, _ line: Line) -> String {
        switch line {
        case .none: "no line"
        case .logical(let value): value.letter
        case .text(let id):
            model.symbols[symbol].type == .string
                ? "\"\(encoding.strings.text(id))\"" : encoding.strings.text(id)
        }
    }

    private func preferPresent() {
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            let literals = encoding.logical[symbol]
            solver.prefer(present.values[symbol] == .no ? -literals.on : literals.on)
            solver.prefer(present.values[symbol] == .yes ? literals.yes : -literals.yes)
        }
        for literal in encoding.atDefault.values.sorted(by: { $0.raw < $1.raw }) { solver.prefer(literal) }
    }
}
