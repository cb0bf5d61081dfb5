// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Menu
import Solver

struct SatmenuconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satmenuconfig",
        abstract: "Edit .satconfig in a menu that shows the .config that comes of it.",
        discussion: """
            The keys are those of menuconfig; F3 lists them. y, m and n are wishes: what
            has to change for one is shown before it is done, and what stands against
            one is named with file and line and what to do about it. Saving writes
            .satconfig, of which only the lines change that were edited, and .config.

            Examples:
              kconfig-sat satmenuconfig --arch x86
              make satmenuconfig
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var advice: AdviceOptions

    @Argument(
        help: ArgumentHelp(
            "The file to edit. Default: $KCONFIG_SATCONFIG, else .satconfig.", valueName: "file"),
        completion: .file())
    var file: String?

    @OptionGroup var cell: CellOption

    @Flag(help: "Take lines about symbols that no Kconfig file defines for warnings.")
    var ignoreUnknown = false

    @Flag(help: "Show at once what an editor does to the file.")
    var watch = false

    @Option(
        help: ArgumentHelp(
            "Without a terminal: do what the lines of this file say, for tests.", valueName: "file",
            visibility: .hidden))
    var steps: String?

    func run() throws {
        let terminalProblem = steps == nil ? CursesTerminal.problem : nil
        if let terminalProblem { throw complain(terminalProblem) }
        ProgramMemory.giveBackLargeBlocks()
        let model = try tree.loadModel()
        let name = file ?? Variable.value("KCONFIG_SATCONFIG") ?? ".satconfig"
        let files = try MenuFiles(
            model, name: name, ignoresUnknown: ignoreUnknown, cell: cell.cell
        ) { [advice] in advice.prior($0) }
        let desk: Desk
        do {
            desk = try Exit.onMismatch { try Desk(files, saved: files.satconfig) }
        } catch let error as SatconfigError {
            throw Exit.told(error)
        }
        if let steps { return try MenuSteps(desk).run(InputFile.read(steps)) }
        let program = MenuProgram(
            desk, title: "\(files.configName) - \(model.title(of: KconfigModel.root))",
            recovered: files.recovered)
        if watch { program.news = { files.news() } }
        let terminal: CursesTerminal
        do { terminal = try CursesTerminal() } catch let problem as CursesTerminal.Problem {
            throw complain(problem)
        }
        let end = MenuLoop(program, terminal).run()
        terminal.end()
        if end == .interrupted { throw Exit.interrupted }
        if !desk.lastSaved.isEmpty { tree.announce(desk.lastSaved) }
    }

    private func complain(_ problem: CursesTerminal.Problem) -> any Error {
        Console.error(
            "kconfig-sat: \(problem)\n"
                + "hint: without a terminal, edit .satconfig and run 'kconfig-sat satconfig'\n")
        return Exit.badInput
    }
}
