// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

extension BaseConfiguration {
    /// What a user would have to set to come from this configuration to another one of the same tree: symbols with a
    /// prompt that differ. Of a choice only the member that is chosen there.
    public func wishes(toward other: BaseConfiguration) -> [(name: String, value: String)] {
        model.symbols.indices.compactMap { symbol in
            let info = model.symbols[symbol]
            guard info.isDefined, !info.isChoice,
                model.hasPrompt(symbol)
            else { return nil }
            let value = other.text(symbol)
            let isChosen = !info.isChoiceMember || value != "n"
            let isSeen = info.type.isLogical || other.evaluator.visibility(symbol) != .no
            return text(symbol) != value && isChosen && isSeen ? (model.name(symbol), value) : nil
        }
    }
}
