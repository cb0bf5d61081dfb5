// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Advice

@Suite struct PriorTests {
    private let model = try! parse(
        """
        config LIKELY
        	bool "likely"
        config ELSEWHERE
        	bool "elsewhere"
        config NEVER
        	bool "never"
        config COMPILE_TEST
        	bool "gatekeeper"
        config SIZE
        	int "size"
        """)

    private func scratchTree() -> Scratch {
        let scratch = Scratch()
        scratch.write("CONFIG_LIKELY=y\nCONFIG_SIZE=3\n", to: "arch/a/configs/one_defconfig")
        scratch.write("CONFIG_LIKELY=m\n# CONFIG_NEVER is not set\n", to: "arch/a/configs/two_defconfig")
        scratch.write("CONFIG_ELSEWHERE=y\n", to: "arch/b/configs/sub/three_defconfig")
        scratch.write(
            "CONFIG_LIKELY=y\nCONFIG_UNKNOWN=y\n# CONFIG_\nCONFIG_\n", to: "kernel/configs/f.config")
        scratch.write("CONFIG_NEVER=y\n", to: "arch/a/configs/Makefile")
        return scratch
    }

    private func counts(_ scratch: Scratch, without: String? = nil) -> MentionCounts {
        MentionCounts(model, tree: scratch.path, sourceArch: "a", without: without)
    }

    @Test func countsFilesByValueAndArchitecture() {
        let scratch = scratchTree()
        let counts = counts(scratch)
        #expect(counts.files == 4 && counts.ownFiles == 2)
        let likely = model.symbol("LIKELY").index
        #expect(counts.all[likely].on == 3 && counts.own[likely].on == 2)
        #expect(counts.own[model.symbol("NEVER").index].off == 1)
        #expect(counts.all[model.symbol("NEVER").index].on == 0)
        #expect(counts.all[model.symbol("SIZE").index].named == 1)
    }

    @Test func leavesOneFileOut() {
        let scratch = scratchTree()
        let counts = counts(scratch, without: "arch/a/configs/one_defconfig")
        #expect(counts.files == 3 && counts.all[model.symbol("LIKELY").index].on == 2)
    }

    @Test func whatTheArchitectureNamesIsCheapest() {
        let scratch = scratchTree()
        let prior = Prior(model, counts(scratch))
        func cost(_ name: String) -> Int { prior.cost(model.symbol(name), on: true, wishes: []) }
        #expect(cost("LIKELY") > 0)
        #expect(cost("LIKELY") < cost("ELSEWHERE"))
        #expect(cost("ELSEWHERE") < cost("NEVER"))
        #expect(cost("NEVER") < cost("COMPILE_TEST"))
    }
}
