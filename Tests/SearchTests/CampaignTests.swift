// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import Search
import Testing

/// Searches on boards that are known through and through.
@Suite struct CampaignTests {
    private final class Scene {
        let workshop = FakeWorkshop()
        let tuner: FakeTuner
        var settings = SearchSettings()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        var said: [String] = []
        var isOver = { false }

        init(_ turns: [[String]]) {
            tuner = FakeTuner(turns)
            try! FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        var path: String { folder.appendingPathComponent("search.db").path }

        func run() throws -> Campaign.Result {
            let journal = try Journal(path: path)
            let laboratory = Laboratory(workshop, journal) { _ in }
            let campaign = Campaign(
                journal, laboratory, tuner, settings, try SearchFolder(folder.path), isOver: isOver,
                say: { self.said.append($0) })
            return try campaign.run()
        }

        /// All that is kept but what depends on the clock, the board and the order of the rows.
        func dump() throws -> [String] {
            let journal = try Journal(path: path)
            return try journal.rounds().map { "\($0)" } + journal.verdicts().map { "\($0)" }
                + journal.builds().map { "\($0)" } + journal.culprits().map { "\($0)" }
                + journal.wishes().map { "\($0)" }
                + journal.boots().map {
                    "\($0.key) \($0.failure ?? "") \($0.measures.sorted { $0.key < $1.key })"
                }
        }
    }

    private func names(_ result: Campaign.Result) -> Set<String> { Set(result.wishes.map(\.text)) }

    @Test func keepsWhatHelpsAndNothingElse() throws {
        let scene = Scene([["A=y", "B=n", "C=y", "D=n", "E=y", "F=n", "G=y", "H=n"]])
        scene.workshop.gains = [["B=n"]: 0.05, ["G=y"]: 0.03, ["D=n"]: -0.04]
        scene.settings.pairs = 8
        let result = try scene.run()
        #expect(result.config != nil)
        #expect(names(result) == ["B=n", "G=y"], "\(scene.said)")
        #expect(abs(log(result.verdict!.ratio) - 0.08) < 0.01)
        #expect(result.verdict!.outcome == .better)
    }

    @Test func aGainThatIsNoneIsNotWritten() throws {
        let scene = Scene([["A=y", "B=n"]])
        let result = try scene.run()
        #expect(result.config == nil)
    }

    /// Two that help only together, and an alternative that is better still.
    @Test func interactionsAndChoices() throws {
        let scene = Scene([["HZ_100=y", "X=y", "Y=y"]])
        scene.workshop.gains = [["X=y", "Y=y"]: 0.06, ["HZ_100=y"]: 0.02, ["HZ_50=y"]: 0.05]
        scene.tuner.choices = [["HZ_100=y", "HZ_50=y"]]
        scene.settings.pairs = 8
        let result = try scene.run()
        #expect(names(result) == ["X=y", "Y=y", "HZ_50=y"], "\(scene.said)")
    }

    @Test(arguments: [[["K=n"]], [["K=n"], ["P=y", "Q=y"]], [["B=n", "K=n", "Q=y"]]] as [[Set<String>]])
    func culpritsAreFoundAndLeftOut(_ killers: [Set<String>]) throws {
        let scene = Scene([["A=y", "B=n", "K=n", "P=y", "Q=y", "R=y", "S=n", "T=n"]])
        scene.workshop.killers = killers
        scene.workshop.gains = [["A=y"]: 0.05]
        let result = try scene.run()
        #expect(names(result) == ["A=y"], "\(scene.said)")
        let found = try Journal(path: scene.path).culprits()
        #expect(Set(found.map { Set($0.wishes) }) == Set(killers))
        #expect(!found.contains { !$0.isVerified })
        #expect(scene.workshop.built.count < 40)
        // Equal configurations are built once.
        #expect(Set(scene.workshop.built).count == scene.workshop.built.count)
    }

