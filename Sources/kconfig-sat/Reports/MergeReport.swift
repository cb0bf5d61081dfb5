// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What of merged files is not in the result, at its place in its own file.
struct MergeReport {
    private let check: ConfigCheck
    private let places: LinePlaces
    private let base: String
    private let isVerbose: Bool

    /// - Parameter base: the file below the fragments.
    init(_ check: ConfigCheck, _ origins: [ConfigMerge.Origin], base: String, isVerbose: Bool) {
        self.check = check
        places = LinePlaces(base, origins)
        self.base = base
        self.isVerbose = isVerbose
    }

    private var errors: [ConfigCheck.Finding] { check.findings.filter(isLoss) }
    private var notes: [ConfigCheck.Finding] { check.findings.filter { !isLoss($0) } }

    /// A base may be of another version; a fragment with a symbol that is nowhere is mistaken.
    private func isLoss(_ finding: ConfigCheck.Finding) -> Bool {
        finding.isError || finding.namesNothing && isFragment(finding)
    }

    var hasErrors: Bool { !errors.isEmpty }

    var text: String {
        // What a fragment says is what somebody wants now. A base is full of lines that nobody can set.
        let modules = errors.filter { if case .noModules = $0.problem { !isFragment($0) } else { false } }
        let isFlood = !isVerbose && modules.count > Self.few
        let own = Set(isFlood ? modules.map(\.line) : [])
        let shown =
            fragmentsFirst(errors).filter { !own.contains($0.line) }.map { line($0, "warning") }
            + (isFlood ? [together(modules)] : [])
            + fragmentsFirst(notes).filter { isVerbose || isFragment($0) }.map { line($0, "note") }
        return shown.joined() + summary
    }

    private static let few = 3

    /// Lines of the base that become y where there are no modules.
    private func together(_ modules: [ConfigCheck.Finding]) -> String {
        let names = modules.prefix(Self.few).map(\.text).joined(separator: ", ")
        return
            "\(places.text(modules[0].line)): warning: \(modules.count) lines become y, without modules there is no m: "
            + "\(names) and \(modules.count - Self.few) more (-v lists them)\n"
    }

    private func isFragment(_ finding: ConfigCheck.Finding) -> Bool {
        places.origin(finding.line).file != base
    }

    private func fragmentsFirst(_ findings: [ConfigCheck.Finding]) -> [ConfigCheck.Finding] {
        findings.filter { isFragment($0) } + findings.filter { !isFragment($0) }
    }

    private func line(_ finding: ConfigCheck.Finding, _ severity: String) -> String {
        "\(places.text(finding.line)): \(severity): \(finding.text)\(outcome(finding)): "
            + places.cause(finding.problem, check.base) + "\n"
    }

    private func outcome(_ finding: ConfigCheck.Finding) -> String {
        guard let symbol = finding.symbol else { return finding.namesNothing ? " is dropped" : "" }
        return check.base.evaluator.isWritten(symbol) ? " becomes \(finding.actual ?? "n")" : " is dropped"
    }

    private var summary: String {
        let lost = errors.count { isFragment($0) }
        let rest = errors.count - lost
        if errors.isEmpty { return "every line is kept\n" }
        return "lost: \(lost) \(lost == 1 ? "line" : "lines") of fragments, \(rest) of \(base)\n"
    }
}
