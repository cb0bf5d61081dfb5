// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Lint

/// Findings that have one cause, independent conflicts, and what comes first.
@Suite struct GroupTests {
    private static let tree = """
        config NET
        \tbool "net"

        config DRIVERS
        \tbool "drivers"
        \tdepends on NET

        config A
        \tbool "a"
        \tdepends on DRIVERS

        config B
        \tbool "b"
        \tdepends on DRIVERS && NET

        config LONE
        \tbool "lone"
        \tdepends on A || B

        """

    private func report(_ fragment: String, base: String? = nil) throws -> Report {
        var inputs = [ConfigInput(name: "z.config", text: source(fragment), isFragment: true)]
        if let base {
            inputs.insert(ConfigInput(name: "a.config", text: source(base), isFragment: false), at: 0)
        }
        let lint = ConfigLines(try parse(Self.tree), inputs, RuleSelection(), engine: CaDiCaLEngine())
        return Report(try lint.completed(lint.findings(), deadline: nil).findings) { _ in nil }
    }

    @Test func linesOfOneCauseAreOneFinding() throws {
        let report = try report("CONFIG_DRIVERS=y\nCONFIG_A=y\nCONFIG_B=y\nCONFIG_LONE=y\n")
        let dropped = report.findings.filter { $0.rule == "value-dropped" }
        let group = try #require(dropped.first)
        #expect(dropped.count == 2)
        #expect(
            group.message
                == "3 lines are lost since NET is n (Kconfig:1): CONFIG_DRIVERS=y, CONFIG_A=y, CONFIG_B=y")
        #expect(group.related.map(\.place.line) == [1, 2, 3])
        #expect(group.fix?.lines == ["CONFIG_NET=y"])
        #expect(report.single.count { $0.rule == "value-dropped" } == 4)
    }

    @Test func modulesThatBecomeYAreOneFinding() throws {
        let names = ["A", "B", "C", "D"]
        let model = try parse(
            "config MODULES\n\tbool \"m\"\n\tmodules\n\n"
                + names.map { "config \($0)\n\ttristate \"\($0)\"\n\n" }.joined())
        let text = "# CONFIG_MODULES is not set\n" + names.map { "CONFIG_\($0)=m\n" }.joined()
        let lint = ConfigLines(
            model, [ConfigInput(name: "a.config", text: source(text), isFragment: false)], RuleSelection(),
            engine: CaDiCaLEngine())
        let findings = Report(try lint.completed(lint.findings(), deadline: nil).findings) { _ in nil }
            .findings
        #expect(findings.count == 1)
        #expect(
            findings.first?.message
                == "4 lines have another value since MODULES is n (Kconfig:1): CONFIG_A=m, CONFIG_B=m, CONFIG_C=m and 1 more"
        )
    }

    @Test func twoAreNoGroup() throws {
        let report = try report("CONFIG_A=y\nCONFIG_DRIVERS=y\n")
        #expect(report.findings.count { $0.rule == "value-dropped" } == 2)
    }

    @Test func fragmentsComeFirst() throws {
        let report = try report("CONFIG_A=y\n", base: "CONFIG_B=y\nCONFIG_NOPE=y\n")
        #expect(report.findings.map(\.isOfBase) == [false, true, true])
        #expect(report.findings.map(\.place.file) == ["z.config", "a.config", "a.config"])
    }

    @Test func independentConflictsAreAllReported() throws {
        let model = try parse(
            """
            config A
            \tbool "a"
            \tdepends on !B

            config B
            \tbool "b"

            config C
            \tbool "c"
            \tdepends on !D

            config D
            \tbool "d"

            """)
        let text = source("CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\nCONFIG_D=y\n")
        let inputs = [ConfigInput(name: "a.config", text: text, isFragment: true)]
        let lint = ConfigLines(model, inputs, RuleSelection(), engine: CaDiCaLEngine())
        let conflicts = try lint.completed([], deadline: nil).findings.filter {
            $0.rule == "conflicting-lines"
        }
        // Each at its first line.
        #expect(Set(conflicts.map(\.place.line)) == [1, 3])
    }

    @Test func longLinesAreCutUnlessAsked() throws {
        var report = try report("CONFIG_A=y\n")
        #expect(
            ReportFormat.text.render(report, version: "").split(separator: "\n").allSatisfy {
                $0.count <= 200
            })
        report.isVerbose = true
        #expect(LineLimit.cut(String(repeating: "word ", count: 60), tail: " [rule]").count <= 200)
        #expect(LineLimit.cut(String(repeating: "word ", count: 60), tail: " [rule]").hasSuffix("-v) [rule]"))
        #expect(LineLimit.cutLines("  CONFIG_X=" + String(repeating: "x", count: 300)).count == 311)
    }

    @Test func selectedLinesWithoutPromptAreNoted() throws {
        let model = try parse("config T\n\tbool\n\nconfig S\n\tbool \"s\"\n\tselect T\n")
        let inputs = [
            ConfigInput(
                name: "a.config", text: source("CONFIG_S=y\n# CONFIG_T is not set\n"), isFragment: true)
        ]
        let lint = ConfigLines(model, inputs, RuleSelection(), engine: CaDiCaLEngine())
        #expect(
            lint.findings().map(\.message)
                == ["CONFIG_T=n becomes y: it is selected by S [=y] (Kconfig:6)"])
    }

    @Test func theMemberThatAChoiceTakesIsNotSetToItself() throws {
        let model = try parse(
            "choice\n\tprompt \"c\"\nconfig ONE\n\tbool \"1\"\nconfig TWO\n\tbool \"2\"\nendchoice\n")
        let inputs = [
            ConfigInput(
                name: "a.config", text: source("# CONFIG_ONE is not set\n# CONFIG_TWO is not set\n"),
                isFragment: true)
        ]
        let lint = ConfigLines(model, inputs, RuleSelection(), engine: CaDiCaLEngine())
        #expect(
            lint.findings().map(\.message)
                == ["CONFIG_ONE=n becomes y: its choice takes it; set another member to y instead: TWO"])
    }
}

/// Symbols that only other architectures define.
@Suite struct OtherArchitecturesTests {
    @Test func theirPlacesAreNamed() throws {
        let tree = Tree([
            "Kconfig": Array("source \"arch/x86/Kconfig\"\n".utf8),
            "arch/x86/Kconfig": Array("config X86\n\tbool \"x86\"\n".utf8),
            "arch/arm/Kconfig": Array("source \"arch/$(SRCARCH)/mach/Kconfig\"\nconfig ARM\n\tbool\n".utf8),
            "arch/arm/mach/Kconfig": Array("\nmenuconfig BOARD\n\tbool\n".utf8),
            "arch/riscv/Kconfig": Array("config BOARD\n\tbool\nconfig BOARD\n\tbool\n".utf8),
        ])
        let others = OtherArchitectures(try tree.parse())
        #expect(
            others.definitions(of: "BOARD") == [
                "arm (arch/arm/mach/Kconfig:2)", "riscv (arch/riscv/Kconfig:1)",
            ])
        #expect(others.definitions(of: "X86").isEmpty)
        #expect(
            others.sentence(about: "ARM") == "no Kconfig file defines it; defined by arm (arch/arm/Kconfig:2)"
        )
    }
}
