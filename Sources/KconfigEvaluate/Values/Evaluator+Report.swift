// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The warning about a select that overrides a dependency, word for word as `conf` prints it.
extension Evaluator {
    func reportUnmet(_ symbol: SymbolID) {
        noteUnmet(symbol)
        guard model.dialect.warnsUnmet else { return }
        let info = model.symbols[symbol]
        var text = "\nWARNING: unmet direct dependencies detected for \(model.name(symbol))\n"
        text += "  Depends on [\(states[symbol].direct == .module ? "m" : "n")]: "
        text += print(info.directDependency) + "\n"
        text += selectors(info.reverseDependency, .yes, title: "  Selected by [y]:\n")
        text += selectors(info.reverseDependency, .module, title: "  Selected by [m]:\n")
        warn(text)
    }

    func selectors(_ expression: ExpressionID, _ wanted: Tristate, title: String) -> String {
        var terms: [ExpressionID] = []
        var open = [expression]
        while let next = open.popLast() {
            let node = model.expressions[next]
            if node.kind == .or {
                open += [node.rightExpression, node.leftExpression]
            } else if value(next) == wanted {
                terms.append(next)
            }
        }
        return terms.isEmpty ? "" : title + terms.map { "  - \(print($0))\n" }.joined()
    }

    /// An expression with the present value behind each symbol.
    public func print(_ expression: ExpressionID) -> String {
        model.spell(expression) { symbol in
            let name = model.name(symbol)
            guard !model.symbols[symbol].isChoice, model.symbols[symbol].type != .unknown else { return name }
            return "\(name) [=\(strings.text(currentText(symbol)))]"
        }
    }

    /// The same for people: without the values of the constants n, m and y.
    public func describe(_ expression: ExpressionID) -> String {
        model.spell(expression, limit: KconfigModel.longestDescription) { describe($0) }
    }

    /// An operand of a condition with its present value, `A [=n]`, or that nothing defines it.
    private func describe(_ symbol: SymbolID) -> String {
        let name = model.operand(symbol)
        if model.namesUndefinedOption(symbol) { return "\(name) [not defined]" }
        guard symbol.raw > 2, !model.symbols[symbol].isChoice, model.symbols[symbol].type != .unknown else {
            return name
        }
        let value = strings.text(currentText(symbol))
        return "\(name) [=\(value.isEmpty ? "\"\"" : value)]"
    }

    /// The same of a part of a line, with macro calls as they are written.
    public func describe(_ part: KconfigModel.WrittenPart) -> String {
        model.describe(part) { use in
            "\(use.text) [=\(use.value.isEmpty ? "\"\"" : use.value)]"
        } operand: { symbol in
            describe(symbol)
        }
    }
}
