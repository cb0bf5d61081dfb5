// SPDX-License-Identifier: GPL-2.0-or-later
import Kbuild
import KconfigEvaluate
import KconfigParse
import Solver
import Vulnerabilities

/// Looks for the smallest change of the configuration that leaves files out.
final class MitigationSeeker {
    private let desk: VexDesk
    private let base: BaseConfiguration
    private let seeker: LikeliestFix
    /// By the wish: flaws of the same driver have the same.
    private var known: [String: FixQuery.Fix?] = [:]

    init(desk: VexDesk, base: BaseConfiguration, costs: any EditCost, timeout: Double?) {
        self.desk = desk
        self.base = base
        seeker = LikeliestFix(base: base, costs: costs, timeout: timeout)
    }

    /// The verdict, with a mitigation where its code is compiled and can be left out.
    func mitigated(_ verdict: Verdict) throws -> Verdict {
        let compiled = verdict.files.filter(\.isCompiled)
        guard verdict.status == .affected, !compiled.isEmpty,
            let fix = try fix(leavingOut: compiled.map(\.file)),
            // It must truly go, by the same bound as everything else.
            case let judge = desk.judge(fix.config),
            verdict.files.allSatisfy({ [.off, .beside].contains(judge.standing(of: $0.file).state) })
        else { return verdict }
        let model = base.model
        var verdict = verdict
        verdict.mitigation = Mitigation(
            lines: fix.edits.map { ConfigEdit(model).lineText($0.symbol, $0.new) },
            lost: fix.losses.filter { loss in !fix.edits.contains { $0.symbol == loss.symbol } }.map {
                "\(ConfigEnvironment.prefix)\(model.name($0.symbol))=\($0.old)"
            })
        return verdict
    }

    private func fix(leavingOut files: [String]) throws -> FixQuery.Fix? {
        let wishes = files.map { file in
            ConditionText(base.model).possibly(desk.presence.presence(of: file).any).map {
                "assert !(\($0))"
            }
        }
        // Nothing can leave out what is always compiled.
        if wishes.contains(nil) { return nil }
        let lines = Set(wishes.compactMap { $0 }).sorted()
        let key = lines.joined(separator: "\n")
        if let known = known[key] { return known }
        var fix: FixQuery.Fix?
        if case .found(let found, _) = try seeker.find(lines) { fix = found }
        known[key] = .some(fix)
        return fix
    }
}
