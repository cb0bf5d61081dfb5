// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The warning about a select that overrides a dependency, word for word as `conf` prints it.
extension Evaluator {
    func reportUnmet(_ symbol: SymbolID) {
        noteUnmet(symbol)
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
        model.describe(expression) { symbol in
            guard self.model.symbols[symbol].type != .unknown else { return "" }
            return " [=\(self.strings.text(self.currentText(symbol)))]"
        }
    }

    /// The same for people: without the values of the constants n, m and y.
    public func describe(_ expression: ExpressionID) -> String {
        model.describe(expression) { symbol in
            guard symbol.raw > 2, self.model.symbols[symbol].type != .unknown else { return "" }
            return " [=\(self.strings.text(self.currentText(symbol)))]"
        }
    }
}
