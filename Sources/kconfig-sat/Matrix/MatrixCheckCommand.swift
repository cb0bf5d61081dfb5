// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Lint
import Matrix
import Solver
import Vulnerabilities

struct MatrixCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check outputs against their policy, and the policy itself.",
        discussion: """
            Finds outputs that are not what the policy gives, lines they lost, weak lines
            that can't be had, prompts that nobody decided under 'closed', waivers past
            their version, notes that 'require-notes' wants, decisions given twice, and
            cells that differ without a reason. Nothing is written.

            Exit status: 0 clean, 1 findings at or above --fail-on, 2 bad input.

            Examples:
              kconfig-sat matrix check
              kconfig-sat matrix check --format sarif --output policy.sarif
              kconfig-sat matrix check --fail-on error cloud
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var matrix: MatrixOptions
    @OptionGroup var report: LintOutputOptions

    @Argument(help: ArgumentHelp("The cells to check. Default: all.", valueName: "cell"))
    var cells: [String] = []

    @Flag(help: "Take lines about symbols that no Kconfig file defines for warnings.")
    var ignoreUnknown = false

    func run() throws {
        let input = try MatrixInput(matrix)
        let wanted = try input.cells(cells)
        var problems: [PolicyProblem] = []
        var checks: [CellCheck] = []
        let progress = ProgressLine(isSilent: tree.silent)
        try MatrixTrees(input: input, options: tree).forEach(wanted) { model, cells in
            for cell in cells {
                progress.show("checking", checks.count, of: wanted.count)
                let policy = try read(cell, model, input)
                checks.append(CellCheck(cell, policy))
                problems += try Exit.onMismatch { try check(cell, policy, checks.last!, input) }
            }
        }
        progress.clear()
        problems += CellCheck.drift(checks)
        let findings = PolicyProblem.findings(problems, of: wanted.map(\.name))
        let all = Report(findings, baseline: try report.readBaseline()) { name in
            SourceText(path: name) ?? SourceText(path: input.path(name))
        }
        try report.write(all)
    }

    private func read(_ cell: MatrixCell, _ model: KconfigModel, _ input: MatrixInput) throws -> Satconfig {
        do { return try input.policy(cell, model, ignoresUnknown: ignoreUnknown) } catch let error
            as SatconfigError
        {
            throw Exit.told(error)
        }
    }

    private func check(
        _ cell: MatrixCell, _ policy: Satconfig, _ check: CellCheck, _ input: MatrixInput
    ) throws -> [PolicyProblem] {
        let name = input.shown(cell.output)
        var problems = check.ofText(Variable.value("KERNELVERSION").flatMap { KernelVersion(series($0)) })
        switch try LinesQuery(policy, .forbidden, engine: Engine.standard).solve() {
        case .found(let found):
            problems += check.ofConfiguration(found.configuration)
            guard let text = SourceText(path: input.path(cell.output)) else {
                return problems + [problem(cell, PolicyRules.outputStale, name, "\(name) is not there")]
            }
            if text.bytes.elementsEqual(found.config) { return problems }
            let output = BaseConfiguration(policy.model, text, name: name)
            let difference = ConfigurationDifference(from: output, to: found.configuration)
            return problems + check.ofOutput(output, name, differ: difference.count)
        case .impossible:
            let text = "no configuration meets the policy: 'kconfig-sat matrix build \(cell.name)' says why"
            return problems + [problem(cell, PolicyRules.impossible, name, text)]
        case .stopped:
            Console.error("kconfig-sat: cell \(cell.name): no configuration in time\n")
            throw Exit.toolFailed
        }
    }

    /// `6.12.57-custom` → `6.12.57`: what follows is the builder's own.
    private func series(_ version: String) -> Substring {
        guard let dash = version.firstIndex(of: "-"), !version[dash...].hasPrefix("-rc") else {
            return version[...]
        }
        return version[..<dash]
    }

    private func problem(_ cell: MatrixCell, _ rule: RuleInfo, _ name: String, _ text: String)
        -> PolicyProblem
    {
        PolicyProblem(cell.name, rule, Place(file: name), subject: name, text)
    }
}
