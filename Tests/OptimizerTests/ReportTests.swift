// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver
import Testing

@testable import Optimizer

/// What the reports say.
struct ReportTests {
    private func report() throws -> RunReport {
        let start = try base(parse(smallTree))
        let settings = RunSettings(
            Goal("less `latency`\n# please"), .model(name: "m", host: "h"), kernel: "6.12", baseName: "b",
            base: [])
        let advisor = ScriptedAdvisor()
        advisor.onPropose = { options in
            options.contains { $0.name == "FASTER" }
                ? [Proposal("FASTER", "y", reason: "<b>fast</b>"), Proposal("NOPE", "y", reason: "")] : []
        }
        return try TuningSession(start, settings, arch: "x86").run(
            advisor, usage: { Usage() }, seconds: { 0 }
        ).report
    }

    @Test func markdownNamesChangesConsequencesAndRefusals() throws {
        let text = try report().markdown
        for part in [
            "# autoosconfig: less \\`latency\\` \\# please\n", "advised by the model m at h.",
            "1 proposal accepted, with 1 consequence; 1 refused",
            "- `FASTER`: `n` → `y`: \\<b\\>fast\\</b\\>\n",
            "  - had to change with it: `DEFENCE: y → n`\n", "- `NOPE=y`: there is no NOPE",
            "| menus visited | 3 |",
        ] {
            #expect(text.contains(part), "\(part) in\n\(text)")
        }
    }

    @Test func jsonHasTheSame() throws {
        let json = try report().json
        #expect(json["schema"] == "kconfig-sat/autoos-report/1")
        #expect(json["changes"]?.array?.count == 1)
        #expect(
            json["changes"]?.array?[0]["consequences"] == [
                ["symbol": "DEFENCE", "old": "y", "new": "n", "cause": "needed"]
            ])
        #expect(json["refused"]?.array?.first?["kind"] == "unknown")
        #expect(json["counts"]?["accepted"] == 1 && json["stopped"] == "complete")
    }

    @Test func aChangeThatNobodyAskedForIsNoticed() throws {
        let start = try base(parse(smallTree))
        let other = try base(parse(smallTree), "CONFIG_FAST=y\n")
        let unexplained = RunReport.unexplained(RunRecord(), from: start, to: other.evaluator)
        #expect(unexplained.map { start.model.name($0) } == ["FAST"])
    }

    @Test func promptsNameTheOptionsAndTheSchemaTheirNames() throws {
        let reader = MenuReader(
            try TrialQuery(base(parse(smallTree)), bounds: []).evaluator(), includesText: false)
        let root = reader.view(KconfigModel.root)
        let writer = PromptWriter(goal: Goal("execl"), kernel: "6.12 for riscv")
        let memory = reader.view(root.submenus[0].menu)
        let request = writer.propose(memory.options.filter { $0.kind == .number }, of: memory)
        #expect(request.user.contains("- SIZE (now 16, range 1 to 64): Size\n"))
        #expect(request.system.contains("6.12 for riscv") && request.system.contains("execl"))
        let item = request.schema["properties"]?["changes"]?["items"]?["properties"]
        #expect(item?["symbol"]?["enum"] == ["SIZE"])
        let tick = writer.propose(root.options.filter { $0.kind == .choice }, of: root)
        #expect(
            tick.schema["properties"]?["changes"]?["items"]?["properties"]?["symbol"]?["enum"] == [
                "HZ_100", "HZ_250", "HZ_1000",
            ])
        let menus = writer.choose(among: root.submenus, of: root)
        #expect(menus.user.contains("1. Memory\n2. Debugging\n"))
    }
}
