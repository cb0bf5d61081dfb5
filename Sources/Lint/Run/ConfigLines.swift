// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Runs rules on the lines of a `.config` and fragments, in the order in which they are merged.
struct ConfigLines {
    private let selection: RuleSelection
    private let context: ConfigContext
    private let engine: any SATEngine

    /// - Parameter inputs: in the order of merging; at least one.
    init(
        _ model: KconfigModel, _ inputs: [ConfigInput], _ selection: RuleSelection, engine: any SATEngine
    ) {
        self.engine = engine
        self.selection = selection
        context = ConfigContext(model, inputs)
    }

    /// The findings of all rules, without additions that would keep lost values.
    func findings() -> [Finding] {
        let findings = RuleRegistry.config.filter { selection.contains($0.info) }.flatMap {
            $0.check(context, $0.info)
        }
        // With fragments it is their lines that somebody wants; what they do to the file below them is the point.
        let wanted = Set(context.merged.inputs.filter(\.isFragment).map(\.name))
        guard !wanted.isEmpty else { return findings }
        return findings.map { finding in
            var finding = finding
            if !wanted.contains(finding.place.file) {
                finding.severity = .note
                finding.isOfBase = true
            }
            return finding
        }
    }

    /// Adds to the findings about lost values the smallest additions that keep them, and says when the lines of
    /// fragments exclude each other.
    ///
    /// - Returns: the findings, and the lines to add that keep all values at once, if there are such lines.
    /// - Throws: `EncodingMismatch`.
    func completed(
        _ findings: [Finding], seconds: Double?
    ) throws -> (findings: [Finding], addition: [String]) {
        let advisor = AdditionAdvisor(context, seconds: seconds, engine: engine)
        var findings = findings
        for index in findings.indices where advisor.canAdvise(findings[index]) {
            findings[index].fix = try advisor.fix(findings[index]) ?? findings[index].fix
        }
        switch try advisor.keepAll() {
        case .lines(let lines): return (findings, lines)
        case .impossible(let conflicts):
            if selection.contains(ConflictingLines.rule) { findings += conflicts }
            return (findings, [])
        case .nothing: return (findings, [])
        }
    }
}
