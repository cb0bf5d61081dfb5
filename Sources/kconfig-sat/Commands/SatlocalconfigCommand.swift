// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

struct SatlocalconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satlocalconfig",
        abstract: "Make the smallest valid .config that drives a machine.",
        discussion: """
            What 'hardware' says of the machine, and on top of it .satconfig if there is
            one: its lines win. Unlike localmodconfig it needs no kernel that runs with all
            modules loaded, and no .config to start from.

            Examples:
              kconfig-sat satlocalconfig --arch x86
              kconfig-sat satlocalconfig --arch x86 machine.txt
              make satlocalconfig SATMACHINE=machine.txt
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var machine: MachineInputs
    @OptionGroup var wishes: MachineWishes
    @OptionGroup var solution: SolutionOptions

    @Flag(help: "Take lines about symbols that no Kconfig file defines for warnings.")
    var ignoreUnknown = false

    @OptionGroup var cell: CellOption

    @OptionGroup var unmet: UnmetSelectOption<UnmetConfigurations>

    func run() throws {
        let model = try tree.loadModel()
        let report = try HardwareReport(machine, wishes, model, tree)
        let files = RequirementFiles(names: [], ignoresUnknown: ignoreUnknown, cell: cell.cell)
        let own = SourceText(copying: report.text.utf8)
        let satconfig = try files.read(model, required: false, first: [("hardware", "hardware", own)])
        if !tree.silent { Console.error(report.summary) }
        try solution.solve(
            satconfig, UnmetPolicy(isAllowed: unmet.allowUnmetSelect), tree,
            schema: "kconfig-sat/satlocalconfig/1", files)
    }
}
