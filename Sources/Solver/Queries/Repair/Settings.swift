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
        /// Of a choice, each member with a literal that is true only if the line stays or another member is chosen.
        var members: [(symbol: SymbolID, notChosen: Literal)] = []
    }

    private(set) var list: [Setting] = []
    let base: BaseConfiguration
    let model: KconfigModel

    /// Adds the literals and their meaning to the formula.
    ///
    /// - Parameter encoding: made with `EncodingOptions.userTexts` from the same base.
    init(_ base: BaseConfiguration, _ encoding: inout Encoding) {
        self.base = base
        model = base.model
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            let info = model.symbols[symbol]
            if info.isChoice {
                addChoice(symbol, &encoding)
            } else if info.choice.isNone, !info.isChoiceMember, encoding.visible[symbol] != .no {
                if info.type.isLogical { addLogical(symbol, &encoding) } else { addText(symbol, encoding) }
            }
        }
    }

    private mutating func append(
        _ symbol: SymbolID, _ literal: Literal, members: [(symbol: SymbolID, notChosen: Literal)] = []
    ) {
        list.append(
            Setting(symbol: symbol, kept: literal, isUserSet: base.isUserSet(symbol), members: members))
    }

    /// The value is what the line and the bounds make of each other.
    private mutating func addLogical(_ symbol: SymbolID, _ encoding: inout Encoding) {
        guard base.hasLine(symbol) else {
            if let literal = encoding.atDefault[symbol] { append(symbol, literal) }
            return
        }
        guard let bounds = encoding.bounds[symbol] else { return }
        let value = encoding.logical[symbol]
        let wanted = Tristate(letter: base.lineValue(symbol)) ?? .no
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

    private mutating func addText(_ symbol: SymbolID, _ encoding: Encoding) {
        guard base.hasLine(symbol) else {
            if let literal = encoding.atDefault[symbol] { append(symbol, literal) }
            return
        }
        if let literal = encoding.followsUser[symbol] { append(symbol, literal) }
    }

    // MARK: - Choices

    /// The member stays while it is visible; when it is not, the choice goes to its default.
    private mutating func addChoice(_ choice: SymbolID, _ encoding: inout Encoding) {
        let menu = model.symbols[choice].firstMenu
        let members = model.members(ofSetting: choice)
        guard members.count > 1 else { return }
        let kept = encoding.formula.newVariable()
        let isModular = !model.dialect.memberPriorityChoices && model.symbols[choice].type == .tristate
        let isSingle = isModular ? encoding.logical[choice].yes : .yes
        if let member = base.chosen(menu) {
            let seen = encoding.visible[member]
            encoding.formula.define(-kept, -isSingle, -seen, encoding.logical[member].yes)
            encoding.formula.define(-kept, -isSingle, seen, encoding.atDefault[choice] ?? .yes)
        } else {
            encoding.formula.define(-kept, -isSingle, encoding.atDefault[choice] ?? .yes)
        }
        if isModular {
            pinMode(choice, kept, &encoding)
            for member in members { keepModular(member, unless: isSingle, kept, &encoding) }
        }
        append(choice, kept, members: members.compactMap { notChosen($0, unless: kept, &encoding) })
    }

    private func notChosen(
        _ member: SymbolID, unless kept: Literal, _ encoding: inout Encoding
    ) -> (symbol: SymbolID, notChosen: Literal)? {
        let chosen = encoding.logical[member].yes
        guard chosen != .no, base.evaluator.tristate(member) != .yes else { return nil }
        let literal = encoding.formula.newVariable()
        encoding.formula.define(-literal, kept, -chosen)
        return (member, literal)
    }

    /// A choice that is m does not become y as long as there are modules, and one that is off stays off.
    private func pinMode(_ choice: SymbolID, _ kept: Literal, _ encoding: inout Encoding) {
        let value = encoding.logical[choice]
        switch base.evaluator.tristate(choice) {
        case .module: encoding.formula.define(-kept, -value.yes, -encoding.logical[model.modules].on)
        case .no: encoding.formula.define(-kept, -value.on)
        case .yes: break
        }
    }

    /// In a tristate choice that is m, each member has a value of its own.
    private func keepModular(
        _ member: SymbolID, unless isSingle: Literal, _ kept: Literal, _ encoding: inout Encoding
    ) {
        let on = encoding.logical[member].on
        encoding.formula.define(
            -kept, isSingle, -encoding.visible[member], base.evaluator.tristate(member) == .no ? -on : on)
    }
}
