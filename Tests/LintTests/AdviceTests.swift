// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver
import TestSupport
import Testing

@testable import Lint

/// What findings about the tree propose, done.
@Suite struct CycleAdviceTests {
    private static let texts = [
        // A default of a choice is no part of any cycle.
        """
        choice
        \tprompt "speed"
        \tdefault SLOW

        config SLOW
        \tbool "slow"

        config FAST
        \tbool "fast"

        endchoice

        menuconfig GFX
        \tbool "graphics"

        if GFX

        config CARD
        \tbool "card"
        \tselect GFX

        endif
        """,
        // Nor are the ends of a range.
        """
        config TOP
        \tint
        \trange 1 LIMIT

        config LIMIT
        \tint
        \tdefault TOP

        config A
        \tbool "a"

        config B
        \tbool "b"
        \tdepends on A
        \tselect A
        """,
        // A bare m is m && MODULES.
        """
        config MODULES
        \tbool "modules"
        \tmodules
        \tdepends on T

        config T
        \ttristate "t"
        \tdepends on m
        """,
        // Two cycles, one of them through the condition of a prompt.
        """
        config A
        \tbool "a" if B

        config B
        \tbool "b"
        \tdepends on A

        config C
        \tdef_bool D

        config D
        \tbool
        \tdefault y if C
        """,
        // A member of a choice that depends on another one.
        """
        choice
        \tprompt "c"

        config ONE
        \tbool "one"
        \tdepends on TWO

        config TWO
        \tbool "two"

        endchoice
        """,
    ]

    private func model(_ text: String) throws -> KconfigModel {
        let scratch = Scratch()
        scratch.write(text + "\n", to: "Kconfig")
        var options = ParseOptions(
            root: "Kconfig", dialect: .modern, shell: FakeShell(), sourceTree: scratch.path)
        options.allowsCycles = true
        return try KconfigModel.parse(options)
    }

    @Test(arguments: texts)
    func theLinesBreakTheCycles(_ text: String) throws {
        let model = try model(text)
        let cut = DependencyGraph(model).smallestCut()
        let isCyclic = model.hasCycles && !model.isAcyclic(without: [])
        #expect(isCyclic)
        let isBroken = model.isAcyclic(without: Set(cut.map(\.location)))
        #expect(isBroken)
        for line in cut {
            let isEnough = model.isAcyclic(without: Set(cut.filter { $0 != line }.map(\.location)))
            #expect(!isEnough, "\(line.text)")
        }
        let rule = SyntacticRule.recursiveDependency
        let findings = rule.check(LintTree(model), rule.info)
        #expect(findings.allSatisfy { $0.fix != nil })
    }

    @Test func aSelectIsProposedFirst() throws {
        #expect(DependencyGraph(try model(Self.texts[0])).smallestCut().map(\.text) == ["select GFX"])
    }
}

@Suite struct UnmetSelectAdviceTests {
    /// The first finding's fix, put into the text of its selecting symbol, leaves none.
    private func repairs(_ text: String, _ selector: String) throws -> Finding {
        let finding = try #require(try findings(text).first)
        let condition = try #require(finding.fix?.message.components("depend on "))
        let repaired = text.replacing(
            "\tbool \"\(selector)\"\n", "\tbool \"\(selector)\"\n\tdepends on \(condition)\n")
        #expect(try findings(repaired).isEmpty, "\(condition)")
        return finding
    }

    private func findings(_ text: String) throws -> [Finding] {
        let formula = TreeFormula(LintTree(try parse(text)), engine: CaDiCaLEngine())
        return try UnmetSelects(formula).find { finding, _ in finding }
    }

    @Test func everyOperandIsNamed() throws {
        let finding = try repairs(
            """
            config PROC
            \tbool "proc"
            \tdefault y

            config THP
            \tbool "thp"
            \tdefault y

            config CKPT
            \tbool "ckpt"

            config SOFT
            \tbool "soft dirty"
            \tdepends on CKPT && !THP && PROC

            config HZN
            \tbool "HZN"
            \tselect SOFT

            """, "HZN")
        #expect(finding.message == "HZN can select SOFT while CKPT && !THP && PROC is not met")
    }

    @Test func whatHoldsAnywayIsNotNamed() throws {
        let finding = try repairs(
            """
            config A
            \tbool "a"

            config B
            \tbool "b"

            config T
            \tbool
            \tdepends on A && (B || !A)

            if A

            config S
            \tbool "S"
            \tselect T

            endif
            """ + "\n", "S")
        #expect(finding.fix?.message == "let S depend on B || !A")
    }

    @Test func aBoolNeedsMoreThanAModule() throws {
        let finding = try repairs(
            """
            config MODULES
            \tbool "modules"
            \tmodules

            config BUS
            \ttristate "bus"

            config T
            \ttristate
            \tdepends on BUS

            config S
            \tbool "S"
            \tselect T

            """, "S")
        #expect(finding.fix?.message == "let S depend on BUS=y")
    }
}

extension String {
    /// What follows the first occurrence of `text`.
    fileprivate func components(_ text: String) -> String? {
        guard let range = firstRange(of: text) else { return nil }
        return String(self[range.upperBound...])
    }

    fileprivate func replacing(_ old: String, _ new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + self[range.upperBound...]
    }
}
