// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Optimizer

/// What the reports say.
struct ReportTests {
    private func report() throws -> FinishedRun {
        let start = try base(parse(smallTree))
        let settings = RunSettings(
            Goal("less `latency`\n# please"), .model(name: "m", host: "h"), kernel: "6.12", baseName: "b",
            base: [])
        let adviser = ScriptedAdviser()
        adviser.onPropose = { options in
            options.contains { $0.name == "FASTER" }
                ? [Proposal("FASTER", "y", reason: "<b>fast</b>"), Proposal("NOPE", "y", reason: "")] : []
        }
        return try TuningSession(start, settings, arch: "x86", engine: CaDiCaLEngine()).run(
            adviser, usage: { Usage() }, seconds: { 0 }
        )
    }

    @Test func markdownNamesChangesConsequencesAndRefusals() throws {
        let text = try report().markdown
        for part in [
            "# autoosconfig: less \\`latency\\` # please\n", "| adviser | the model m at h |",
            "| accepted | 1 proposal, which changed 1 other option with them |", "| refused | 1 proposal |",
            "### Small\n\n- **`FASTER`**: `n` → `y`\\\n  \\<b>fast\\</b>\n",
            "  - had to change with it: `DEFENCE: y → n`\n",
            "### No such option\n\n- `NOPE=y`: there is no NOPE\n", "| menus visited | 3 |",
        ] {
            #expect(text.contains(part), "\(part) in\n\(text)")
        }
    }

    @Test func theSameRefusalAgainIsCounted() throws {
        let adviser = ScriptedAdviser()
        adviser.onPropose = { _ in [propose("NOPE", "y"), propose("SIZE", "999")] }
        let settings = RunSettings(
            Goal("less latency"), .handbook, kernel: "6.12", baseName: "b", base: [])
        let text = try TuningSession(base(parse(smallTree)), settings, arch: "x86", engine: CaDiCaLEngine())
            .run(
                adviser, usage: { Usage() }, seconds: { 0 }
            ).markdown
        #expect(text.contains("- `NOPE=y`: there is no NOPE (6 times)\n"))
        #expect(text.contains("Nothing was changed: `.config` is the settled start.\n"))
        #expect(text.contains("for its goal context-switch, which is the closest one; no model was asked"))
        #expect(!text.contains("## Changes") && !text.contains("tokens"))
    }

    @Test(arguments: [
        ("a_b _c_ *d*", #"a_b \_c\_ \*d\*"#), ("# x", "\\# x"), ("1. x", #"1\. x"#),
        ("a - b # c > d [e] 6.1 f", "a - b # c > d [e] 6.1 f"), ("6.12", "6.12"), ("> x", "\\> x"),
        ("- x", #"\- x"#), ("[x](y) <z> &lt;", #"[x\](y) \<z> \&lt;"#),
        ("a\nb\u{1B}[31mc\u{202E}d", "a b?[31mc?d"),
    ])
    func textFromElsewhereIsOnlyText(_ text: String, _ shown: String) {
        #expect(MarkdownText.plain(text) == shown)
        #expect(MarkdownText.code("a`b\nc\u{1B}") == "`a'b c?`")
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
        let unexplained = RunRecord().unexplained(from: start, to: other.evaluator)
        #expect(unexplained.map { start.model.name($0) } == ["FAST"])
    }

    @Test func promptsNameTheOptionsAndTheSchemaTheirNames() throws {
        let reader = MenuReader(
            try TrialQuery(base(parse(smallTree)), bounds: [], engine: CaDiCaLEngine()).evaluator(),
            includesText: false)
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
