// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What a user has set, or left at its default, in a base configuration: one literal each that says
/// "this line stays as it is".
///
/// The line stays, not the value: a symbol that is off by its line and gets selected keeps its line. So the
/// settings that a model gives up are the lines that must be edited, and all the rest is what `conf` does by
/// itself.
struct Settings {
    struct Setting {
        /// For a choice, the choice's own symbol.
        let symbol: SymbolID
        /// Implies that the symbol has the value that its line gives it.
        let kept: Literal
        /// The line makes a difference; false for one that only states the default.
        let isUserSet: Bool
    }

    private(set) var list: [Setting] = []
    private let base: BaseConfiguration
    private let model: KconfigModel

    /// Adds the literals and their meaning to the formula.
    init(_ base: BaseConfiguration, _ encoding: inout Encoding) {
        self.base = base
        model = base.model
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            let info = model.symbols[symbol]
            if info.isChoice {
                addChoice(symbol, &encoding)
            } else if !info.choice.isNone || info.isChoiceMember {
                addMember(symbol, &encoding)
            } else if encoding.visible[symbol] != .no {
                if info.type.isLogical { addLogical(symbol, &encoding) } else { addText(symbol, &encoding) }
            }
        }
    }

    private mutating func append(_ symbol: SymbolID, _ literal: Literal) {
        list.append(Setting(symbol: symbol, kept: literal, isUserSet: base.isUserSet(symbol)))
    }

    /// The value is what the line and the bounds make of each other.
    private mutating func addLogical(_ symbol: SymbolID, _ encoding: inout Encoding) {
        guard base.evaluator.hasUserValue(symbol) else {
            if let literal = encoding.atDefault[symbol] { append(symbol, literal) }
            return
        }
        guard let bounds = encoding.bounds[symbol] else { return }
        let value = encoding.logical[symbol]
        let wanted = base.evaluator.tristate(symbol)
        let kept = encoding.formula.newVariable()
        let seen = bounds.visibility
        if wanted == .no {
            encoding.formula.define(-kept, -seen.on, -value.on, bounds.selected.on)
        } else {
            encoding.formula.define(-kept, -seen.on, value.on)
        }
        if value.on != value.yes {
            if wanted == .yes {
                encoding.formula.define(-kept, -seen.yes, value.yes)
            } else {
                // Without modules m is y.
                let modules = wanted == .module ? encoding.logical[model.modules].on : .yes
                encoding.formula.define(-kept, -seen.on, -modules, -value.yes, bounds.selected.yes)
            }
        }
        append(symbol, kept)
    }

    private mutating func addText(_ symbol: SymbolID, _ encoding: inout Encoding) {
        guard base.evaluator.hasUserValue(symbol) else {
            if let literal = encoding.atDefault[symbol] { append(symbol, literal) }
            return
        }
        let text = encoding.strings.find(utf8: base.text(symbol))
        guard let values = encoding.texts[symbol], values.count > 1, let text else { return }
        let kept = encoding.formula.newVariable()
        let same = values.first { $0.text == text }?.literal ?? .no
        encoding.formula.define(-kept, -encoding.visible[symbol], same)
        append(symbol, kept)
    }

    // MARK: - Choices

    /// The member stays while it is visible; when it is not, the choice goes to its default.
    private mutating func addChoice(_ choice: SymbolID, _ encoding: inout Encoding) {
        let menu = model.symbols[choice].firstMenu
        guard model.choiceMembers[menu]?.count ?? 0 > 1 else { return }
        let fallback = encoding.atDefault[choice] ?? .yes
        guard let member = base.evaluator.chosen(menu) else {
            if fallback != .yes { append(choice, fallback) }
            return
        }
        let kept = encoding.formula.newVariable()
        encoding.formula.define(-kept, -encoding.visible[member], encoding.logical[member].yes)
        encoding.formula.define(-kept, encoding.visible[member], fallback)
        append(choice, kept)
    }

    /// In a tristate choice that is m, each member has a value of its own.
    private mutating func addMember(_ symbol: SymbolID, _ encoding: inout Encoding) {
        let value = encoding.logical[symbol]
        guard !model.dialect.memberPriorityChoices, value.on != value.yes else { return }
        let kept = encoding.formula.newVariable()
        let on = base.evaluator.tristate(symbol) == .no ? -value.on : value.on
        encoding.formula.define(-kept, -encoding.visible[symbol], value.yes, on)
        append(symbol, kept)
    }
}
