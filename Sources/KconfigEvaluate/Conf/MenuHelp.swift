// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// The help of a menu entry with all that is known of its symbol (`menu_get_ext_help` in `menu.c`).
public struct MenuHelp {
    private let evaluator: Evaluator
    private let model: KconfigModel

    public init(_ evaluator: Evaluator) {
        self.evaluator = evaluator
        model = evaluator.model
    }

    /// As `menuconfig` shows it, with present values.
    public func text(_ menu: MenuID) -> String {
        let node = model.menus[menu]
        var text = ""
        if let help = node.help {
            if !node.symbol.isNone && !model.symbols[node.symbol].isChoice {
                text += "\(ConfigEnvironment.prefix)\(model.name(node.symbol)):\n\n"
            }
            text += help.render(model.sources) + "\n"
        } else {
            text += "There is no help available for this option.\n"
        }
        return node.symbol.isNone ? text : text + about(node.symbol)
    }

    private func value(_ symbol: SymbolID) -> String { evaluator.strings.text(evaluator.currentText(symbol)) }

    private func about(_ symbol: SymbolID) -> String {
        let info = model.symbols[symbol]
        var text = ""
        if !info.isChoice {
            text += "Symbol: \(model.name(symbol)) [=\(value(symbol))]\nType  : \(info.type.name)\n"
            if info.type.isNumber, let (property, _) = evaluator.liveProperty(symbol, .range) {
                text += "Range : \(evaluator.print(model.properties[property].expression))\n"
            }
        }
        let definitions = model.definitions(of: symbol)
        for menu in definitions where !model.menus[menu].prompt.isNone { text += place(menu) + prompt(menu) }
        for menu in definitions where model.menus[menu].prompt.isNone {
            text += place(menu) + dependency("  Depends on: ", model.menus[menu].dependency)
        }
        text += targets(symbol, .select, "Selects: ")
        text += sources(info.reverseDependency, "Selected")
        text += targets(symbol, .imply, "Implies: ")
        return text + sources(info.implied, "Implied") + "\n\n"
    }

    private func place(_ menu: MenuID) -> String {
        "Defined at \(model.sources.describe(model.menus[menu].location))\n"
    }

    private func dependency(_ prefix: String, _ expression: ExpressionID) -> String {
        model.isYes(expression) ? "" : prefix + evaluator.print(expression) + "\n"
    }

    private func prompt(_ menu: MenuID) -> String {
        let node = model.menus[menu]
        let property = model.properties[node.prompt]
        var text = "  Prompt: \(model.strings.text(property.text))\n"
        text += dependency("  Depends on: ", node.dependency)
        if !model.areEqual(node.dependency, property.condition) {
            text += dependency("  Visible if: ", property.condition)
        }
        return text + "  Location:\n" + location(menu)
    }

    /// The way from the main menu, eight steps at most.
    private func location(_ menu: MenuID) -> String {
        var path: [MenuID] = []
        var step = menu
        var isFound = false
        while step != KconfigModel.root && path.count < 8 {
            path.append(step)
            // `conf` looks for the nearest visible entry. Values that this computes show in what follows.
            if !isFound || !model.dialect.helpStopsAtVisible {
                isFound = evaluator.isVisible(step) || isFound
            }
            step = model.menus[step].parent
        }
        var text = ""
        for (depth, entry) in path.reversed().enumerated() {
            let symbol = model.menus[entry].symbol
            text += String(repeating: " ", count: 2 * depth + 4) + "-> \(model.title(of: entry))"
            if !symbol.isNone { text += " (\(model.name(symbol)) [=\(value(symbol))])" }
            text += "\n"
        }
        return text
    }

    private func targets(_ symbol: SymbolID, _ kind: PropertyKind, _ prefix: String) -> String {
        let all = model.properties(of: symbol).filter { $0.property.kind == kind }
            .map { evaluator.print($0.property.expression) }
        return all.isEmpty ? "" : prefix + all.joined(separator: " && ") + "\n"
    }

    private func sources(_ expression: ExpressionID, _ verb: String) -> String {
        guard !expression.isNone else { return "" }
        return [Tristate.yes, .module, .no].map {
            evaluator.selectors(expression, $0, title: "\(verb) by [\($0.letter)]:\n")
        }.joined()
    }
}
