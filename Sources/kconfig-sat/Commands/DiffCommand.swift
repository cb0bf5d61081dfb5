// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Solver

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two configurations by cause: what was decided, and what follows from it.",
        discussion: """
            Both files are read as 'make olddefconfig' reads them, so a defconfig can
            be compared with a whole .config. A symbol counts as decided when the line
            that it has in the first file, or its default, would not give it the value
            that it has in the second one; everything else follows.

            Exit status: 0 when they are the same, 1 when they differ.

            Examples:
              kconfig-sat diff --arch x86 .config.old .config
              kconfig-sat diff --arch arm64 arch/arm64/configs/defconfig .config -v
              kconfig-sat diff --arch x86 .config.old .config --format json
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption

    @Argument(help: ArgumentHelp("What is compared with.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("Default: $KCONFIG_CONFIG, else .config.", valueName: "new"))
    var new: String?

    func run() throws {
        let name = new ?? ConfigEnvironment.configName
        let texts = (old: try InputFile.read(old), new: try InputFile.read(name))
        let model = try tree.asOf([old, name]).loadModel()
        for (text, name) in [(texts.old, old), (texts.new, name)] { ConfigHeading(text)?.note(name) }
        let difference = ConfigurationDifference(
            from: BaseConfiguration(model, texts.old, name: old),
            to: BaseConfiguration(model, texts.new, name: name))
        let report = DiffReport(model: model, difference: difference, isVerbose: tree.verbose)
        if !tree.silent || format.format == .json {
            format.print("kconfig-sat/diff/1") {
                report.text
            } json: {
                report.json
            }
        }
        if !difference.isEmpty { throw Exit.no }
    }
}
