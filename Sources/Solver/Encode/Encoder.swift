// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Model → formula: the configurations that `conf` leaves as they are, and no others.
///
/// The frame is that of C. Zengler, "Encoding the Linux Kernel Configuration in Propositional Logic" (2010);
/// visibility, defaults, `imply`, ranges and values of ints, hexes and strings, which the paper leaves out,
/// are encoded as well.
///
/// A written configuration gives every visible symbol a value. So, when it is read back, a visible symbol may
/// have any value between what selects it and what it depends on, and one that is not visible has the value
/// that its defaults, implies and selects make.
struct Encoder {
    let model: KconfigModel
    let options: EncodingOptions
    var formula = Formula()
    let domains: Domains

    var logical: Table<SymbolID, TristateLiterals>
    var visible: Table<SymbolID, Literal>
    var bounds: [SymbolID: Encoding.UserBounds] = [:]
    var texts: [SymbolID: [Encoding.TextValue]] = [:]
    var written: [SymbolID: Literal] = [:]
    var atDefault: [SymbolID: Literal] = [:]
    var fallback: [SymbolID: TristateLiterals] = [:]
    var followsUser: [SymbolID: Literal] = [:]
    var unmet: [SymbolID: Literal] = [:]
    /// "One of the values to come", of those that grow.
    var moreTexts: [SymbolID: Literal] = [:]
    var growing: [SymbolID: GrowingText] = [:]
    var grownComparisons: [SymbolID: [GrowingText.Comparison]] = [:]
    var facts: [Fact] = []
    /// The selects of each symbol, in the order in which they were or-ed into its reverse dependency.
    let selectProperties: [SymbolID: [PropertyID]]
    /// The symbols whose value some expression reads.
    let readTexts: Set<SymbolID>
    /// Which ints, hexes and strings grow.
    let growth: TextGrowth
    /// Literals of expressions met so far; a zero `on` means not yet.
    var expressionCache: Table<ExpressionID, TristateLiterals>

    init(_ model: KconfigModel, _ options: EncodingOptions) {
        self.model = model
        self.options = options
        let userTexts = options.userTexts.mapValues { [$0] }
        domains = Domains(
            model, extra: options.extraValues.merging(userTexts) { $0 + $1 }, free: options.free,
            explains: options.explains)
        selectProperties = Self.collectSelects(model)
        readTexts = model.dialect.clampsUserNumbers ? [] : Self.collectRead(model)
        growth = options.growsTexts ? TextGrowth(model, free: options.free) : .none
        logical = Table(repeating: .no, count: model.symbols.count)
        visible = Table(repeating: .no, count: model.symbols.count)
        expressionCache = Table(
            repeating: TristateLiterals(bool: Literal(raw: 0)), count: model.expressions.count)
    }

    static func encode(_ model: KconfigModel, _ options: EncodingOptions = EncodingOptions()) -> Encoding {
        var encoder = Encoder(model, options)
        encoder.allocate()
        for symbol in model.symbols.indices where encoder.isBound(symbol) { encoder.encode(symbol) }
        var wanted: [ExpressionID: TristateLiterals] = [:]
        for expression in options.expressions { wanted[expression] = encoder.literals(expression) }
        return Encoding(
            formula: encoder.formula, strings: encoder.domains.strings, logical: encoder.logical,
            visible: encoder.visible, bounds: encoder.bounds, texts: encoder.texts, written: encoder.written,
            atDefault: encoder.atDefault, fallback: encoder.fallback, followsUser: encoder.followsUser,
            unmet: encoder.unmet, growing: encoder.grown, allowsEmptyNumbers: options.allowsEmptyNumbers,
            expressions: wanted,
            facts: encoder.facts)
    }

    private static func collectSelects(_ model: KconfigModel) -> [SymbolID: [PropertyID]] {
        var list: [SymbolID: [PropertyID]] = [:]
        for id in model.selectOrder {
            list[model.expressions[model.properties[id].expression].leftSymbol, default: []].append(id)
        }
        return list
    }

    var modern: Bool { model.dialect.memberPriorityChoices }
    var modules: Literal { logical[model.modules].on }

    // MARK: - Variables

