// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Computes every symbol's value from what the user set, as `symbol.c` does.
///
/// Values are computed on demand and kept until something is set. The order in which `conf` computes them is
/// kept as well: it shows in warnings, and in trees where values depend on themselves.
public final class Evaluator {
    public let model: KconfigModel
    /// Names and values; grows with values that no Kconfig text mentions.
    public internal(set) var strings: StringPool

    /// What is known of one symbol.
    struct State {
        var tristate = Tristate.no
        var visibility = Tristate.no
        var direct = Tristate.no
        var reverse = Tristate.no
        var implied = Tristate.no
        var userTristate = Tristate.no
        var hasUser = false
        var isValid = false
        var isWritten = false
        var needsChoiceValues = false
        /// The value of an int, hex or string.
        var text = StringPool.empty
        var userText = StringID.none
        /// In old dialects: the member that a choice is set to, and the one the user asked for.
        var member = SymbolID.none
        var userMember = SymbolID.none
    }

    let states: FixedTable<SymbolID, State>
    /// Per prompt, its condition's value when its symbol's visibility was computed last. `conf` shows that, and does
    /// not always compute it anew: a choice stops at the first member that the user wants.
    let promptValues: FixedTable<PropertyID, Tristate>
    /// Values of expressions, where the dialect keeps them.
    private let cache: FixedTable<ExpressionID, UInt8>
    private let usesCache: Bool
    private static let unknown: UInt8 = 0xFF

    var modulesValue = Tristate.no
    /// Members of each choice, the user's latest wish first.
    var priorities: [MenuID: [SymbolID]]
    /// Something differs from what was read.
    public internal(set) var isChanged = true
    /// How many warnings reading a `.config` gave.
    public internal(set) var readWarnings = 0
    /// Symbols selected against their dependencies, in the order in which that was noticed; one that was computed anew may stand
    /// there again.
    public private(set) var unmetDependencies: [SymbolID] = []
    /// Where warnings go, whole lines as `conf` prints them on stderr.
    public var warn: (String) -> Void = { _ in }

    /// All symbols in the order in which `conf` walks its hash table.
    lazy var hashOrder: [SymbolID] = model.symbols.hashOrder(model.strings, model.dialect)

    let zero: StringID
    let hexZero: StringID
    let letters: [StringID]

    public init(_ model: KconfigModel) {
        self.model = model
        strings = model.strings
        zero = strings.intern(utf8: "0")
        hexZero = strings.intern(utf8: "0x0")
        letters = ["n", "m", "y"].map { [strings = model.strings] in strings.find(utf8: $0)! }
        states = FixedTable(repeating: State(), count: model.symbols.count)
        promptValues = FixedTable(repeating: .no, count: model.properties.count)
        usesCache = model.dialect.sharesExpressions
        cache = FixedTable(repeating: Self.unknown, count: usesCache ? model.expressions.count : 0)
        priorities = model.choiceMembers
        for value in [Tristate.no, .module, .yes] {
            states[value.constant].tristate = value
            states[value.constant].text = letters[Int(value.rawValue)]
            states[value.constant].isValid = true
        }
    }

    /// One of the same model, without what a user set, that need not compute again what depends on the model alone.
    public convenience init(like other: Evaluator) {
        self.init(other.model)
        strings = other.strings
        hashOrder = other.hashOrder
    }

    deinit {
        states.free()
        promptValues.free()
        cache.free()
    }

    // MARK: - Results

    /// The value of a bool or tristate; n for the other types.
    public func tristate(_ symbol: SymbolID) -> Tristate {
        calculate(symbol)
        return states[symbol].tristate
    }

    /// The value as text, `n`, `m` or `y` for bool and tristate.
    public func text(_ symbol: SymbolID) -> StringID {
        calculate(symbol)
        return currentText(symbol)
    }

    public func visibility(_ symbol: SymbolID) -> Tristate {
        calculate(symbol)
        return states[symbol].visibility
    }

    /// Whether the symbol has a line in `.config`.
    public func isWritten(_ symbol: SymbolID) -> Bool {
        calculate(symbol)
        return states[symbol].isWritten
    }

