// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import KconfigParse
import Solver

struct SatconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satconfig",
        abstract: "Make the smallest valid .config that meets the requirements in .satconfig.",
        discussion: """
            Every line is a requirement; what no line names is free:
              CONFIG_EXT4_FS=y                      # hard, as in .config
              # CONFIG_DEBUG_INFO is not set
              CONFIG_NR_CPUS=64
              CONFIG_BTRFS_FS=y|m                   # any of several values
              match ^CONFIG_SND_ n                  # PCRE2 over symbol names
              assert NET && (E1000 || VIRTIO_NET)   # must not be n
              prefer CONFIG_PREEMPT_NONE=y 10       # soft, with a weight
              weak CONFIG_RUST=y                    # where it can be had
              include more.satconfig
              when arch=arm64 flavour=cloud         # see --cell
                CONFIG_ARM64_64K_PAGES=y
              end

            When the requirements can't be met, .config stays as it is, the reasons
            are printed as facts of which none can be left out, and the exit status
            is 1.

            Examples:
              kconfig-sat satconfig --arch x86
              kconfig-sat satconfig --arch riscv board.satconfig debug.satconfig
              make satconfig SATFLAGS=--objective=defaults
            """
    )

    @OptionGroup(title: TreeOptions.title) var tree: TreeOptions
    @OptionGroup var requirements: RequirementOptions
    @OptionGroup var solution: SolutionOptions

    func run() throws {
        try InputFile.expect(requirements.files)
        let model = try tree.loadModel()
        let satconfig = try requirements.read(model, required: true)
        try solution.solve(
            satconfig, UnmetPolicy(isAllowed: requirements.allowUnmetSelect), tree,
            schema: "kconfig-sat/satconfig/1", requirements.source)
    }
}
