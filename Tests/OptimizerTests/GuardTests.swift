// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import Testing

@testable import Optimizer

/// Keep and forbid files, and what is boot-critical by the base.
struct GuardTests {
    private func file(_ text: String) throws -> SymbolListFile {
        try SymbolListFile(source(text), path: "list")
    }

    @Test func linesOfAListFile() throws {
        let entries = try file(
            "# comment\n\nCONFIG_A\nCONFIG_B=y # why\n# CONFIG_C is not set\nD=\"x\"  # learned: found harmful\r\n"
        ).entries
        #expect(
            entries.map { "\($0.line) \($0.name) \($0.value ?? "-")" } == [
                "3 A -", "4 B y", "5 C n", "6 D x",
            ])
    }

    @Test(arguments: ["CONFIG_A y", "CONFIG_A=", "=y", "CONFIG_A-B=y", "CONFIG_A=y more"])
    func linesThatAreNone(_ line: String) {
        #expect(throws: SymbolListFile.Problem.self) { try file("\n" + line + "\n") }
    }

    @Test func keptOptionsKeepTheirValue() throws {
        let start = try base(parse(smallTree), "CONFIG_SIZE=8\n")
        #expect(try file("CONFIG_SIZE\nCONFIG_DEBUG=y\n").kept(in: start).map(\.bound) == [.asItIs, .asItIs])
        for (text, message) in [
            ("CONFIG_SIZE=9", "list:1:1: error: SIZE can't be kept at 9: it is 8 in .config_base"),
            ("CONFIG_SIZES", "list:1:1: error: unknown symbol SIZES\nhint: did you mean SIZE?"),
        ] {
            do {
                _ = try file(text).kept(in: start)
                Issue.record("accepted: \(text)")
            } catch let problem as SymbolListFile.Problem { #expect(problem.description.hasPrefix(message)) }
        }
    }

    @Test func forbiddenValuesOfOtherKernelsArePassedOver() throws {
        let start = try base(parse(smallTree))
        let guarded = try file("CONFIG_GONE=y\nCONFIG_FAST=y\nCONFIG_DEBUG=y\nCONFIG_SIZE\n").forbidden(
            in: start)
        #expect(guarded.map(\.bound) == [.never("y"), .asItIs])
    }

    @Test func whatIsLearnedIsWrittenOnce() throws {
        let old = Array("CONFIG_A=y".utf8)
        let new = SymbolListFile.learning([("B", "n"), ("A", "y")], in: old)
        #expect(String(decoding: new, as: UTF8.self) == "CONFIG_A=y\nCONFIG_B=n  # learned: found harmful\n")
        #expect(SymbolListFile.learning([("B", "n")], in: new) == new)
    }

    @Test func bootCriticalOptionsAreReadOffTheBase() throws {
        let text = """
            config TTY
            \tbool "TTY"
            config UNIX
            \tbool "Unix"
            config NONPORTABLE
            \tbool "Nonportable"
            config CMDLINE
            \tstring "Command line"
            config RD_GZIP
            \tbool "gzip"
            config OTHER
            \tbool "Other"
            """
        let start = try base(parse(text), "CONFIG_TTY=y\nCONFIG_RD_GZIP=y\nCONFIG_OTHER=y\n")
        let entries = BootGuard(start, arch: "x86").entries()
        #expect(
            entries.map { "\(start.model.name($0.symbol)) \($0.bound)" } == [
                "TTY atLeast(KconfigEvaluate.Tristate.yes)", "NONPORTABLE off", "CMDLINE asItIs",
                "RD_GZIP atLeast(KconfigEvaluate.Tristate.yes)",
            ])
    }

    @Test func defencesHoldWithoutPermission() throws {
        let text =
            "config STACKPROTECTOR\n\tbool \"Stack protector\"\n\tdefault y\n\tdepends on !QUICK\nconfig QUICK\n\tbool \"Quick\"\n"
        let start = try base(parse(text))
        for allowed in [false, true] {
            var settings = RunSettings(Goal("total"), .handbook, kernel: "6.12", baseName: "b", base: [])
            settings.allowsSecurity = allowed
            let advisor = ScriptedAdvisor()
            advisor.onPropose = { _ in [propose("QUICK", "y")] }
            let outcome = try TuningSession(start, settings, arch: "x86").run(
                advisor, usage: { Usage() }, seconds: { 0 })
            #expect(outcome.report.record.changes.count == (allowed ? 1 : 0))
        }
    }
}
