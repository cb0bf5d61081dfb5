// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// A finished run with all that the reports tell of it.
public struct RunReport {
    public let settings: RunSettings
    public let record: RunRecord
    public let usage: Usage
    public let model: KconfigModel
    /// The name of the configuration that was written.
    public let configName: String

    public init(
        _ settings: RunSettings, _ record: RunRecord, _ usage: Usage, _ model: KconfigModel,
        configName: String
    ) {
        self.settings = settings
        self.record = record
        self.usage = usage
        self.model = model
        self.configName = configName
    }

    /// Who was asked, as a phrase.
    var adviser: String {
        switch settings.adviser {
        case .handbook:
            if case .text = settings.goal {
                "the built-in handbook, for its goal \(Handbook.benchmark(for: settings.goal).rawValue), which is "
                    + "the closest one; no model was asked"
            } else {
                "the built-in handbook; no model was asked"
            }
        case .model(let name, let host): "the model \(name) at \(host)"
        }
    }

    var cost: Double { settings.budget.price.cost(usage) }

    /// The symbols whose values differ between two configurations and that no accepted proposal accounts for.
    /// There must be none.
    public static func unexplained(
        _ record: RunRecord, from base: BaseConfiguration, to final: Evaluator
    ) -> [SymbolID] {
        var explained: Set<SymbolID> = []
        for change in record.changes {
            explained.insert(change.accepted.symbol)
            explained.formUnion(change.accepted.consequences.map(\.symbol))
        }
        let model = base.model
        return model.symbols.indices.filter { symbol in
            let info = model.symbols[symbol]
            return info.isDefined && !info.isChoice && !explained.contains(symbol)
                && line(symbol, base.evaluator) != line(symbol, final)
        }
    }

    /// What `.config` says of the symbol; n is the same with a line and without.
    private static func line(_ symbol: SymbolID, _ evaluator: Evaluator) -> String? {
        let isLogical = evaluator.model.symbols[symbol].type.isLogical
        return isLogical || evaluator.isWritten(symbol) ? evaluator.strings.text(evaluator.text(symbol)) : nil
    }
}