    @Test func whatBreaksTheBuildIsLeftOut() throws {
        let scene = Scene([["A=y", "B=n", "K=n"]])
        scene.workshop.breakers = [["K=n"]]
        scene.workshop.gains = [["A=y"]: 0.05]
        #expect(names(try scene.run()) == ["A=y"])
        #expect(try Journal(path: scene.path).culprits().map(\.wishes) == [["K=n"]])
    }

    @Test func parametersScreen() throws {
        let scene = Scene([["A=y", "B=n", "C=y"]])
        scene.workshop.takesParameters = true
        scene.workshop.gains = [["A=y"]: 0.04, ["B=n"]: -0.1]
        let result = try scene.run()
        #expect(names(result) == ["A=y"])
        let rounds = try Journal(path: scene.path).rounds()
        #expect(rounds.filter { $0.phase == .screen }.count == 3)
        #expect(!rounds.contains { $0.phase == .together && $0.wishes.contains("B=n") })
    }

    /// The same decisions, but kernels are there sooner.
    @Test(arguments: [1, 3]) func whatMayComeIsBuiltAhead(builders: Int) throws {
        func search(ahead: Bool) throws -> (scene: Scene, rows: [String]) {
            let scene = Scene([["A=y", "B=n", "C=y", "D=n", "E=y", "HZ_100=y"]])
            scene.tuner.choices = [["HZ_100=y", "HZ_50=y", "HZ_20=y"]]
            scene.workshop.takesParameters = true
            scene.workshop.gains = [["B=n"]: 0.05, ["E=y"]: 0.03, ["D=n"]: -0.04]
            scene.workshop.buildTime = 0.005
            scene.workshop.builders = (0..<builders).map { "maker\($0)" }
            scene.settings.buildsAhead = ahead
            _ = try scene.run()
            return (scene, try scene.dump())
        }
        let (plain, before) = try search(ahead: false)
        let (scene, after) = try search(ahead: true)
        #expect(before == after)
        #expect(Set(scene.workshop.built).isSuperset(of: plain.workshop.built))
        #expect(Set(scene.workshop.built).count == scene.workshop.built.count)
    }

    /// Options on which fewer objects hang are suspected first.
    @Test func cheapBuildsComeFirst() throws {
        func bisected(_ footprint: String?) throws -> [[String]] {
            let scene = Scene([["A=y", "B=n", "C=y", "D=n"]])
            scene.workshop.killers = [["D=n"]]
            scene.workshop.footprint = footprint.flatMap { text in
                Array(text.utf8).withUnsafeBufferPointer { BuildFootprint($0) }
            }
            _ = try scene.run()
            return try Journal(path: scene.path).rounds().filter { $0.phase == .bisect }.map(\.wishes)
        }
        #expect(try bisected(nil).first == ["A=y", "B=n"])
        #expect(try bisected("3\nA 0 1 2\nB 1\nC 2\nD 2\n").first == ["C=y", "D=n"])
    }

    @Test func laterProposalsBuildOnEarlierOnes() throws {
        let scene = Scene([["A=y", "B=n"], ["C=y", "A=y"]])
        scene.workshop.gains = [["A=y"]: 0.04, ["C=y"]: 0.04]
        #expect(names(try scene.run()) == ["A=y", "C=y"], "\(scene.said)")
        // Nothing is proposed twice.
        #expect(try Journal(path: scene.path).wishes().map(\.text) == ["A=y", "B=n", "C=y"])
    }

    // MARK: - Faults

