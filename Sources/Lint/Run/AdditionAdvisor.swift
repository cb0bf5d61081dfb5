// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// The smallest additions after which lines that were lost are kept.
struct AdditionAdvisor {
    enum Answer {
        /// To add at the end.
        case lines([String])
        case impossible([Finding])
        /// No line was lost, or time ran out.
        case nothing
    }

    private let context: ConfigContext
    private let seconds: Double?
    private let engine: any SATEngine
    /// Lines that are lost though some configuration may have their value.
    private let lost: Set<Int>
    /// All lines that can't be kept whatever is added, or that are none of the user's.
    private let hopeless: Set<Int>

    private static let rules: Set<String> = [
        ConfigRule.valueDropped.info.id, ConfigRule.valueChanged.info.id,
    ]

    init(_ context: ConfigContext, seconds: Double?, engine: any SATEngine) {
        self.engine = engine
        self.context = context
        self.seconds = seconds
        let all = context.check.findings
        // With fragments it is their lines that somebody wants; those below them are only the ground.
        let hasFragments = context.merged.inputs.contains { $0.isFragment }
        lost = Set(
            all.filter { $0.isError && Self.isCurable($0.problem) }.map { context.line($0) }.filter {
                !hasFragments || context.isFragment($0)
            })
        hopeless = Set(all.filter { !$0.isError || !Self.isCurable($0.problem) }.map { context.line($0) })
    }

    private static func isCurable(_ problem: LineProblem) -> Bool {
        switch problem {
        case .notVisible, .onlyModule, .noModules, .selected, .otherMember, .chosenMember, .changed: true
        default: false
        }
    }

    func canAdvise(_ finding: Finding) -> Bool {
        Self.rules.contains(finding.rule) && lost.contains { context.merged.place($0) == finding.place }
    }

    /// What to add for one line, beside those of the fragments that are kept now.
    func fix(_ finding: Finding) throws -> Fix? {
        guard
            let line = context.merged.lines.indices.first(where: { context.merged.place($0) == finding.place }
            )
        else { return nil }
        let kept = { (index: Int) in self.isWanted(index) && !self.lost.contains(index) }
        if let wishes = read({ kept($0) || $0 == line }), let added = try additions(wishes, beside: kept) {
            return Fix("add", lines: added)
        }
        // The other lines stand against it: what it takes by itself.
        if let wishes = read({ $0 == line }), let added = try additions(wishes, beside: { _ in false }) {
            return Fix("add (which undoes other lines)", lines: added)
        }
        return Fix("drop the line: no configuration has this value", dropsLine: true)
    }

    /// What to add so that all lines of the fragments are kept.
    func keepAll() throws -> Answer {
        guard !lost.isEmpty, let wishes = read({ isWanted($0) }) else { return .nothing }
        switch try solve(wishes) {
        case .fixes(let fixes, _):
            return best(fixes).map { .lines(self.added($0)) } ?? .nothing
        case .impossible: return try impossible(wishes)
        case .holds, .stopped: return .nothing
        }
    }

    /// A line that says what somebody wants: in a fragment, or, where there is none, one that was lost.
    private func isWanted(_ line: Int) -> Bool {
        guard context.merged.lines[line].name != nil, !hopeless.contains(line) else { return false }
        return context.isFragment(line) || lost.contains(line)
    }

    private func read(_ isWanted: (Int) -> Bool) -> Satconfig? {
        let files = context.merged.inputs.indices.map { input in
            let name = context.merged.inputs[input].name
            return (name: name, path: name, text: context.merged.text(of: input, where: isWanted))
        }
        return try? SatconfigReader(context.model, ignoresUnknown: true).read(files)
    }

    private func solve(_ wishes: Satconfig) throws -> FixQuery.Answer {
        var options = FixQuery.Options()
        options.limit = Self.alternatives
        options.timeout = seconds
        return try FixQuery(wishes, context.check.base, options, engine: engine).solve()
    }

    private func additions(_ wishes: Satconfig, beside kept: (Int) -> Bool) throws -> [String]? {
        guard case .fixes(let fixes, _) = try solve(wishes), let fix = best(fixes) else { return nil }
        return added(fix)
    }

    /// How many fixes to choose from.
    private static let alternatives = 5

    /// Of those with the fewest lines the one that changes least beside: `# CONFIG_BLOCK is not set` also rids of EXT4_FS.
    private func best(_ fixes: [FixQuery.Fix]) -> FixQuery.Fix? {
        fixes.enumerated().min { a, b in
            (a.element.others, a.element.consequences.count, a.offset)
                < (b.element.others, b.element.consequences.count, b.offset)
        }?.element
    }

    /// The edits that the merged file does not have yet.
    private func added(_ fix: FixQuery.Fix) -> [String] {
        let writer = ConfigEdit(context.model)
        let texts = fix.edits.map { writer.lineText($0.symbol, $0.new) }
        let present = Set(context.check.base.lines.values.map { context.merged.text($0 - 1) })
        return texts.filter { !present.contains($0) }
    }

    private func impossible(_ wishes: Satconfig) throws -> Answer {
        let findings = try Explanation.explainAll(wishes, .forbidden, engine: engine).compactMap {
            ConflictingLines.finding($0)
        }
        return findings.isEmpty ? .nothing : .impossible(findings)
    }
}
