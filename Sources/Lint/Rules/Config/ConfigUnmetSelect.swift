// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Symbols that a select turns on against their dependencies: `conf` warns and goes on.
    static let configUnmetSelect = ConfigRule(
        info: RuleInfo(
            "config-unmet-select", .config, .warning, "A symbol that is selected against what it depends on")
    ) { context, rule in
        context.check.unmet.map { symbol in
            let name = context.model.name(symbol)
            let evaluator = context.check.base.evaluator
            let place = context.line(of: symbol).map { context.merged.place($0) }
            let depends = evaluator.describe(context.model.symbols[symbol].directDependency)
            let selects = context.model.sources(.select, of: symbol).filter { id in
                let property = context.model.properties[id]
                return evaluator.tristate(context.model.menus[property.menu].symbol) != .no
                    && evaluator.value(property.condition) != .no
            }
            let sources = context.model.sources
            return Finding(
                rule, at: place ?? Place(file: context.merged.inputs.last!.name),
                "\(name) is selected against what it depends on: \(depends)", subject: name,
                related: selects.map { id in
                    let property = context.model.properties[id]
                    let file = sources.name(property.location.file)
                    return Related(
                        Place(file: file, line: Int(property.location.line)),
                        "\(context.model.name(context.model.menus[property.menu].symbol)) selects \(name)")
                })
        }
    }
}