    /// Numbers that are written though their text is no number, or none of their type, which only a default or the
    /// end of a range can do. Whoever reads the file complains about each of them.
    public var malformedNumbers: [SymbolID] {
        model.symbols.indices.filter { symbol in
            let type = model.symbols[symbol].type
            guard type.isNumber, isWritten(symbol) else { return false }
            return !strings.withBytes(states[symbol].text) { ValueSyntax.isValid($0, for: type) }
        }
    }

    public func hasUserValue(_ symbol: SymbolID) -> Bool { states[symbol].hasUser }

    /// Selected values of the direct and reverse dependency, as computed with the value.
    public func dependencies(_ symbol: SymbolID) -> (direct: Tristate, reverse: Tristate) {
        calculate(symbol)
        return (states[symbol].direct, states[symbol].reverse)
    }

    func currentText(_ symbol: SymbolID) -> StringID {
        model.symbols[symbol].type.isLogical
            ? letters[Int(states[symbol].tristate.rawValue)] : states[symbol].text
    }

    // MARK: - Setting values

    /// Forgets all values, but not what the user set (`sym_clear_all_valid`).
    public func invalidate() {
        invalidateValues()
        isChanged = true
        calculate(model.modules)
    }

    func invalidateValues() {
        for symbol in states.indices where symbol.raw > 2 { states[symbol].isValid = false }
        cache.fill(Self.unknown)
    }

    /// Forgets what the user set.
    public func clearUser() {
        for symbol in states.indices where symbol.raw > 2 {
            states[symbol].hasUser = false
            states[symbol].userTristate = .no
            states[symbol].userText = .none
            states[symbol].userMember = .none
        }
        unmetDependencies = []
    }

    /// Sets the value of a bool or tristate. Takes effect with the next `invalidate()`.
    public func set(_ symbol: SymbolID, to value: Tristate) {
        states[symbol].userTristate = value
        states[symbol].hasUser = true
        noteChoice(symbol)
    }

    /// Sets the value of an int, hex or string. Takes effect with the next `invalidate()`.
    public func set(_ symbol: SymbolID, to text: StringID) {
        states[symbol].userText = text
        states[symbol].hasUser = true
    }

    public func intern(_ text: String) -> StringID { strings.intern(utf8: text) }

    func noteUnmet(_ symbol: SymbolID) { unmetDependencies.append(symbol) }

    // MARK: - Expressions

    /// The value of an expression; the absent one is y.
    public func value(_ expression: ExpressionID) -> Tristate {
        if expression.isNone { return .yes }
        guard usesCache else { return compute(expression) }
        let known = cache[expression]
        if known != Self.unknown { return Tristate(rawValue: known)! }
        let result = compute(expression)
        cache[expression] = result.rawValue
        return result
    }

    private func compute(_ expression: ExpressionID) -> Tristate {
        let node = model.expressions[expression]
        switch node.kind {
        case .symbol:
            calculate(node.leftSymbol)
            return states[node.leftSymbol].tristate
        case .and:
            let left = value(node.leftExpression)
            return min(left, value(node.rightExpression))
        case .or:
            let left = value(node.leftExpression)
            return max(left, value(node.rightExpression))
        case .not: return value(node.leftExpression).negated
        case .range: return .no
        default: return compare(node)
        }
    }

    private func compare(_ node: ExpressionNode) -> Tristate {
        calculate(node.leftSymbol)
        calculate(node.rightSymbol)
        let order = ValueOrder.compare(
            strings, currentText(node.leftSymbol), model.symbols[node.leftSymbol].type,
            currentText(node.rightSymbol), model.symbols[node.rightSymbol].type)
        return Self.holds(node.kind, order) ? .yes : .no
    }

    /// Whether a comparison holds for operands in the given order.
    public static func holds(_ kind: ExpressionKind, _ order: Int) -> Bool {
        switch kind {
        case .equal: order == 0
        case .unequal: order != 0
        case .less: order < 0
        case .lessEqual: order <= 0
        case .greater: order > 0
        case .greaterEqual: order >= 0
        default: false
        }
    }
}
