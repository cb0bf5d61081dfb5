// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Optimizer

/// What becomes of proposals.
struct JudgeTests {
    private func judge(
        _ config: String = "", dialect: Dialect = .modern, guarded: (KconfigModel) -> [Guarded] = { _ in [] },
        strings: Bool = false, most: Int = 25
    ) throws -> Judge {
        let model = try parse(smallTree, dialect)
        let guards = GuardSet(guarded(model))
        let query = try TrialQuery(base(model, config), bounds: guards.bounds, engine: CaDiCaLEngine())
        query.mostChanges = most
        return Judge(query, guards, allowsStrings: strings)
    }

    private func refusal(_ judge: Judge, _ name: String, _ value: String) throws -> Refusal? {
        try judge.judge([propose(name, value)]).refused.first
    }

    private func value(_ judge: Judge, _ name: String) -> String {
        judge.query.text(judge.query.model.symbol(named: name)!)
    }

    @Test(arguments: [Dialect.modern, .legacy])
    func anAcceptedProposalIsInTheConfig(_ dialect: Dialect) throws {
        let judge = try judge(dialect: dialect)
        let verdicts = try judge.judge([
            propose("HUGE", "y"), propose("SIZE", "48"), propose("HZ_100", "y"), propose("CACHE", "m"),
        ])
        #expect(verdicts.refused.isEmpty)
        #expect(verdicts.accepted.map(\.proposal.name) == ["HUGE", "SIZE", "HZ_100", "CACHE"])
        let config = String(decoding: try judge.query.config(), as: UTF8.self)
        for line in [
            "CONFIG_HUGE=y", "CONFIG_SIZE=48", "CONFIG_HZ_100=y", "CONFIG_CACHE=m", "CONFIG_LIBCACHE=m",
        ] {
            #expect(config.contains(line + "\n"))
        }
    }

    @Test func consequencesAreNamedWithTheirCause() throws {
        let judge = try judge("CONFIG_FASTER=n\n")
        let accepted = try judge.judge([propose("FASTER", "y")]).accepted
        #expect(accepted.count == 1)
        let names = accepted[0].consequences.map {
            "\(judge.query.model.name($0.symbol)) \($0.cause.rawValue)"
        }
        #expect(names == ["DEFENCE needed"])
    }

