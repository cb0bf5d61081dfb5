// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import Search
import Solver
import TestSupport
import Testing

private let boards = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("boards").path

private func shipped(_ name: String) throws -> (file: BoardFile, warnings: [SatconfigDiagnostic]) {
    let path = "\(boards)/\(name)"
    return try BoardFileReader.read(#require(SourceText(path: path)), name: name)
}

@Suite struct ShippedBoardTests {
    @Test(arguments: [
        "fake.conf", "labgrid.conf", "qemu-riscv-virt.conf", "qemu-x86.conf", "serial-pdu.conf",
    ])
    func areRead(name: String) throws {
        let (file, warnings) = try shipped(name)
        #expect(warnings.isEmpty)
        #expect(file.repeats >= 6)
        // Each command is one that sh can read.
        for command in [file.build, file.install, file.powerCycle, file.console, file.bench, file.resetGood] {
            guard let command else { continue }
            let group = try ProcessGroup(["sh", "-n", "-c", command.text])
            #expect(
                group.read(until: Deadline(seconds: 20)) { _ in false } == .ended(.exit(0)),
                "\(command.origin)")
        }
    }

    @Test func allAreTested() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: boards).filter {
            $0.hasSuffix(".conf")
        }
        #expect(
            names.sorted() == [
                "fake.conf", "labgrid.conf", "qemu-riscv-virt.conf", "qemu-x86.conf", "serial-pdu.conf",
            ])
    }

    /// What boards/bench prints is what the boards' patterns read.
    @Test func resultsOfBench() throws {
        for name in ["qemu-riscv-virt.conf", "qemu-x86.conf", "labgrid.conf", "fake.conf"] {
            var watch = ConsoleWatch(try shipped(name).file)
            watch.take(
                Array("bench ready\r\nbench pipe 1 20322.200 ns/block\r\nbench execl error 12\r\n".utf8)[...])
            #expect(
                watch.results == [
                    BenchResult(name: "pipe", value: 20322.2, unit: "ns/block", better: .smaller)
                ])
            #expect(watch.state == .up)
            watch.take(Array("bench done\r\n".utf8)[...])
            #expect(watch.state == .done)
        }
    }
}

/// The fake board with what is planted.
@Suite struct FakeBoardTests {
    private let scratch = Scratch()

    private func steps(plan: String, config: String, _ more: [String: String] = [:]) throws -> BoardSteps {
        let file = try shipped("fake.conf").file
        scratch.write(config, to: ".config")
        let variables = [
            "BOARD": boards, "BUILD": scratch.path, "SEED": "1",
            "FAKE_BOARD": scratch.write(plan, to: "plan"), "FAKE_STATE": scratch.path,
        ]
        return BoardSteps(
            file, worker: file.workers(.board)[0], variables: variables.merging(more) { $1 })
    }

    private func boot(plan: String, config: String, _ more: [String: String] = [:]) throws -> BootRecord {
        let steps = try steps(plan: plan, config: config, more)
        try #require(steps.run(.build) == .done)
        return BoardBoot.run(steps, log: scratch.path + "/log")
    }

    private func gain(plan: String, _ base: String, _ candidate: String, _ more: [String: String] = [:])
        throws -> Double
    {
        let first = try boot(plan: plan, config: base)
        let second = try boot(plan: plan, config: candidate, more)
        return try #require(first.gain(of: second))
    }

