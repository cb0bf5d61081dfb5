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

    @Test func readsFilesByValueAndArchitecture() {
        let scratch = scratchTree()
        let files = counts(scratch).files
        let (likely, never) = (model.symbol("LIKELY"), model.symbol("NEVER"))
        #expect(files.count == 4 && files.count(where: \.isOwn) == 2 && files.count(where: \.isForeign) == 1)
        #expect(files.count { $0.on.contains(likely) } == 3)
        #expect(files.count { $0.isOwn && $0.on.contains(likely) } == 2)
        #expect(files.count { $0.off.contains(never) } == 1 && !files.contains { $0.on.contains(never) })
    }

    @Test func leavesOneFileOut() {
        let scratch = scratchTree()
        let files = counts(scratch, without: "arch/a/configs/one_defconfig").files
        #expect(files.count == 3 && files.count { $0.on.contains(model.symbol("LIKELY")) } == 2)
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
            prior.costs([model.symbol(wish)], wantedOn: [model.symbol(wish)], in: evaluator).on[
                model.symbol("NEVER").index]
        }
        #expect(cost("ELSEWHERE") < cost("LIKELY"))
    }

    /// A wish's dependencies are nearer than what selects them, and what a selecting line needs is paid for with it.
    @Test func waysLeadToWhatIsNamedAndToSelects() {
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
            config STRANGER
            	bool "stranger"
            """)
        let evaluator = Evaluator(model)
        evaluator.settle()
        let terms = Terms()
        let reach = Reach(model, Folders(model), terms, from: [model.symbol("WISH")], in: evaluator)
        func cost(_ name: String) -> Int? { reach.cost(model.symbol(name)) }
        #expect(cost("WISH") == 0 && cost("SHOWN") == 1 && cost("HIDDEN") == 1)
        #expect(cost("BRINGS_HIDDEN") == 1 + terms.selector)
        #expect(cost("BRINGS_SHOWN") == 1 + terms.around)
        #expect(cost("NEEDED") == terms.need)
        #expect(cost("STRANGER") == nil)
    }

    private func reach(
        _ kconfig: String, from wish: String, _ dialect: Dialect = .modern
    ) throws -> (String) -> Int? {
        let model = try parse(kconfig, dialect)
        let evaluator = Evaluator(model)
        evaluator.settle()
        let reach = Reach(model, Folders(model), Terms(), from: [model.symbol(wish)], in: evaluator)
        return { reach.cost(model.symbol($0)) }
    }

    /// What comes on by default has no line in a fix that would pay for the way to it.
    @Test func theWayToADefaultIsNotPaidFor() throws {
        let cost = try reach(
            """
            config WISH
            	bool
            config LINE
            	bool "line"
            	depends on NEEDED
            	select WISH
            config NEEDED
            	bool "needed"
            config USUAL
            	bool "usual"
            	default y
            	depends on OPENS
            	select WISH
            config OPENS
            	bool "opens"
            """, from: "WISH")
        #expect(cost("NEEDED") == Terms().need)
        #expect(cost("OPENS") == Terms().selector + 1)
    }

    /// Without the flat model the choice goes to the other one.
    @Test(arguments: [Dialect.legacy, .modern])
    func whatTakesTheChosenMemberAwayIsOnTheWay(dialect: Dialect) throws {
        let cost = try reach(
            """
            config NODES
            	bool "nodes"
            choice
            	prompt "model"
            config FLAT
            	bool "flat"
            	depends on ENABLES_FLAT
            config SPARSE
            	bool "sparse"
            endchoice
            config ENABLES_FLAT
            	def_bool y
            	depends on !NODES
            config WISH
            	bool "wish"
            	depends on SPARSE
            """, from: "WISH", dialect)
        #expect((cost("NODES") ?? .max) < Terms().selector)
    }

    /// Nine files name no member, so they have the default; one names another.
    @Test func theDefaultMemberIsHadWhereNoOtherIsNamed() throws {
        let model = try parse(
            """
            choice
            	prompt "choice"
            	default USUAL
            config OTHER
            	bool "other"
            config USUAL
            	bool "usual"
            config THIRD
            	bool "third"
            endchoice
            """)
        let scratch = Scratch()
        for number in 0..<9 { scratch.write("", to: "arch/a/configs/\(number)_defconfig") }
        scratch.write("CONFIG_OTHER=y\n", to: "arch/a/configs/x_defconfig")
        let evaluator = Evaluator(model)
        evaluator.load(source("CONFIG_THIRD=y\n"), name: ".config")
        evaluator.settle()
        let counts = MentionCounts(model, tree: scratch.path, sourceArch: "a")
        let costs = Prior(model, counts).costs([], wantedOn: [], in: evaluator)
        let (usual, other) = (
            costs.member[model.symbol("USUAL").index], costs.member[model.symbol("OTHER").index]
        )
        #expect(usual == 0 && other > 10)
    }

    /// What selects a gatekeeper opens the same gate.
    @Test func whatSelectsAGatekeeperIsOne() {
        let model = try! parse(
            """
            config EXPERT
            	bool "expert"
            config EMBEDDED
            	bool "embedded"
            	select EXPERT
            config PLAIN
            	bool "plain"
            """)
        let scratch = scratchTree()
        let counts = MentionCounts(model, tree: scratch.path, sourceArch: "a")
        let on = Prior(model, counts).costs([], wantedOn: [], in: nil).on
        let (plain, embedded) = (on[model.symbol("PLAIN").index], on[model.symbol("EMBEDDED").index])
        #expect(embedded == plain + Terms().gatekeeper)
    }

    /// On by default, but most configurations that could have it leave it out.
    @Test func withoutABaseWhatMostLeaveOutIsBetterOff() {
        let model = try! parse(
            """
            config GATE
            	bool "gate"
            config REFUSED
            	bool "refused"
            	depends on GATE
            	default y
            config TAKEN
            	bool "taken"
            	depends on GATE
            	default y
            """)
        let scratch = Scratch()
        for number in 0..<6 {
            scratch.write(
                "CONFIG_GATE=y\n# CONFIG_REFUSED is not set\n", to: "arch/a/configs/\(number)_defconfig")
            scratch.write("", to: "arch/b/configs/\(number)_defconfig")
        }
        let counts = MentionCounts(model, tree: scratch.path, sourceArch: "a")
        let gate = model.symbol("GATE")
        let off = Prior(model, counts).costs([gate], wantedOn: [gate], in: nil).off
        #expect(off[model.symbol("REFUSED").index] < 0)
        #expect(off[model.symbol("TAKEN").index] > Terms().off)
    }
}
