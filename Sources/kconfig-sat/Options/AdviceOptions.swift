// SPDX-License-Identifier: GPL-2.0-or-later
import Advice
import ArgumentParser
import Glibc
import KconfigEvaluate
import KconfigParse

/// What the tree's own configurations say.
struct AdviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Learn what is likely without this defconfig of the tree: for tests.", valueName: "path",
            visibility: .hidden))
    var learnWithout: String?

    func prior(_ model: KconfigModel) -> Prior {
        let arch = getenv("SRCARCH").map { String(cString: $0) } ?? ""
        let counts = MentionCounts(
            model, tree: ConfigEnvironment.sourceTree ?? ".", sourceArch: arch, without: learnWithout)
        return Prior(model, counts)
    }
}
