// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import Solver

/// Lines of fragments that exclude each other.
enum ConflictingLines {
    static let rule = RuleInfo(
        "conflicting-lines", .config, .error, "Lines that no configuration can have together")

    /// A finding for each conflict.
    ///
    /// - Parameters:
    ///   - conflicts: indices of lines, in the order of merging.
    ///   - deadline: when to end with what was found; nil for no limit.
    static func findings(
        _ conflicts: [[Int]], _ context: ConfigContext, deadline: ContinuousClock.Instant?,
        engine: any SATEngine
    ) throws(SearchStopped) -> [Finding] {
        let requirements = conflicts.map { $0.compactMap { context.requirement($0) } }
        return try Explanation.explain(requirements, context.check.base, deadline: deadline, engine: engine)
            .compactMap { $0.flatMap(finding) }
    }

    /// Nil when no line of a fragment is part of the explanation.
    private static func finding(_ explanation: Explanation) -> Finding? {
        let lines = explanation.lines
        let required = lines.filter { $0.kind == .requirement }
        guard let first = required.first else { return nil }
        let names = required.map(\.text).joined(separator: ", ")
        return Finding(
            rule, at: Place(file: first.file, line: first.line),
            "no configuration has all of this: \(names)", subject: names,
            related: lines.flatMap { line in
                ([line.text] + line.notes).map { Related(Place(file: line.file, line: line.line), $0) }
            })
    }
}

extension ConfigContext {
    /// What a line says, where it stands in its own file.
    fileprivate func requirement(_ line: Int) -> Requirement? {
        let place = merged.place(line)
        guard let symbol = model.symbol(named: merged.name(line)) else { return nil }
        return check.base.requirement(
            symbol, at: RequirementOrigin(file: place.file, line: place.line, column: 1))
    }
}