    /// Killed at each step and started again, a search ends with the same digits as one that was left alone.
    @Test func goesOnAfterEachStep() throws {
        let turns = [["A=y", "B=n", "K=n", "P=y"]]
        func plant(_ scene: Scene) {
            scene.workshop.gains = [["A=y"]: 0.05, ["P=y"]: -0.02]
            scene.workshop.killers = [["K=n"]]
            scene.workshop.flaky = 3
        }
        let whole = Scene(turns)
        plant(whole)
        let wanted = names(try whole.run())
        let dump = try whole.dump()
        let broken = Scene(turns)
        plant(broken)
        var starts = 0
        while true {
            let workshop = FakeWorkshop()
            (workshop.gains, workshop.killers, workshop.flaky) = (
                broken.workshop.gains, broken.workshop.killers, broken.workshop.flaky
            )
            workshop.images = broken.workshop.images
            workshop.stopAt = 2
            let journal = try Journal(path: broken.path)
            let campaign = Campaign(
                journal, Laboratory(workshop, journal) { _ in }, FakeTuner(turns), broken.settings,
                try SearchFolder(broken.folder.path), isOver: { false }, say: { _ in })
            starts += 1
            do {
                let result = try campaign.run()
                #expect(names(result) == wanted)
                break
            } catch let stop as SearchStop where stop.description == "killed" {
                broken.workshop.images.merge(workshop.images) { $1 }
            }
        }
        #expect(starts > 50)
        #expect(try broken.dump() == dump)
    }

    @Test func severalBoardsGiveTheSameDigits() throws {
        func dump(_ boards: [String], dead: Set<String> = []) throws -> [String] {
            let scene = Scene([["A=y", "B=n", "K=n"]])
            scene.workshop.boards = boards
            scene.workshop.deadBoards = dead
            scene.workshop.gains = [["A=y"]: 0.05]
            scene.workshop.killers = [["K=n"]]
            _ = try scene.run()
            if boards.count > 1 && dead.isEmpty { #expect(scene.workshop.booters.count > 1) }
            return try scene.dump().filter { !$0.contains("no answer") }
        }
        let one = try dump(["one"])
        #expect(try dump(["one", "two", "three"]) == one)
    }

    @Test func aBoardThatDiesIsLeftOut() throws {
        let scene = Scene([["A=y"]])
        scene.workshop.boards = ["one", "two"]
        scene.workshop.gains = [["A=y"]: 0.05]
        _ = try scene.run()
        let other = Scene([["A=y"]])
        other.workshop.gains = scene.workshop.gains
        other.workshop.boards = ["two", "dead"]
        other.workshop.deadBoards = ["dead"]
        #expect(names(try other.run()) == ["A=y"])
    }

    @Test func withoutABoardItStops() throws {
        let scene = Scene([["A=y"]])
        scene.workshop.deadBoards = ["one"]
        #expect(throws: SearchStop.self) { try scene.run() }
    }

    @Test func aSearchThatIsOverConfirmsItsBest() throws {
        let scene = Scene([["A=y", "B=n", "C=y", "D=n"]])
        scene.workshop.gains = [["A=y"]: 0.05]
        scene.settings.rounds = 1
        let result = try scene.run()
        #expect(names(result) == ["A=y", "B=n", "C=y", "D=n"])
        #expect(result.config != nil)
        #expect(try names(scene.run()) == names(result))
        // More rounds go on from there.
        try Journal(path: scene.path).forgetConfirmation()
        scene.settings.rounds = 24
        #expect(try names(scene.run()) == ["A=y"])
    }

    // MARK: - Statistics

    /// The base against itself, 200 times: at most one of twenty differs.
    @Test func chanceIsNoGain() throws {
        var differing = 0
        for seed in 1...200 {
            let scene = Scene([["A=y"]])
            scene.settings.seed = seed
            scene.settings.rounds = 1
            _ = try scene.run()
            let verdict = try Journal(path: scene.path).verdicts().first {
                $0.round == 1 && $0.name == "total"
            }
            if verdict?.outcome != .same { differing += 1 }
        }
        #expect(differing <= 10)
    }

    /// 1 % with boots that spread by 0.5 %, ten of each.
    @Test func onePercentIsFound() throws {
        var found = 0
        for seed in 1...20 {
            let scene = Scene([["A=y"]])
            scene.settings.seed = seed
            scene.settings.pairs = 10
            scene.settings.counts = { $0 == "pipe" }
            scene.workshop.gains = [["A=y"]: 0.01]
            if try scene.run().config != nil { found += 1 }
        }
        #expect(found >= 18)
    }
}
