// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

extension ConfigRule {
    /// Values that are gone after `make olddefconfig`.
    static let valueDropped = lines(
        RuleInfo("value-dropped", .config, .warning, "A value that Kconfig drops")
    ) { context, finding in
        isLost(context, finding) && isOff(context, finding)
    }

    /// Values that are others after `make olddefconfig`.
    static let valueChanged = lines(
        RuleInfo("value-changed", .config, .warning, "A value that Kconfig changes")
    ) { context, finding in
        isLost(context, finding) && !isOff(context, finding)
    }

    /// Lines for symbols that have no prompt: their values are computed, whatever a line says.
    static let valueComputed = lines(
        RuleInfo("value-computed", .config, .note, "A line for a symbol that the user can't set")
    ) { _, finding in
        if case .noPrompt = finding.problem { true } else { false }
    }

    /// The value is neither of the wrong kind nor overruled by another line: Kconfig takes it away.
    private static func isLost(_ context: ConfigContext, _ finding: ConfigCheck.Finding) -> Bool {
        switch finding.problem {
        case .notVisible, .onlyModule, .noModules, .selected, .changed: finding.isError
        case .otherMember(let member): finding.isError && context.line(of: member) == nil
        default: false
        }
    }

    private static func isOff(_ context: ConfigContext, _ finding: ConfigCheck.Finding) -> Bool {
        guard let symbol = finding.symbol else { return false }
        return finding.actual == "n" || !context.check.base.evaluator.isWritten(symbol)
    }
}
