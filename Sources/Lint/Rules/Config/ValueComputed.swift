// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Lines for symbols that have no prompt: their values are computed, whatever a line says.
    static let valueComputed = lines(
        RuleInfo("value-computed", .config, .note, "A line for a symbol that the user can't set")
    ) { _, finding in
        switch finding.problem {
        case .noPrompt: true
        // A select raises it above what the line says.
        case .selected: !finding.isError
        default: false
        }
    }
}
