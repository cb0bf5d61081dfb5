// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// The likeliest additions after which lines that were lost are kept.
struct AdditionAdvisor {
    /// Lines that no configuration has together, in the order of merging; one of them is lost.
    struct Conflict {
        let lines: [Int]
    }

    private let context: ConfigContext
    private let costs: () -> (any EditCost)?
    private let deadline: ContinuousClock.Instant?
    private let engine: any SATEngine
    /// Lines that are lost though some configuration may have their value.
    private let lost: [Int: SymbolID]
    /// All lines that can't be kept whatever is added, or that are none of the user's.
    private let hopeless: Set<Int>

    private static let rules: Set<String> = [
        ConfigRule.valueDropped.info.id, ConfigRule.valueChanged.info.id,
    ]

    init(
        _ context: ConfigContext, costs: @escaping () -> (any EditCost)?, deadline: ContinuousClock.Instant?,
        engine: any SATEngine
    ) {
        self.engine = engine
        self.costs = costs
        self.context = context
        self.deadline = deadline
        let all = context.check.findings
        // With fragments it is their lines that somebody wants; those below them are only the ground.
        let hasFragments = context.merged.inputs.contains { $0.isFragment }
        let curable = all.filter { $0.isError && Self.isCurable($0.problem) }.filter {
            !hasFragments || context.isFragment(context.line($0))
        }
        lost = Dictionary(curable.map { (context.line($0), $0.symbol!) }) { $1 }
        hopeless = Set(all.filter { Self.isHopeless($0) }.map { context.line($0) })
    }

    private static func isCurable(_ problem: LineProblem) -> Bool {
        switch problem {
        case .notVisible, .onlyModule, .noModules, .selected, .otherMember, .chosenMember, .changed: true
        default: false
        }
    }

    private static func isHopeless(_ finding: ConfigCheck.Finding) -> Bool {
        // What is read of such a line may well be kept.
        if case .unread = finding.problem { return false }
        return !finding.isError || !isCurable(finding.problem)
    }

    /// What the lines of a run can get.
    struct Advice {
        fileprivate var fixes: [Place: Fix] = [:]
        /// Each about one line that is lost.
        fileprivate(set) var conflicts: [Conflict] = []
        /// To add at the end, so that all lines are kept that can be.
        fileprivate(set) var addition: [String] = []
        /// Lost lines that can't be kept, or that time ran out for.
        fileprivate(set) var left: [Place] = []
        fileprivate(set) var isStopped = false

        func fix(_ finding: Finding) -> Fix? {
            AdditionAdvisor.rules.contains(finding.rule) ? fixes[finding.place] : nil
        }
    }

    /// - Throws: `EncodingMismatch`.
    func advice() throws -> Advice {
        var advice = Advice()
        guard !lost.isEmpty else { return advice }
        let query = AdditionQuery(
            context.check.base, context.merged.merged, wanted: wanted, costs: costs(), deadline: deadline,
            engine: engine)
        let answer = try query.solve()
        advice.isStopped = answer.isStopped
        advice.addition = added(answer.edits)
        for (line, symbol) in lost.sorted(by: { $0.key < $1.key }) {
            guard let verdict = answer.verdicts[symbol] else { continue }
            let place = context.merged.place(line)
            switch verdict {
            case .needs(let edits): advice.fixes[place] = fix(added(edits), among: advice.addition)
            case .conflict(let others):
                let lines = others.compactMap { context.line(of: $0) }.sorted()
                advice.fixes[place] = fix(conflicting: lines)
                advice.conflicts.append(Conflict(lines: (lines + [line]).sorted()))
                advice.left.append(place)
            case .unknown: advice.left.append(place)
            }
        }
        return advice
    }

    /// The symbols of lines that say what somebody wants: in a fragment, or, where there is none, that were lost.
    private var wanted: [SymbolID] {
        context.check.base.lines.filter { _, number in
            let line = number - 1
            return !hopeless.contains(line) && (context.isFragment(line) || lost[line] != nil)
        }.sorted { $0.value < $1.value }.map(\.key)
    }

    private func fix(_ lines: [String], among all: [String]) -> Fix {
        if lines.isEmpty { return Fix("nothing to add: what other lines need brings it about") }
        return Fix("add", lines: lines)
    }

    private func fix(conflicting lines: [Int]) -> Fix {
        if lines.isEmpty { return Fix("drop the line: no configuration has this value", dropsLine: true) }
        let others = lines.prefix(3).map { "\(context.merged.text($0)) (\(context.merged.place($0).text))" }
        let more = lines.count > 3 ? " and \(lines.count - 3) more" : ""
        return Fix(
            "drop the line: no configuration has it beside \(others.joined(separator: ", "))\(more)",
            dropsLine: true)
    }

    /// The edits that the merged file does not have yet.
    private func added(_ edits: [FixQuery.Change]) -> [String] {
        let writer = ConfigEdit(context.model)
        let present = Set(context.check.base.lines.values.map { context.merged.text($0 - 1) })
        return edits.map { writer.lineText($0.symbol, $0.new) }.filter { !present.contains($0) }
    }
}
