// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

extension Encoding {
    /// A literal that is true exactly when the requirement holds.
    func literal(
        _ requirement: Requirement, _ model: KconfigModel, in formula: inout Formula
    ) -> Literal {
        switch requirement.kind {
        case .value(let symbol, let values):
            let each = values.map { literal(symbol, $0, model, in: &formula) }
            return formula.or(each)
        case .expression(let expression): return expressions[expression]?.on ?? .no
        }
    }
}
