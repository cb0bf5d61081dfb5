// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// The result of `check` for one file, as text and as JSON.
struct CheckReport {
    private let check: ConfigCheck
    private let isStrict: Bool
    private let allowsUnmet: Bool
    private let isVerbose: Bool
    private let places: LinePlaces
    private var model: KconfigModel { check.base.model }
    private var name: String { check.base.name }

    /// - Parameter origins: where the lines of merged files stood; nil for a single file.
    init(
        _ check: ConfigCheck, _ origins: [ConfigMerge.Origin]? = nil, isStrict: Bool, allowsUnmet: Bool,
        isVerbose: Bool
    ) {
        self.check = check
        places = LinePlaces(check.base.name, origins)
        self.isStrict = isStrict
        self.allowsUnmet = allowsUnmet
        self.isVerbose = isVerbose
    }

    private var unmet: [SymbolID] { allowsUnmet ? [] : check.unmet }
    private var errors: [ConfigCheck.Finding] { check.findings.filter(\.isError) }
    private var notes: [ConfigCheck.Finding] { check.findings.filter { !$0.isError && !isMistake($0) } }
    /// Lines of fragments with symbols that are nowhere. A whole configuration may be of another version.
    private var mistakes: [ConfigCheck.Finding] { check.findings.filter(isMistake) }

    private func isMistake(_ finding: ConfigCheck.Finding) -> Bool {
        finding.namesNothing && (isFragment || places.origin(finding.line).file != name)
    }

    /// More lines are missing than are there.
    private var isFragment: Bool { check.missing.count > check.base.lines.count }

    var isValid: Bool { errors.isEmpty && unmet.isEmpty && (!isStrict || check.isUnchanged) }

    // MARK: - Text

    var text: String {
        var text = errors.map { line($0, "error") }.joined()
        for symbol in unmet {
            let place = check.base.lines[symbol].map { places.text($0) } ?? name
            text += "\(place): error: \(model.name(symbol)) is selected against what it depends on: "
            text += check.base.evaluator.describe(model.symbols[symbol].directDependency) + "\n"
        }
        text += mistakes.map { line($0, isStrict ? "error" : "warning") }.joined()
        if isVerbose || isStrict { text += details }
        return text + summary
    }

    private var details: String {
        notes.map { line($0, isStrict ? "error" : "note") }.joined()
            + check.missing.map { "\(name): note: no line for \(model.name($0))=\(check.base.text($0))\n" }
            .joined()
    }

    private var summary: String {
        guard isValid else {
            let count = errors.count + unmet.count
            return count > 0
                ? "\(name): not valid: \(count) \(count == 1 ? "problem" : "problems")\(extra)\n"
                : "\(name): valid, but not what 'make olddefconfig' writes\n"
        }
        return "\(name): valid\(extra)\n"
    }

    private var extra: String {
        let parts = [
            notes.isEmpty
                ? nil : notes.count == 1 ? "1 other line changes" : "\(notes.count) other lines change",
            check.missing.isEmpty || isFragment && !isStrict
                ? nil : "\(check.missing.count) lines are missing",
        ].compactMap { $0 }
        return parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ": see -v)"
    }

    private func line(_ finding: ConfigCheck.Finding, _ severity: String) -> String {
        var text = "\(places.text(finding.line)): \(severity): \(finding.text)"
        if let actual = finding.actual { text += " becomes \(actual.isEmpty ? "\"\"" : actual)" }
        return text + ": " + places.cause(finding.problem, check.base) + "\n"
    }

    // MARK: - JSON

    var json: JSONValue {
        [
            "file": .string(name), "valid": .bool(isValid), "unchanged": .bool(check.isUnchanged),
            "findings": .array(check.findings.map { json($0) }),
            "missing": .array(
                check.missing.map {
                    ["symbol": .string(model.name($0)), "value": .string(check.base.text($0))]
                }),
            "unmet": .array(
                check.unmet.map {
                    [
                        "symbol": .string(model.name($0)),
                        "depends": .string(check.base.evaluator.describe(model.symbols[$0].directDependency)),
                    ]
                }),
        ]
    }

    private func json(_ finding: ConfigCheck.Finding) -> JSONValue {
        let writer = LineProblemWriter(check.base)
        return .object([
            "severity": .string(finding.isError ? "error" : "note"),
            "file": .string(places.origin(finding.line).file),
            "line": .int(places.origin(finding.line).line),
            "text": .string(finding.text), "symbol": finding.symbol.map { .string(model.name($0)) },
            "wanted": finding.wanted.map { .string($0) }, "actual": finding.actual.map { .string($0) },
            "cause": .string(writer.name(finding.problem)),
            "reason": .string(places.cause(finding.problem, check.base)),
        ])
    }
}
