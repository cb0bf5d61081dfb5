// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Lint
import Solver

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find problems of the Kconfig tree.",
        discussion: """
            Every rule is described in docs/lint.md. A comment
            '# kconfig-sat: disable=RULE' silences a rule on its line, or on the next
            one when it has a line of its own.

            Exit status: 0 nothing found, 1 findings at or above --fail-on.

            Examples:
              kconfig-sat lint --tree --arch x86
              kconfig-sat lint --tree --arch all --format sarif >lint.sarif
              kconfig-sat lint --tree --arch riscv --witness unmet/
            """
    )

    @OptionGroup var options: TreeOptions
    @OptionGroup var output: LintOutputOptions

    @Flag(help: "Check the Kconfig tree. --arch all checks it for every architecture.")
    var tree = false

    @Option(
        help: ArgumentHelp(
            "With --tree: write a .config for each unmet select, named after the two symbols.",
            valueName: "dir"))
    var witness: String?

    func run() throws {
        var findings: [Finding] = []
        if tree { findings += try TreeLint(options, output.selection, witnesses: witness).findings() }
        try output.report(findings)
    }
}
