// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// What the Kconfig files connect symbols with: what their lines name, what selects them, members of one choice.
struct Neighbourhood {
    private let model: KconfigModel
    private let selects: [SymbolID: [PropertyID]]

    init(_ model: KconfigModel) {
        self.model = model
        selects = model.selectsByTarget
    }

    /// The symbols that are nearest to some.
    ///
    /// - Parameter limit: not many more than that.
    func symbols(around start: Set<SymbolID>, limit: Int) -> Set<SymbolID> {
        var known = start.union([model.modules])
        var waiting = known.sorted { $0.raw < $1.raw }
        var upcoming = 0
        while upcoming < waiting.count, known.count < limit {
            for other in neighbours(of: waiting[upcoming]) where known.insert(other).inserted {
                waiting.append(other)
            }
            upcoming += 1
        }
        return known
    }

    private func neighbours(of symbol: SymbolID) -> [SymbolID] {
        var found = Set(model.members(ofSetting: model.setting(of: symbol)))
        found.insert(model.setting(of: symbol))
        for (_, property) in model.properties(of: symbol) {
            found.formUnion(model.symbols(in: property.condition))
            found.formUnion(model.symbols(in: property.expression))
        }
        found.formUnion(model.symbols(in: model.symbols[symbol].directDependency))
        found.formUnion(model.symbols(in: model.symbols[symbol].implied))
        for select in selects[symbol] ?? [] { found.insert(model.owner(of: model.properties[select])) }
        return found.sorted { $0.raw < $1.raw }
    }
}
