// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What the rules about configurations share: the merged file and what `conf --olddefconfig` makes of it.
struct ConfigContext {
    let model: KconfigModel
    let merged: MergedConfig
    let check: ConfigCheck
    let writer: LineProblemWriter

    init(_ model: KconfigModel, _ inputs: [ConfigInput]) {
        self.model = model
        merged = MergedConfig(inputs, model.dialect)
        check = ConfigCheck(model, merged.merged, name: inputs.map(\.name).joined(separator: "+"))
        writer = LineProblemWriter(check.base)
    }

    /// The index of the line that a finding of the check is about.
    func line(_ finding: ConfigCheck.Finding) -> Int { finding.line - 1 }

    func place(_ finding: ConfigCheck.Finding) -> Place { merged.place(line(finding)) }

    /// What stands in fragments and stays when they are merged.
    func isFragment(_ line: Int) -> Bool { merged.inputs[merged.lines[line].input].isFragment }

    /// The line that sets a symbol last; nil when none does.
    func line(of symbol: SymbolID) -> Int? { check.base.lines[symbol].map { $0 - 1 } }

    /// A finding about a line that does not do what it says.
    func finding(_ rule: RuleInfo, _ finding: ConfigCheck.Finding, _ message: String) -> Finding {
        Finding(rule, at: place(finding), message, subject: merged.text(line(finding)))
    }

    /// `CONFIG_X=m (wanted y)` and why.
    func outcome(_ finding: ConfigCheck.Finding) -> String {
        let name = merged.name(line(finding))
        let why = cause(finding.problem)
        guard let symbol = finding.symbol, finding.wanted != nil else { return "\(finding.text): \(why)" }
        let isWritten = check.base.evaluator.isWritten(symbol)
        let result = isWritten ? "becomes \(finding.actual ?? "n")" : "is dropped"
        return "\(ConfigEnvironment.prefix)\(name)=\(finding.wanted ?? "?") \(result): \(why)"
    }

    /// The check knows lines of the merged file only; here the place in its fragment is meant.
    private func cause(_ problem: LineProblem) -> String {
        guard case .otherMember(let member) = problem, let other = line(of: member) else {
            return writer.text(problem)
        }
        return "its choice is set to \(model.name(member)) (\(merged.place(other).text))"
    }
}

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
