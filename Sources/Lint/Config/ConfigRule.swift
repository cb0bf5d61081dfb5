// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// A rule about configurations.
struct ConfigRule: Sendable {
    let info: RuleInfo
    let check: @Sendable (ConfigContext, RuleInfo) -> [Finding]

    /// A rule about single lines: takes those findings of the check that `matches`.
    static func lines(
        _ info: RuleInfo, where matches: @escaping @Sendable (ConfigContext, ConfigCheck.Finding) -> Bool
    ) -> ConfigRule {
        ConfigRule(info: info) { context, rule in
            context.check.findings.filter { matches(context, $0) }.map {
                context.finding(rule, $0, context.outcome($0))
            }
        }
    }
}
