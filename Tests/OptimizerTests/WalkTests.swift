// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Optimizer

/// The states of the loop, on the menu tree of a small Kconfig.
struct WalkTests {
    private func run(
        _ adviser: ScriptedAdviser, _ config: String = "", tree: String = smallTree, corrections: Int = 2,
        batch: Int = 15, goal: Goal? = nil, stop: @escaping (RunRecord) -> StopReason? = { _ in nil }
    ) throws -> RunRecord {
        let model = try parse(tree)
        let query = try TrialQuery(base(model, config), bounds: [], engine: CaDiCaLEngine())
        var options = TuningRun.Options()
        options.corrections = corrections
        options.batchSize = batch
        let judge = Judge(query, GuardSet([]), allowsStrings: false)
        return try TuningRun(judge, adviser, MenuExclusion(goal), options, mustStop: stop).run()
    }

    @Test func everyVisibleOptionIsAskedOnceByKind() throws {
        let adviser = ScriptedAdviser()
        let record = try run(adviser)
        #expect(
            adviser.asked == [
                ["MODULES", "DEBUG", "FAST", "DEFENCE", "FASTER"], ["HZ_100", "HZ_250", "HZ_1000"],
                ["HUGE"], ["CACHE"], ["SIZE"], ["DEBUG_LOCKS", "TRACE"],
            ])
        #expect(record.visits == 3 && record.stop == .complete)
        #expect(record.optionsAsked == 11)
    }

    @Test func optionsThatAppearAreAskedAndThoseThatVanishAreNot() throws {
        let adviser = ScriptedAdviser()
        adviser.onPropose = { options in
            let names = options.flatMap(\.names)
            if names.contains("DEBUG") { return [propose("DEBUG", "n")] }
            return names.contains("HUGE") ? [propose("HUGE", "y")] : []
        }
        _ = try run(adviser)
        let asked = Set(adviser.asked.joined())
        #expect(asked.contains("HUGE_ALWAYS"))
        #expect(!asked.contains("DEBUG_LOCKS") && !asked.contains("TRACE"))
    }

    @Test func aVisitedMenuComesBackOnlyForNews() throws {
        let adviser = ScriptedAdviser()
        // TRACE hides when FAST comes on; HUGE is switched on from another menu.
        adviser.onPropose = { options in
            options.flatMap(\.names).contains("DEBUG_LOCKS") ? [propose("HUGE", "y")] : []
        }
        let record = try run(adviser)
        #expect(adviser.asked.last == ["HUGE_ALWAYS"])
        #expect(record.visits == 4)
    }

    @Test func prunedMenusAreNotVisited() throws {
        let adviser = ScriptedAdviser()
        adviser.onChoose = { titles in titles.firstIndex(of: "Memory").map { [$0] } ?? [] }
        let record = try run(adviser)
        #expect(Set(adviser.menus) == ["Small", "Memory"])
        #expect(record.menusKept == 1 && record.menusPruned == 1)
    }

    @Test func anUnusablePruneAnswerKeepsAll() throws {
        let adviser = ScriptedAdviser()
        adviser.onChoose = { _ in nil }
        let record = try run(adviser)
        #expect(record.menusKept == 2)
        #expect(record.problems == ["Small: the answer names no menus; all were kept"])
    }

    private let withDrivers = smallTree + "\nmenu \"Device Drivers\"\nconfig CARD\n\tbool \"Card\"\nendmenu\n"

    @Test func hardwareMenusAreExcludedUnlessTheGoalAsks() throws {
        let plain = ScriptedAdviser()
        _ = try run(plain, tree: withDrivers, goal: Goal("context-switch"))
        #expect(!plain.asked.joined().contains("CARD"))
        let driver = ScriptedAdviser()
        _ = try run(driver, tree: withDrivers, goal: Goal("the fastest GPU driver"))
        #expect(driver.asked.joined().contains("CARD"))
    }

    @Test func menusOfTheProcessorsSpeedAreNoDriverMenus() throws {
        let files = [
            "drivers/cpufreq/Kconfig": "menu \"Frequency\"\nconfig GOVERNOR\n\tbool \"Governor\"\nendmenu\n",
            "drivers/net/Kconfig": "menu \"Cards\"\nconfig CARD\n\tbool \"Card\"\nendmenu\n",
        ]
        let model = try parse(files.map { "source \"\($0.key)\"\n" }.joined(), files: files)
        let judge = Judge(
            try TrialQuery(base(model), bounds: [], engine: CaDiCaLEngine()), GuardSet([]),
            allowsStrings: false)
        let adviser = ScriptedAdviser()
        let run = TuningRun(judge, adviser, MenuExclusion(Goal("total")), TuningRun.Options())
        _ = try run.run()
        #expect(adviser.asked == [["GOVERNOR"]])
    }

    @Test func anAnswerThatDoesNotComeInTimeEndsTheRun() throws {
        let model = ScriptedModel { request in
            if request.user.contains("SIZE") { throw OutOfTime("too slow") }
            return "{\"changes\":[{\"symbol\":\"FAST\",\"value\":\"y\"}],\"menus\":[1,2]}"
        }
        let session = try TuningSession(
            base(parse(smallTree)),
            RunSettings(Goal("total"), .model(name: "m", host: "h"), kernel: "6.12", baseName: "b", base: []),
            arch: "x86", engine: CaDiCaLEngine())
        let record = try session.run(
            ChatAdviser(model, goal: Goal("total"), kernel: "6.12"), usage: { Usage() }, seconds: { 0 }
        ).record
        #expect(record.stop == .time && record.changes.map(\.accepted.new) == ["y"])
        // The question without an answer does not count: a replay ends before it.
        #expect(record.questions == 5 && record.optionsAsked == 8)
    }

    @Test func batchesAreBounded() throws {
        let adviser = ScriptedAdviser()
        _ = try run(adviser, batch: 2)
        #expect(adviser.asked.first == ["MODULES", "DEBUG"])
        #expect(Batch.next(of: [], size: 99).isEmpty)
    }

    @Test func refusalsGoBackABoundedNumberOfTimes() throws {
        let adviser = ScriptedAdviser()
        adviser.onPropose = { $0.contains { $0.name == "SIZE" } ? [propose("SIZE", "100")] : [] }
        adviser.onCorrect = { _ in [propose("SIZE", "200")] }
        let record = try run(adviser, corrections: 3)
        #expect(adviser.corrections.count == 3)
        #expect(record.refused.map(\.wasReturned) == [true, true, true, false])
    }

    @Test func aCorrectionIsActedOn() throws {
        let adviser = ScriptedAdviser()
        adviser.onPropose = { $0.contains { $0.name == "SIZE" } ? [propose("SIZE", "100")] : [] }
        adviser.onCorrect = { _ in [propose("SIZE", "64")] }
        let record = try run(adviser)
        #expect(record.changes.map { "\($0.accepted.new) \($0.round)" } == ["64 1"])
    }

    @Test func guardedRefusalsDoNotGoBack() throws {
        let adviser = ScriptedAdviser()
        adviser.onPropose = { $0.contains { $0.name == "SIZE" } ? [propose("NAME", "x")] : [] }
        let record = try run(adviser)
        #expect(adviser.corrections.isEmpty && record.refused.count == 1)
    }

    @Test func boundsEndTheRunAfterTheAnswerAtHand() throws {
        let adviser = ScriptedAdviser()
        adviser.onPropose = { $0.contains { $0.name == "FAST" } ? [propose("FAST", "y")] : [] }
        let record = try run(adviser, stop: { $0.questions >= 2 ? .tokens : nil })
        #expect(record.stop == .tokens && record.questions == 2)
        #expect(record.changes.count == 1)
    }

    @Test func budgets() {
        var budget = Budget()
        budget.visits = 3
        budget.tokens = 100
        budget.seconds = 10
        budget.cost = 1
        budget.price = Price(prompt: 1_000_000)
        var usage = Usage()
        #expect(budget.reached(visits: 2, usage, seconds: 9) == nil)
        #expect(budget.reached(visits: 3, usage, seconds: 9) == .visits)
        #expect(budget.reached(visits: 2, usage, seconds: 10) == .time)
        usage.promptTokens = 1
        #expect(budget.reached(visits: 2, usage, seconds: 9) == .cost)
        usage.promptTokens = 100
        #expect(budget.reached(visits: 2, usage, seconds: 9) == .tokens)
    }

    @Test func choicesShowTheirMembersAndNumbersTheirRange() throws {
        let model = try parse(smallTree)
        let query = try TrialQuery(base(model), bounds: [], engine: CaDiCaLEngine())
        let reader = MenuReader(query.evaluator(), includesText: true)
        let root = reader.view(KconfigModel.root)
        let tick = root.options.first { $0.kind == .choice }
        #expect(tick?.value == "HZ_250" && tick?.members.map(\.name) == ["HZ_100", "HZ_250", "HZ_1000"])
        let memory = reader.view(root.submenus[0].menu)
        #expect(memory.options.map(\.kind) == [.bool, .tristate, .number, .text])
        #expect(memory.options[2].range == "1 to 64" && memory.options[1].allowed == ["n", "m", "y"])
        #expect(memory.title == "Memory" && root.title == "Small")
    }
}
