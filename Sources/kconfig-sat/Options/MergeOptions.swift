// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigEvaluate
import KconfigParse
import Solver

/// Fragments over a file, as merge_config.sh puts them there, and what symbols get that no file names.
struct MergeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A fragment to merge into the file; several in the order in which they are merged.",
            valueName: "file"), completion: .file())
    var fragment: [String] = []

    @OptionGroup var fill: FillOption

    /// The file with the fragments, and where each line of that stood; nil for a file alone.
    func merged(_ base: SourceText, name: String) throws -> ConfigMerge? {
        if fragment.isEmpty { return nil }
        var merge = ConfigMerge(base, name: name)
        for file in fragment { merge.add(try InputFile.read(file), name: file) }
        return merge
    }
}

/// What symbols get that no file names.
struct FillOption: ParsableArguments {
    @Flag(name: .customShort("n"), help: "What no file names is n (as by allnoconfig), not at its default.")
    var fillsWithNo = false

    var filling: BaseConfiguration.Filling { fillsWithNo ? .no : .defaults }
}
