// SPDX-License-Identifier: GPL-2.0-or-later
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse
import Solver

struct SatrandconfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "satrandconfig",
        abstract: "Make a random valid .config that meets the requirements in .satconfig, if there is one.",
        discussion: """
            $KCONFIG_SEED makes the result repeatable: the same seed gives the same
            file. $KCONFIG_PROBABILITY is read as 'make randconfig' reads it.

            Examples:
              kconfig-sat satrandconfig --arch x86
              KCONFIG_SEED=0x2A make satrandconfig
            """
    )

    @OptionGroup var tree: TreeOptions
    @OptionGroup var requirements: RequirementOptions

    func run() throws {
        let probability: Probability
        do { probability = try Probability.fromEnvironment() } catch {
            Console.error("kconfig-sat: KCONFIG_PROBABILITY: \(error)\n")
            throw Exit.badInput
        }
        let seed = RandomSeed.fromEnvironment()
        if !tree.silent || seed.isOwn {
            Console.out("KCONFIG_SEED=0x\(String(seed.value, radix: 16, uppercase: true))\n")
        }
        let model = try tree.loadModel()
        let satconfig = try requirements.read(model, required: false)
        let query = RandomQuery(satconfig, allowsUnmetSelect: requirements.allowUnmetSelect)
        let config = try Exit.onMismatch { try query.sample(seed: seed.value, probability) }
        guard let config else { throw requirements.explainImpossible(satconfig) }
        try tree.write(config, summary: nil)
    }
}
