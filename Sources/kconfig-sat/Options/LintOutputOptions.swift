// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigParse
import Lint
import Solver

extension ReportFormat: ExpressibleByArgument {}

/// Which findings of `lint` are reported, and how.
struct LintOutputOptions: ParsableArguments {
    @Option(help: "How findings are printed: text, json, sarif or github.")
    var format = ReportFormat.text

    @Option(
        help: ArgumentHelp("Write the report to this file instead of stdout.", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(
        help: ArgumentHelp(
            "The least severity that makes the exit status 1: note, warning, error, or none.",
            valueName: "severity"))
    var failOn = "warning"

    @Option(
        help: ArgumentHelp("Leave out the findings that this file knows.", valueName: "file"),
        completion: .file())
    var baseline: String?

    @Option(
        help: ArgumentHelp("Write all findings to a baseline file, and report none.", valueName: "file"),
        completion: .file())
    var writeBaseline: String?

    @Option(help: ArgumentHelp("Don't run this rule.", valueName: "rule"), completion: Completions.rule)
    var disable: [String] = []

    @Option(
        help: ArgumentHelp("Run this rule, which is off by default.", valueName: "rule"),
        completion: Completions.rule)
    var enable: [String] = []

    func validate() throws {
        if failOn != "none", Severity(name: failOn) == nil {
            throw ValidationError("--fail-on \(failOn): note, warning, error or none expected")
        }
        for id in disable + enable where RuleRegistry.rule(id) == nil {
            let near = NearMiss.names(for: id, among: RuleRegistry.all.map(\.id))
            throw ValidationError(
                "there is no rule '\(id)': "
                    + (near.isEmpty ? "" : "did you mean \(near.joined(separator: ", "))? ")
                    + "'kconfig-sat lint --list-rules' lists them")
        }
    }

    var selection: RuleSelection { RuleSelection(disabled: disable, enabled: enable) }

    /// Prints the report; ends with exit code 1 when a finding is bad enough.
    func write(_ report: Report) throws {
        for note in report.notes { Console.error("warning: \(note)\n") }
        if let file = writeBaseline {
            try OutputFile.write(Array(Baseline.text(report.single).utf8), to: file)
            return
        }
        let text = format.render(report, version: kconfigSatVersion)
        if let output {
            try OutputFile.write(Array(text.utf8), to: output)
        } else {
            format == .text ? Console.out(text) : Console.data(text)
        }
        if report.fails(Severity(name: failOn)) { throw Exit.no }
    }

    /// The findings to leave out; ends with exit code 2 when the file can't be read.
    func readBaseline() throws -> Baseline {
        guard let baseline else { return Baseline() }
        guard let text = SourceText(path: baseline) else {
            Console.error("kconfig-sat: can't read \(baseline): \(String(cString: strerror(errno)))\n")
            throw Exit.badInput
        }
        do { return try Baseline(text.bytes) } catch {
            Console.error("kconfig-sat: \(baseline): \(error)\nhint: write it anew with --write-baseline\n")
            throw Exit.badInput
        }
    }
}
