// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// Runs rules on the lines of a `.config` and fragments, in the order in which they are merged.
public struct ConfigLines {
    private let selection: RuleSelection
    private let context: ConfigContext
    private let engine: any SATEngine

    /// - Parameter inputs: in the order of merging; at least one.
    public init(
        _ model: KconfigModel, _ inputs: [ConfigInput], _ selection: RuleSelection,
        filling: BaseConfiguration.Filling = .defaults, engine: any SATEngine
    ) {
        self.engine = engine
        self.selection = selection
        context = ConfigContext(model, inputs, filling: filling)
    }

    /// The findings of all rules, without additions that would keep lost values.
    public func findings() -> [Finding] {
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

    /// What `completed` found.
    public struct Completed {
        public var findings: [Finding]
        /// The lines to add that keep all lost values at once, as far as they can be kept.
        public var addition: [String] = []
        /// Lost lines that the addition does not keep.
        public var left: [Place] = []
        /// Time ran out.
        public var isStopped = false
    }

    /// Adds to the findings about lost values the likeliest additions that keep them, and says when the lines of
    /// fragments exclude each other.
    ///
    /// - Throws: `EncodingMismatch`.
    public func completed(
        _ findings: [Finding], costs: @escaping () -> (any EditCost)? = { nil },
        deadline: ContinuousClock.Instant?
    ) throws -> Completed {
        let advice = try AdditionAdvisor(context, costs: costs, deadline: deadline, engine: engine).advice()
        var findings = findings
        for index in findings.indices {
            findings[index].fix = advice.fix(findings[index]) ?? findings[index].fix
        }
        var isStopped = advice.isStopped
        if selection.contains(ConflictingLines.rule), !advice.conflicts.isEmpty {
            do throws(SearchStopped) {
                findings += try ConflictingLines.findings(
                    advice.conflicts.map(\.lines), context, deadline: deadline, engine: engine)
            } catch { isStopped = true }
        }
        return Completed(
            findings: findings, addition: advice.addition, left: advice.left, isStopped: isStopped)
    }
}
