// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import Solver

/// What `satconfig` says of the configuration that it found.
struct SolutionReport {
    /// As the user named it.
    let objective: String
    let isOptimised: Bool

    /// While the search goes on.
    static func text(_ progress: SatconfigQuery.Progress) -> String {
        let text = text(progress.counts)
        guard let unfinished = progress.unfinished else { return text }
        return text + bound(unfinished, progress.counts)
    }

    func summary(_ solution: SatconfigQuery.Solution) -> String {
        let text = Self.text(solution.counts)
        if solution.isOptimal { return text + ", optimal" }
        if !isOptimised { return text + ", not optimised" }
        let reason = SearchInterrupt.isRequested ? "interrupted" : "time or memory ran out"
        return text + ", not proven optimal: \(reason)"
            + (solution.unfinished.map { Self.bound($0, solution.counts) } ?? "")
    }

    private static func text(_ counts: SatconfigQuery.Counts) -> String {
        "\(counts.symbols) symbols are on, \(counts.options) of them options (\(counts.decided) against their default)"
    }

    private static func bound(_ unfinished: SatconfigQuery.Unfinished, _ counts: SatconfigQuery.Counts)
        -> String
    {
        guard let bound = unfinished.bound, let count = counts.count(unfinished.stage) else { return "" }
        return
            "; by this objective \(name(unfinished.stage)) can't be fewer than \(bound), a gap of \(count - bound)"
    }

    private static func name(_ stage: StageKind) -> String {
        switch stage {
        case .decided: "those against their default"
        case .options: "the options"
        default: "the symbols"
        }
    }

    func json(_ solution: SatconfigQuery.Solution) -> [JSONValue.Member] {
        let counts = solution.counts
        let isCounted = solution.unfinished?.stage == .symbols
        let bound = solution.isOptimal ? counts.symbols : isCounted ? solution.unfinished?.bound : nil
        return [
            .init("answer", "found"), .init("file", .string(ConfigEnvironment.configName)),
            .init("objective", .string(objective)), .init("enabled", .int(counts.symbols)),
            .init("options", .int(counts.options)), .init("againstDefault", .int(counts.decided)),
            .init("optimal", .bool(solution.isOptimal)), .init("bound", bound.map { .int($0) } ?? .null),
            .init("stage", solution.unfinished.map { .string($0.stage.rawValue) } ?? .null),
            .init("stageBound", solution.unfinished?.bound.map { .int($0) } ?? .null),
        ]
    }
}

extension SatconfigQuery.Counts {
    /// What a stage counts.
    fileprivate func count(_ stage: StageKind) -> Int? {
        switch stage {
        case .decided: decided
        case .options: options
        case .symbols: symbols
        default: nil
        }
    }
}