    /// All variables of symbols come before those of gates: the solver decides them first.
    private mutating func allocate() {
        logical[SymbolTable.module] = TristateLiterals(on: .yes, yes: .no)
        logical[SymbolTable.yes] = .yes
        for symbol in model.symbols.indices where isOpen(symbol) {
            switch model.symbols[symbol].type {
            case .bool: logical[symbol] = TristateLiterals(bool: formula.newVariable())
            case .tristate:
                let on = formula.newVariable()
                logical[symbol] = TristateLiterals(on: on, yes: formula.newVariable())
            case .int, .hex, .string: allocateText(symbol)
            case .unknown: if options.free.contains(symbol) { allocateFree(symbol) }
            }
        }
        for symbol in model.symbols.indices where model.symbols[symbol].type == .tristate && symbol.raw > 2 {
            let value = logical[symbol]
            formula.define(-value.yes, value.on)
            if value.on != .no {
                fact(.modules, symbol, at: model.location(of: symbol)) {
                    $0.formula.require($0.modules, -value.on, value.yes)
                }
            }
        }
    }

    private func isOpen(_ symbol: SymbolID) -> Bool {
        model.symbols[symbol].isDefined || options.free.contains(symbol)
    }

    /// Whether the tree decides which values it can have.
    private func isBound(_ symbol: SymbolID) -> Bool {
        model.symbols[symbol].isDefined
            && !(options.free.contains(symbol) && model.symbols[symbol].type.isLogical)
    }

    /// What a command prints is n or y; another architecture's symbol may be a tristate.
    private mutating func allocateFree(_ symbol: SymbolID) {
        let on = formula.newVariable()
        guard !model.symbols[symbol].isProbe else {
            logical[symbol] = TristateLiterals(bool: on)
            return
        }
        let yes = formula.newVariable()
        logical[symbol] = TristateLiterals(on: on, yes: yes)
        formula.define(-yes, on)
    }

    private mutating func allocateText(_ symbol: SymbolID) {
        let values = domains.values[symbol] ?? []
        let grows = grows(symbol)
        if values.count == 1, !grows {
            texts[symbol] = [Encoding.TextValue(text: values[0], literal: .yes)]
            return
        }
        let list = values.map { Encoding.TextValue(text: $0, literal: formula.newVariable()) }
        texts[symbol] = list
        var literals = list.map(\.literal)
        if grows {
            literals.append(formula.newVariable())
            moreTexts[symbol] = literals.last
        }
        formula.define(literals)
        atMostOne(literals) { $0.formula.define($1) }
    }

    /// Pairwise for few literals, else by a chain of "one so far" variables (Sinz 2005, LT-SEQ).
    mutating func atMostOne(_ literals: [Literal], _ add: (inout Encoder, [Literal]) -> Void) {
        if literals.count <= 6 {
            for (index, a) in literals.enumerated() {
                for b in literals[(index + 1)...] { add(&self, [-a, -b]) }
            }
            return
        }
        var before = literals[0]
        for literal in literals.dropFirst() {
            add(&self, [-before, -literal])
            before = formula.or(before, literal)
        }
    }

    // MARK: - Facts

    /// Adds clauses that come from one Kconfig fact.
    mutating func fact(
        _ kind: Fact.Kind, _ symbol: SymbolID, at location: Location, _ body: (inout Encoder) -> Void
    ) {
        guard options.explains else { return body(&self) }
        let selector = formula.newVariable()
        formula.guardLiteral = selector
        body(&self)
        formula.guardLiteral = nil
        facts.append(Fact(kind: kind, symbol: symbol, location: location, selector: selector))
    }

    // MARK: - Symbols

    private mutating func encode(_ symbol: SymbolID) {
        let info = model.symbols[symbol]
        switch info.type {
        case .unknown: return
        case .int, .hex, .string: encodeText(symbol)
        case .bool, .tristate:
            if info.isChoice {
                encodeChoice(symbol)
            } else if model.isMember(symbol) {
                encodeMember(symbol)
            } else {
                encodeLogical(symbol)
            }
        }
    }

    /// m becomes y for a bool, and for a tristate without modules.
    mutating func promoted(_ value: TristateLiterals, _ type: SymbolType) -> TristateLiterals {
        guard type == .tristate else { return TristateLiterals(bool: value.on) }
        return TristateLiterals(on: value.on, yes: formula.or(value.yes, formula.and(value.on, -modules)))
    }

    /// The conditions of the symbol's prompts, or-ed and promoted.
    mutating func visibility(_ symbol: SymbolID) -> TristateLiterals {
        var conditions: [TristateLiterals] = []
        for (_, property) in model.properties(of: symbol) where property.hasText {
            conditions.append(literals(property.condition))
        }
        return promoted(disjunction(conditions), model.symbols[symbol].type)
    }

    mutating func disjunction(_ values: [TristateLiterals]) -> TristateLiterals {
        let on = formula.or(values.map(\.on))
        if values.allSatisfy({ $0.on == $0.yes }) { return TristateLiterals(bool: on) }
        return TristateLiterals(on: on, yes: formula.or(values.map(\.yes)))
    }
}
