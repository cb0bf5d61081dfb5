// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// What is said where a macro call decides.
@Suite(.serialized) struct MacroReasonTests {
    private static let macros = """
        success = $(shell,{ $(1); } >/dev/null 2>&1 && echo "y" || echo "n")
        cc-option = $(success,true $(MACRO_TEST_TOOL) $(1))

        """

    private func model(_ text: String, tool: String = "cat", otherwise: String = "n\n") throws -> KconfigModel
    {
        setenv("MACRO_TEST_TOOL", tool, 1)
        return try parse(Self.macros + text + "\n", shell: FakeShell(otherwise: otherwise))
    }

    private func texts(_ model: KconfigModel, _ name: String) -> [String] {
        ReasonFinder(BaseConfiguration(model, source(""), name: ".config")).reason(model.symbol(name)).steps
            .map(\.text)
    }

    @Test func operandsAreToldApart() throws {
        let model = try model(
            """
            config A
            \tbool "a" if $(success,one) && y
            \tdefault y if n || $(success,two)
            \tdepends on y && \\
            \t\t"$(MACRO_TEST_TOOL)" != ""

            config N
            \tint
            \trange 1 $(shell,three)
            """)
        #expect(
            model.macroUses.map(\.text) == [
                "$(success,one)", "$(success,two)", "\"$(MACRO_TEST_TOOL)\"", "$(shell,three)",
            ])
        #expect(model.macroUses.map(\.operand) == [0, 2, 1, 1])
        #expect(model.macroUses.map { $0.commands.count } == [1, 1, 0, 1])
        #expect(model.macroUses[2].variables == ["MACRO_TEST_TOOL"])
        #expect(model.macroUses.map { Int($0.statement.line) } == [4, 5, 6, 11])
    }

    @Test func aCallThatIsNIsShownWithWhatStandsBesideIt() throws {
        let model = try model(
            """
            config B
            \tbool "b"

            config A
            \tbool "a"
            \tdepends on B && $(cc-option,-fx)
            """)
        let texts = texts(model, "A")
        #expect(texts.contains("B [=n]"))
        #expect(texts.contains("$(cc-option,-fx) [=n]: cat does not know -fx"))
        #expect(
            texts.contains {
                $0.hasPrefix("it ran true cat -fx, which failed; ")
                    && $0.contains("--define MACRO_TEST_TOOL=…")
            })
    }

    @Test func aToolThatIsMissingIsNamed() throws {
        let model = try model(
            """
            config VERSION
            \tint
            \tdefault $(shell,get $(MACRO_TEST_TOOL))

            config A
            \tbool "a"
            \tdepends on VERSION >= 5
            """, tool: "no-such-tool-here", otherwise: "0\n")
        let texts = texts(model, "A")
        #expect(texts.contains("VERSION [=0]>=5"))
        #expect(
            texts.contains(
                "VERSION is $(shell,get $(MACRO_TEST_TOOL)), which is 0: no-such-tool-here is not installed"))
    }

    /// Of the machine that answers were recorded on, nothing is known but them.
    @Test func recordsSayNothingOfThisMachine() throws {
        setenv("MACRO_TEST_TOOL", "no-such-tool-here", 1)
        let shell = FakeShell(otherwise: "n\n")
        shell.isRecorded = true
        let text = """
            config A
            \tbool "a"
            \tdepends on $(cc-option,-fx)

            config B
            \tbool "b"
            \tdepends on $(success,test -e /no/such/file)

            """
        let model = try parse(Self.macros + text, shell: shell)
        let all = texts(model, "A") + texts(model, "B")
        #expect(all.contains { $0.contains("no-such-tool-here does not know -fx") })
        #expect(!all.contains { $0.contains("install") || $0.contains("is missing") })
    }

    @Test func aFileThatIsMissingIsNamed() throws {
        let model = try model("config A\n\tbool \"a\"\n\tdepends on $(success,test -e /no/such/file)")
        #expect(
            texts(model, "A").contains("$(success,test -e /no/such/file) [=n]: /no/such/file is missing"))
    }

    @Test func emptyVariablesAreShown() throws {
        let model = try model(
            "config C\n\tbool \"c\"\n\nconfig A\n\tbool \"a\"\n\tdepends on C || \"$(MACRO_TEST_TOOL)\" != \"\"",
            tool: "")
        let texts = texts(model, "A")
        #expect(texts.contains("C [=n] || \"$(MACRO_TEST_TOOL)\" [=\"\"]!=\"\""))
        #expect(texts.contains("MACRO_TEST_TOOL is not set: --define MACRO_TEST_TOOL=…"))
    }

    @Test func explanationsShowTheCall() throws {
        let model = try model("config A\n\tbool \"a\"\n\tdepends on $(cc-option,-fx)")
        let wanted = try satconfig("CONFIG_A=y\n", model)
        let explanation = try #require(
            try Explanation.explain(wanted, .forbidden, engine: CaDiCaLEngine()))
        let line = try #require(explanation.lines.last)
        #expect(line.text == "A can be on only by its prompt, which is visible if $(cc-option,-fx)")
        #expect(line.notes.first == "$(cc-option,-fx) is n: cat does not know -fx")
    }
}