    /// Nobody sees SECOND before, but it would not come on by itself.
    @Test func whatAppearsAndMustNotBeAtItsDefaultIsNeeded() throws {
        let text = """
            config FIRST
            \tbool "First"
            config SECOND
            \tbool "Second"
            \tdepends on FIRST
            config THIRD
            \tbool "Third"
            \tdepends on SECOND
            config FRIEND
            \tbool "Friend"
            \tdepends on FIRST
            \tdefault y
            """
        let model = try parse(text)
        let query = try TrialQuery(base(model), bounds: [], engine: CaDiCaLEngine())
        let accepted = try Judge(query, GuardSet([]), allowsStrings: false).judge([propose("THIRD", "y")])
            .accepted
        #expect(
            accepted.first?.consequences.map { "\(model.name($0.symbol)) \($0.cause.rawValue)" } == [
                "FIRST needed", "SECOND needed", "FRIEND automatic",
            ])
    }

    @Test func theFewestOtherValuesChange() throws {
        // TRACE needs !FAST: one of them goes, and DEBUG comes on for it.
        let judge = try judge("CONFIG_FAST=y\n# CONFIG_DEBUG is not set\n")
        let accepted = try judge.judge([propose("TRACE", "y")]).accepted
        let needed = accepted[0].consequences.filter { $0.cause == .needed }
        #expect(Set(needed.map { judge.query.model.name($0.symbol) }) == ["FAST", "DEBUG"])
        #expect(accepted[0].isProven)
    }

    @Test func guardsHoldAgainstConsequencesToo() throws {
        let judge = try judge(guarded: {
            [Guarded($0.symbol(named: "DEFENCE")!, .atLeast(.yes), why: "safety")]
        })
        let direct = try refusal(judge, "DEFENCE", "n")
        #expect(direct?.kind == .guarded)
        let indirect = try refusal(judge, "FASTER", "y")
        #expect(indirect?.kind == .impossible)
        #expect(indirect?.message == "FASTER=y would change DEFENCE (safety)")
        #expect(indirect?.facts.contains { $0.contains("Kconfig:") } == true)
        #expect(value(judge, "DEFENCE") == "y")
    }

    /// A guarded text that nobody sees has no value that could be held against anything.
    @Test func explanationsAreAboutTheProposal() throws {
        let text = """
            config GIVEN
            \tbool "Given"
            config LINE
            \tstring "Line"
            \tdepends on GIVEN
            \tdefault ""
            config NEEDED
            \tbool "Needed"
            \tdepends on !WANTED
            \tdefault y
            config WANTED
            \tbool "Wanted"
            """
        let model = try parse(text)
        let guards = GuardSet([
            Guarded(model.symbol(named: "GIVEN")!, .asItIs, why: "given"),
            Guarded(model.symbol(named: "LINE")!, .asItIs, why: "line"),
            Guarded(model.symbol(named: "NEEDED")!, .atLeast(.yes), why: "needed"),
        ])
        let query = try TrialQuery(base(model), bounds: guards.bounds, engine: CaDiCaLEngine())
        let facts = try refusal(Judge(query, guards, allowsStrings: false), "WANTED", "y")?.facts ?? []
        #expect(facts.contains { $0.contains("WANTED") } && facts.contains { $0.hasPrefix("needed:") })
        #expect(!facts.contains { $0.contains("LINE") })
    }

    @Test func earlierProposalsHold() throws {
        let judge = try judge()
        #expect(try judge.judge([propose("DEFENCE", "y")]).unchanged == 1)
        _ = try judge.judge([propose("FASTER", "y")])
        #expect(try refusal(judge, "FASTER", "n")?.kind == .decided)
        let late = try refusal(judge, "DEFENCE", "y")
        #expect(late?.message == "DEFENCE=y would change FASTER=y (accepted before)")
    }

    @Test func tooManyConsequencesAreRefused() throws {
        let judge = try judge("CONFIG_FAST=y\n# CONFIG_DEBUG is not set\n", most: 1)
        #expect(try refusal(judge, "TRACE", "y")?.kind == .tooMany)
        #expect(value(judge, "FAST") == "y")
    }

    @Test func contradictionsCancelEachOther() throws {
        let judge = try judge()
        let verdicts = try judge.judge([
            propose("HUGE", "y"), propose("HUGE", "n"), propose("HZ_100", "y"), propose("HZ_1000", "y"),
            propose("FAST", "y"), propose("FAST", "y"),
        ])
        #expect(verdicts.refused.map(\.kind) == Array(repeating: .contradiction, count: 4))
        #expect(verdicts.accepted.map(\.proposal.name) == ["FAST"])
    }

    @Test(arguments: [
        ("HUGF", "y", Refusal.Kind.unknown), ("", "y", .unknown), ("HUGE\nCONFIG_FAST", "y", .unknown),
        ("n", "y", .unknown), ("HUGE", "m", .value), ("HUGE", "y\nCONFIG_FAST=y", .value),
        ("SIZE", "65", .value),
        ("SIZE", "017", .value), ("SIZE", "99999999999999999999", .value), ("SIZE", "8; rm -rf /", .value),
        ("HZ_250", "n", .value), ("LIBCACHE", "y", .impossible), ("NAME", "/sbin/init", .guarded),
    ])
    func whatIsNoUsableWish(_ name: String, _ value: String, _ kind: Refusal.Kind) throws {
        let judge = try judge()
        let before = try judge.query.config()
        #expect(try refusal(judge, name, value)?.kind == kind)
        #expect(try judge.query.config() == before)
    }

    @Test func unknownNamesComeWithSimilarOnes() throws {
        #expect(
            try refusal(judge(), "HUGE_ALWAY", "y")?.message == "there is no HUGE_ALWAY; similar: HUGE_ALWAYS"
        )
    }

    @Test func textsNeedPermissionAndStayOneLine() throws {
        let judge = try judge(strings: true)
        #expect(try refusal(judge, "NAME", "a\nCONFIG_FAST=y")?.kind == .value)
        #expect(try judge.judge([propose("NAME", "it's \"quoted\" \\ $(shell)")]).accepted.count == 1)
        let config = String(decoding: try judge.query.config(), as: UTF8.self)
        #expect(config.contains("CONFIG_NAME=\"it's \\\"quoted\\\" \\\\ $(shell)\"\n"))
    }

    @Test func forbiddenValuesStayAway() throws {
        let judge = try judge(guarded: { [Guarded($0.symbol(named: "SIZE")!, .never("32"), why: "hangs")] })
        #expect(try refusal(judge, "SIZE", "32")?.kind == .guarded)
        #expect(try refusal(judge, "SIZE", "33") == nil)
    }
}
