// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
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
        #expect(counts.files.count == 4 && counts.ownFiles == 2)
        let likely = model.symbol("LIKELY").index
        #expect(counts.all[likely].on == 3 && counts.own[likely].on == 2)
        #expect(counts.own[model.symbol("NEVER").index].off == 1)
        #expect(counts.all[model.symbol("NEVER").index].on == 0)
    }

    @Test func leavesOneFileOut() {
        let scratch = scratchTree()
        let counts = counts(scratch, without: "arch/a/configs/one_defconfig")
        #expect(counts.files.count == 3 && counts.all[model.symbol("LIKELY").index].on == 2)
    }

    @Test func whatTheArchitectureNamesIsCheapest() {
        let scratch = scratchTree()
        let on = Prior(model, counts(scratch)).costs([], wantedOn: [], in: nil).on
        func cost(_ name: String) -> Int { on[model.symbol(name).index] }
        #expect(cost("LIKELY") > 0)
        #expect(cost("LIKELY") < cost("ELSEWHERE"))
        #expect(cost("ELSEWHERE") < cost("NEVER"))
        #expect(cost("NEVER") < cost("COMPILE_TEST"))
    }

    @Test func whatStandsWithTheWishIsCheaper() {
        let scratch = scratchTree()
        scratch.write("CONFIG_ELSEWHERE=y\nCONFIG_NEVER=y\n", to: "arch/b/configs/four_defconfig")
        let prior = Prior(model, counts(scratch))
        let evaluator = Evaluator(model)
        evaluator.settle()
        func cost(_ wish: String) -> Int {
            prior.costs([model.symbol(wish)], wantedOn: [model.symbol(wish)], in: evaluator).on[model.symbol("NEVER").index]
        }
        #expect(cost("ELSEWHERE") < cost("LIKELY"))
    }

    /// A wish's dependencies are nearer than what selects them; a symbol with a prompt is not got by selects.
    @Test func waysLeadToWhatIsNamedAndToSelectsOfHiddenSymbols() {
        let model = try! parse(
            """
            config WISH
            	bool "wish"
            	depends on SHOWN && HIDDEN
            config SHOWN
            	bool "shown"
            config HIDDEN
            	bool
            config BRINGS_SHOWN
            	bool "brings shown"
            	select SHOWN
            config BRINGS_HIDDEN
            	bool "brings hidden"
            	depends on NEEDED
            	select HIDDEN
            config NEEDED
            	bool "needed"
            """)
        let evaluator = Evaluator(model)
        evaluator.settle()
        let terms = Terms()
        let steps = Reach(model, Folders(model), terms, from: [model.symbol("WISH")], in: evaluator).steps
        func length(_ name: String) -> Int? { steps[model.symbol(name)] }
        #expect(length("WISH") == 0 && length("SHOWN") == 1 && length("HIDDEN") == 1)
        #expect(length("BRINGS_HIDDEN") == 1 + terms.selector)
        #expect(length("NEEDED") == 2 + terms.selector)
        #expect(length("BRINGS_SHOWN") == nil)
    }
}
