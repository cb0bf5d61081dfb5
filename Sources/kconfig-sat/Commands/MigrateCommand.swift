// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import Kbuild
import KconfigEvaluate
import KconfigParse
import Probes
import Solver

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Say what becomes of a configuration under a newer kernel, and carry it there.",
        discussion: """
            Run in the new tree; OLDTREE is the one that the configuration is of. What
            is set there and has another name here goes on by that name: where the new
            tree says so itself (transitional symbols), where both build the same
            object, or where a new symbol asks the same question. What is gone, what
            does not hold any more, with the likeliest way to have it again, and what
            is asked anew is listed. --apply writes the result to .config.

            Exit status: 0 everything goes on, 1 something that was set does not.

            Examples:
              kconfig-sat migrate --arch x86 ../linux-6.1 ../linux-6.1/.config
              kconfig-sat migrate --arch arm64 ../linux-6.1 board.config --apply
              kconfig-sat migrate --arch x86 ../linux-6.1 --format json
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var advice: AdviceOptions

    @Argument(
        help: ArgumentHelp("The tree that the configuration is of.", valueName: "oldtree"),
        completion: .directory)
    var oldTree: String

    @Argument(
        help: ArgumentHelp(
            "Default: $KCONFIG_CONFIG, else .config, of the working folder.", valueName: "config"),
        completion: .file())
    var config: String?

    @Flag(help: "Write what it becomes to .config.")
    var apply = false

    func run() throws {
        let name = config ?? ConfigEnvironment.configName
        let text = try InputFile.read(name)
        let old = try side(of: oldTree, for: (name, text))
        let before = BaseConfiguration(old.model, text, name: name)
        let new = try side(of: nil, for: nil)
        let migration = Migration(before, text, to: new.model, objects: (old.objects, new.objects))
        let ways = LostWays(
            migration, advice.prior(new.model), limit: tree.verbose ? Int.max : LostWays.usual)
        let progress = ProgressLine(isSilent: tree.silent)
        let report = MigrationReport(
            migration: migration, old: before, ways: try Exit.onMismatch { try ways.solve(progress) },
            isVerbose: tree.verbose)
        if !tree.silent || format.format == .json {
            format.print("kconfig-sat/migrate/1") {
                report.text
            } json: {
                report.json
            }
        }
        if apply { try tree.write(migration.carried.config, summary: nil, quietly: format.format == .json) }
        if !report.isWhole { throw Exit.no }
    }

    /// A tree, and which of its options build which objects.
    private struct Side {
        let model: KconfigModel
        let objects: Migration.Objects
    }

    /// - Parameters:
    ///   - folder: of another tree; nil for the one at hand.
    ///   - config: what should be of that tree.
    private func side(of folder: String?, for config: (name: String, text: SourceText)?) throws -> Side {
        var options = tree
        // Where make has set the variables, they are those of the tree at hand.
        if folder != nil { options.arch = tree.arch ?? Variable.value("ARCH") }
        guard let folder else { return try read(options) }
        return try OtherTree.reading(folder) {
            let side = try read(options)
            if let config, !tree.silent { ConfigHeading(config.text)?.note(config.name, other: folder) }
            return side
        }
    }

    private func read(_ options: TreeOptions) throws -> Side {
        let model = try options.loadModel()
        guard Variable.value("SRCARCH") != nil else { return Side(model: model, objects: [:]) }
        return Side(model: model, objects: try BuildMapLoader(model, options).kbuild.objectsByOption)
    }
}
