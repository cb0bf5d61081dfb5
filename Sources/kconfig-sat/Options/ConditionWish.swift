// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigParse

/// A condition of a build as an expression of Kconfig.
struct ConditionWish {
    /// Nil when it asks for nothing, or for what no configuration has.
    let text: String?
    /// Each alternative needs a symbol that the tree does not define for this architecture: one of them.
    let undefined: String?

    init(_ condition: BuildCondition, _ model: KconfigModel) {
        let expression = ConditionText(model).surely(condition)
        text = expression == "n" ? nil : expression
        let missing = condition.tests.first { test in
            test.subject == .symbol && !test.values.contains(.off)
                && !(model.symbol(named: test.name).map { model.symbols[$0].isDefined } ?? false)
        }
        undefined = expression == "n" ? missing?.name : nil
    }
}
