// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigParse
import Solver

/// Where requirements come from.
struct RequirementOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files with requirements. Default: $KCONFIG_SATCONFIG, else .satconfig here or in $srctree.",
            valueName: "file"), completion: .file())
    var files: [String] = []

    @Flag(help: "Take lines about symbols that no Kconfig file defines for warnings.")
    var ignoreUnknown = false

    @OptionGroup var cell: CellOption

    @OptionGroup var unmet: UnmetSelectOption<UnmetConfigurations>

    var allowUnmetSelect: Bool { unmet.allowUnmetSelect }

    var source: RequirementFiles {
        RequirementFiles(names: files, ignoresUnknown: ignoreUnknown, cell: cell.cell)
    }

    /// Reads the files; prints diagnostics and ends with exit code 2 when they can't be.
    ///
    /// - Parameter required: whether it is an error that there is no file at all.
    func read(_ model: KconfigModel, required: Bool) throws -> Satconfig {
        try source.read(model, required: required)
    }
}
