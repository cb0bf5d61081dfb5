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

    init(
        _ model: KconfigModel, _ inputs: [ConfigInput], filling: BaseConfiguration.Filling = .defaults
    ) {
        self.model = model
        merged = MergedConfig(inputs, model.dialect)
        let name = inputs.map(\.name).joined(separator: "+")
        check = ConfigCheck(model, merged.merged, name: name, filling: filling)
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
        var result = Finding(rule, at: place(finding), message, subject: merged.text(line(finding)))
        if case .notVisible(let blockers) = finding.problem {
            result.cause = LossCause(check.base.evaluator).cause(of: blockers).map {
                cause("are lost since \($0.text)", $0.location)
            }
            result.related = reasons(blockers)
        } else if finding.wanted == "m", finding.actual == "y",
            check.base.evaluator.tristate(model.modules) == .no
        {
            // Also of what is selected: with modules it would be m.
            result.cause = cause(
                "have another value since \(model.name(model.modules)) is n",
                model.location(of: model.modules))
        }
        return result
    }

    private func cause(_ text: String, _ location: Location) -> FindingCause {
        FindingCause(
            text: text, place: Place(file: model.sources.name(location.file), line: Int(location.line)))
    }

    /// What macro calls ran and gave, and what would change that.
    private func reasons(_ blockers: [Blocker]) -> [Related] {
        var all: [Related] = []
        for reason in blockers.flatMap(\.reasons) {
            let place = Place(
                file: model.sources.name(reason.location.file), line: Int(reason.location.line))
            for text in reason.texts where !all.contains(Related(place, text)) {
                all.append(Related(place, text))
            }
        }
        return all
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

    /// The value is neither of the wrong kind nor overruled by another line: Kconfig takes it away.
    func isLost(_ finding: ConfigCheck.Finding) -> Bool {
        switch finding.problem {
        case .notVisible, .onlyModule, .noModules, .selected, .chosenMember, .changed: finding.isError
        case .otherMember(let member): finding.isError && line(of: member) == nil
        default: false
        }
    }

    /// The symbol ends as n, or without a line.
    func isOff(_ finding: ConfigCheck.Finding) -> Bool {
        guard let symbol = finding.symbol else { return false }
        return finding.actual == "n" || !check.base.evaluator.isWritten(symbol)
    }
}
