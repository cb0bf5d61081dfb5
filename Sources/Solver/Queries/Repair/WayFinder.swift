// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Which of the edits of a fix brings a symbol about that has no prompt: of VIRTIO, that of VIRTIO_PCI, which selects it,
/// and not that of PCI, which VIRTIO_PCI needs.
struct WayFinder {
    private let model: KconfigModel
    private let base: BaseConfiguration
    /// The configuration with the fix.
    private let evaluator: Evaluator

    init(_ base: BaseConfiguration, _ fix: FixQuery.Fix) {
        model = base.model
        self.base = base
        evaluator = Evaluator(model)
        evaluator.load(SourceText(copying: fix.config), name: base.name)
        evaluator.settle()
    }

    /// The nearest edit, going back from the symbol by what sets it now.
    ///
    /// - Parameter edits: without the wish.
    func lead(of target: SymbolID, among edits: [FixQuery.Change]) -> FixQuery.Lead? {
        let edited = Set(edits.map { model.setting(of: $0.symbol) })
        var seen: Set<SymbolID> = [target]
        var waiting: [(symbol: SymbolID, location: Location?)] = [(target, nil)]
        var index = 0
        while index < waiting.count {
            let here = waiting[index]
            index += 1
            for (next, location) in ways(to: here.symbol) where seen.insert(next).inserted {
                if edited.contains(model.setting(of: next)),
                    let edit = edits.first(where: { model.setting(of: $0.symbol) == model.setting(of: next) })
                {
                    return FixQuery.Lead(symbol: edit.symbol, location: location)
                }
                // What is as it was before made no difference.
                if isChanged(next) { waiting.append((next, location)) }
            }
        }
        return nil
    }

    private func isChanged(_ symbol: SymbolID) -> Bool {
        evaluator.strings.text(evaluator.text(symbol)) != base.text(symbol)
    }

    /// What has a part in the symbol's value, what selects it first.
    private func ways(to symbol: SymbolID) -> [(SymbolID, Location)] {
        var near: [(SymbolID, Location)] = []
        var far: [(SymbolID, Location)] = []
        func add(_ id: PropertyID) {
            let property = model.properties[id]
            far += model.symbols(in: property.condition).sorted { $0.raw < $1.raw }.map {
                ($0, property.location)
            }
        }
        for kind in [PropertyKind.select, .imply] {
            for id in model.sources(kind, of: symbol) {
                let property = model.properties[id]
                let owner = model.owner(of: property)
                guard min(evaluator.tristate(owner), evaluator.value(property.condition)) != .no else {
                    continue
                }
                near.append((owner, property.location))
                add(id)
            }
        }
        if let (id, _) = evaluator.liveProperty(symbol, .default) {
            let property = model.properties[id]
            near += model.symbols(in: property.expression).sorted { $0.raw < $1.raw }.map {
                ($0, property.location)
            }
            add(id)
        }
        let info = model.symbols[symbol]
        let needed = model.symbols(in: info.directDependency).sorted { $0.raw < $1.raw }
        return near + far + needed.map { ($0, model.location(of: symbol)) }
    }
}

extension Satconfig {
    /// The symbol without a prompt that is all that is wished, to come on.
    public func promptlessTarget(_ base: BaseConfiguration) -> SymbolID? {
        guard requirements.count == 1, case .value(let symbol, _) = requirements[0].kind,
            model.symbols[symbol].type.isLogical, base.evaluator.tristate(symbol) == .no,
            !model.hasPrompt(symbol)
        else { return nil }
        return symbol
    }

    /// All that is wished is that something is off, or m instead of y.
    func isLowering(_ base: BaseConfiguration) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement.kind {
            case .value(let symbol, let values):
                guard model.symbols[symbol].type.isLogical else { return false }
                return values == ["n"]
                    || values.allSatisfy { (Tristate(letter: $0) ?? .yes) < base.evaluator.tristate(symbol) }
            case .expression(let expression):
                return model.operands(expression, .and).allSatisfy { model.expressions[$0].kind == .not }
            }
        }
    }
}
