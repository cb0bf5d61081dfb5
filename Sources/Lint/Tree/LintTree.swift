// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// A Kconfig tree as the rules see it.
public struct LintTree {
    public let model: KconfigModel
    /// What the Kconfig files say that this architecture doesn't read.
    public let elsewhere: Elsewhere

    public init(_ model: KconfigModel, elsewhere: Elsewhere = Elsewhere()) {
        self.model = model
        self.elsewhere = elsewhere
    }

    func place(_ location: Location) -> Place {
        Place(file: model.sources.name(location.file), line: Int(location.line), column: Int(location.column))
    }

    /// The symbols that a user can name: no choices, no constants.
    var namedSymbols: [SymbolID] {
        model.symbols.indices.filter { model.symbols[$0].isDefined && !model.symbols[$0].isChoice }
    }

    /// The nodes in the order of the source.
    var nodes: [MenuID] { model.menus.indices.filter { $0 != KconfigModel.root } }

    func attributes(_ menu: MenuID) -> ArraySlice<SyntaxAttribute> {
        model.attributes[model.menus[menu].attributes]
    }

    /// The line that a property comes from.
    func attribute(of property: Property) -> SyntaxAttribute? {
        model.line(of: property)
    }

    /// How a line reads: `default X if Y`.
    func text(_ attribute: SyntaxAttribute) -> String {
        let condition = attribute.condition.isNone ? "" : " if \(model.describe(attribute.condition))"
        switch attribute.kind {
        case .depends: return "depends on \(model.describe(attribute.expression))" + condition
        case .default: return "default \(value(attribute.expression))" + condition
        case .select, .imply: return "\(attribute.kind) \(model.name(attribute.symbol))" + condition
        case .range:
            let ends = model.expressions[attribute.expression]
            return "range \(model.name(ends.leftSymbol)) \(model.name(ends.rightSymbol))" + condition
        case .type where attribute.text.isNone: return attribute.type.name
        case .type, .prompt: return "prompt \"\(model.strings.text(attribute.text))\"" + condition
        case .visible: return "visible if \(model.describe(attribute.expression))"
        default: return "\(attribute.kind)"
        }
    }

    private func value(_ expression: ExpressionID) -> String {
        let node = model.expressions[expression]
        guard node.kind == .symbol, model.symbols[node.leftSymbol].isConstant, node.leftSymbol.raw > 2 else {
            return model.describe(expression)
        }
        return "\"\(model.name(node.leftSymbol))\""
    }

    /// What a node is called in a message: a symbol's name, else the kind and title.
    func title(_ menu: MenuID) -> String {
        let node = model.menus[menu]
        if !node.symbol.isNone, !model.symbols[node.symbol].isChoice { return model.name(node.symbol) }
        if node.kind == .conditional {
            return "if \(model.describe(attributes(menu).first?.expression ?? .none))"
        }
        let prompt =
            node.prompt.isNone ? "" : " \"\(model.strings.text(model.properties[node.prompt].text))\""
        return "\(node.kind)" + prompt
    }

    /// The operands of the outermost `&&`s.
    func conjuncts(_ expression: ExpressionID) -> [ExpressionID] { operands(expression, .and) }

    /// None of a condition that is not there.
    func operands(_ expression: ExpressionID, _ kind: ExpressionKind) -> [ExpressionID] {
        expression.isNone ? [] : model.operands(expression, kind)
    }

    /// The symbols in an expression, in the order of the text.
    func symbols(_ expression: ExpressionID) -> [SymbolID] {
        var list: [SymbolID] = []
        func collect(_ expression: ExpressionID) {
            guard !expression.isNone else { return }
            let node = model.expressions[expression]
            switch node.kind {
            case .symbol: list.append(node.leftSymbol)
            case .not: collect(node.leftExpression)
            case .and, .or:
                collect(node.leftExpression)
                collect(node.rightExpression)
            default: list += [node.leftSymbol, node.rightSymbol]
            }
        }
        collect(expression)
        return list
    }

    /// Whether an unquoted word is no name but a number.
    func isNumber(_ symbol: SymbolID) -> Bool {
        model.strings.withBytes(model.symbols[symbol].name) { bytes in
            ValueSyntax.isValid(bytes, for: .int) || ValueSyntax.isValid(bytes, for: .hex)
        }
    }

    /// A name that is used and that no file read for this architecture defines.
    func isUndefined(_ symbol: SymbolID) -> Bool {
        let info = model.symbols[symbol]
        return !info.isDefined && !info.isConstant && !info.isProbe && symbol.raw > 2 && !isNumber(symbol)
    }
}