    @Test func gainsAndInteractions() throws {
        let plan = """
            gain all 5 CONFIG_A=y     # a comment
            gain all -2 CONFIG_A=y CONFIG_B=n
            gain pipe 8 CONFIG_B=y
            gain all 4 init_on_alloc=0
            """
        func expect(_ gain: Double, _ expected: Double) { #expect(abs(gain - expected) < 1e-4, "\(gain)") }
        expect(try gain(plan: plan, "", "CONFIG_A=y\n"), log(1.05) + log(0.98))
        expect(
            try gain(plan: plan, "# CONFIG_A is not set\n", "CONFIG_A=y\nCONFIG_B=y\n"),
            log(1.05) + log(1.08) / 8)
        expect(try gain(plan: plan, "", "", ["SWITCHES": "psi=0 init_on_alloc=0"]), log(1.04))
        expect(try gain(plan: "", "", "CONFIG_A=y\n"), 0)
    }

    @Test func noiseBySeed() throws {
        let plan = "noise 0.5\n"
        let boots = try (1...30).map { try boot(plan: plan, config: "", ["SEED": "\($0)"]) }
        #expect(try boot(plan: plan, config: "", ["SEED": "1"]).scores == boots[0].scores)
        let gains = boots.dropFirst().compactMap { boots[0].gain(of: $0) }
        let spread = PairedRatios(logarithms: gains).standardDeviation
        #expect((0.003...0.007).contains(spread), "\(spread)")
    }

    @Test(arguments: [
        ("culprit panic CONFIG_A=y CONFIG_B=n", BootRecord.Outcome.bad),
        ("culprit silent CONFIG_A=y", .silent),
        ("culprit ends CONFIG_A=y", .silent),
        ("culprit panic CONFIG_A=y CONFIG_B=y", .measured),
        ("flaky 100", .bad), ("flaky 0", .measured), ("garbage 100", .silent), ("hang 100", .benchFailed),
        ("dead local 0", .silent), ("dead local 1", .measured), ("dead other 0", .measured),
    ])
    func faults(plan: String, outcome: BootRecord.Outcome) throws {
        #expect(try boot(plan: plan, config: "CONFIG_A=y\n").outcome == outcome)
    }

    @Test func someBootsAreFlaky() throws {
        let outcomes = try (1...40).map { try boot(plan: "flaky 30", config: "", ["SEED": "\($0)"]).outcome }
        #expect((4...20).contains(outcomes.count { $0 == .bad }))
        #expect(outcomes.contains(.measured))
    }

    @Test func aBoardThatDiesAndComesBack() throws {
        let plan = "dead local 1\n"
        #expect(try boot(plan: plan, config: "").outcome == .measured)
        #expect(try boot(plan: plan, config: "").outcome == .silent)
        #expect(try steps(plan: plan, config: "").run(.resetGood) == .done)
        #expect(try boot(plan: plan, config: "").outcome == .measured)
    }

    @Test func drift() throws {
        let first = try boot(plan: "drift 2", config: "")
        let second = try boot(plan: "drift 2", config: "")
        #expect(try abs(#require(first.gain(of: second)) + 0.02) < 1e-4)
    }

    @Test func builds() throws {
        func build(_ plan: String, _ config: String = "CONFIG_A=y\n") throws -> BoardSteps.Outcome {
            try steps(plan: plan, config: config).run(.build)
        }
        guard case .failed(let broken) = try build("no-build CONFIG_A=y") else { return #expect(Bool(false)) }
        #expect(broken.contains("build ends with exit status 1; its last lines:\nfake.c:1:1: error: planted"))
        guard case .failed(let full) = try build("full 100") else { return #expect(Bool(false)) }
        #expect(full.contains("No space left on device"))
        // Equal configurations give equal images, and comments are no part of them.
        #expect(try build("") == .done)
        let image = scratch.read("fake.image")
        #expect(try build("", "# a comment\nCONFIG_A=y\n# CONFIG_B is not set\n") == .done)
        #expect(scratch.read("fake.image") == image && image == "CONFIG_A=y\n")
    }

    /// Both of what was planted are found by ddmin on the board.
    @Test func culpritsAreFound() throws {
        let plan = "culprit panic CONFIG_O2=y\nculprit ends CONFIG_O4=y CONFIG_O6=y\n"
        var debugging = DeltaDebugging { items in
            let config = items.map { "CONFIG_O\($0)=y\n" }.joined()
            return try boot(plan: plan, config: config).outcome == .measured ? .passes : .fails
        }
        let found = try CulpritSearch.run(Array(0..<8), &debugging)
        #expect(Set(found.culprits) == [[2], [4, 6]] && found.rest == [0, 1, 3, 4, 5, 7])
        #expect(found.restOutcome == .passes)
    }
}
