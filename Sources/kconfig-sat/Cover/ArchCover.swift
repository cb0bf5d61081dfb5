// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver

/// A configuration that `cover` has made.
struct CoverConfiguration {
    let arch: String
    let config: [UInt8]
    /// The lines to edit in the base, and those as a fragment.
    let edits: [String]
    /// How many options change by themselves.
    let consequences: Int
    /// What it compiles, by what the evaluator says of it.
    let lines: [(file: String, lines: ClosedRange<Int>)]
    /// What a build said of it, where that was asked for.
    var verification: CoverVerification?

    var count: Int { lines.reduce(0) { $0 + $1.lines.count } }
}

/// Finds few configurations of one architecture that compile lines.
struct ArchCover {
    var configurations: [CoverConfiguration] = []
    private(set) var uncovered: [Uncovered] = []
    /// So many are needed in any case.
    private(set) var least = 0
    let baseName: String

    private let arch: String
    private let model: KconfigModel
    private let base: BaseConfiguration
    private let seeker: LikeliestFix

    init(
        _ targets: CoverTargets, _ presence: PresenceMap, _ base: BaseConfiguration, arch: String,
        costs: any EditCost,
        timeout: Double?
    ) throws {
        self.arch = arch
        self.base = base
        seeker = LikeliestFix(base: base, costs: costs, timeout: timeout)
        model = base.model
        baseName = base.name
        let sorted = CoverGoals(targets, presence)
        uncovered = sorted.uncovered
        try cover(sorted.goals)
    }

    // MARK: - Sets

    private func wish(_ goal: CoverGoal) -> String {
        "assert " + (ConditionText(model).surely(goal.presence.any) ?? "y")
    }

    private mutating func cover(_ goals: [CoverGoal]) throws {
        if goals.isEmpty { return }
        let wanted = try Wishes.read(goals.map(wish), model)
        let start = base.with(wanted.model)
        let query = CoverQuery(wanted, start, weights: goals.map(\.count), engine: Engine.standard)
        let answer = try Interrupts.endingSearch { try query.solve() }
        explain(answer.impossible.map { goals[$0] })
        least = answer.least
        var left = Set(goals.indices).subtracting(answer.impossible)
        for set in answer.sets {
            // An earlier configuration may have them by what it brought along.
            let open = set.filter { left.contains($0) }
            if open.isEmpty { continue }
            guard let made = try configuration(for: open.map { goals[$0] }, goals) else { continue }
            configurations.append(made.configuration)
            left.subtract(made.covered)
        }
        for number in left.sorted() {
            for (file, lines) in goals[number].lines {
                uncovered.append(
                    Uncovered(
                        file: file, lines: lines, kind: .unknown,
                        cause: "no configuration was found in time, or what was found does not compile it"))
            }
        }
    }

    private func configuration(
        for open: [CoverGoal], _ goals: [CoverGoal]
    ) throws -> (configuration: CoverConfiguration, covered: [Int])? {
        let config: [UInt8]
        var fix: FixQuery.Fix?
        switch try Interrupts.endingSearch({ try seeker.find(open.map(wish)) }) {
        case .holds: config = base.config
        case .found(let found, _):
            fix = found
            config = found.config
        case .impossible, .stopped: return nil
        }
        let values = ConfigValues(config)
        let covered = goals.indices.filter { goals[$0].presence.decision({ values[$0] }).isCompiled }
        let edit = ConfigEdit(model)
        let configuration = CoverConfiguration(
            arch: arch, config: config, edits: fix?.edits.map { edit.lineText($0.symbol, $0.new) } ?? [],
            consequences: fix?.consequences.count ?? 0, lines: covered.flatMap { goals[$0].lines })
        return (configuration, covered)
    }

    /// Says why no configuration compiles some lines.
    private mutating func explain(_ goals: [CoverGoal]) {
        let causes = (try? LikeliestFix.obstacles(goals.map(wish), base)) ?? []
        for (number, goal) in goals.enumerated() {
            let facts = causes.indices.contains(number) ? causes[number] : []
            let cause =
                facts.isEmpty
                ? "no configuration has \(goal.presence.any)"
                : "no configuration compiles it: " + facts.joined(separator: "; ")
            for (file, lines) in goal.lines {
                uncovered.append(Uncovered(file: file, lines: lines, kind: .dead, cause: cause))
            }
        }
    }
}
