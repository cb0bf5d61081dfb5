// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What could turn a symbol on that nobody can set.
struct SelectorText {
    private let base: BaseConfiguration
    private var model: KconfigModel { base.model }

    init(_ base: BaseConfiguration) { self.base = base }

    /// More of them nobody reads.
    private static let most = 4

    /// Why no select turns it on; nil for what somebody can set, or has a value by itself.
    func sentence(about symbol: SymbolID) -> String? {
        let info = model.symbols[symbol]
        guard info.isDefined, info.type.isLogical, !info.isChoice, info.choice.isNone,
            !model.hasPrompt(symbol), base.evaluator.tristate(symbol) == .no,
            base.evaluator.liveProperty(symbol, .default) == nil
        else { return nil }
        let selectors = selectors(of: symbol)
        guard !selectors.isEmpty else { return nobody(symbol) }
        let more = selectors.count - Self.most
        return "what selects it is off: " + selectors.prefix(Self.most).joined(separator: ", ")
            + (more > 0 ? " and \(more) more" : "")
    }

    private func selectors(of symbol: SymbolID) -> [String] {
        var seen: Set<SymbolID> = []
        return model.sources(.select, of: symbol).compactMap { id in
            let property = model.properties[id]
            let source = model.menus[property.menu].symbol
            guard seen.insert(source).inserted else { return nil }
            let text = "\(model.name(source)) [=\(base.text(source))]"
            guard base.evaluator.tristate(source) != .no else { return text }
            return "\(text) if \(base.evaluator.describe(property.condition))"
        }
    }

    private func nobody(_ symbol: SymbolID) -> String {
        let others = OtherArchitectures(model)
        let selecting = others.selecting(model.name(symbol))
        guard !selecting.isEmpty else { return "nothing selects it" }
        let more = selecting.count - Self.most
        return "nothing \(others.here.map { "of \($0) " } ?? "")selects it; the Kconfig files of "
            + selecting.prefix(Self.most).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
            + " do"
    }
}
