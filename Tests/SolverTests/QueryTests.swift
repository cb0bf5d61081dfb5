// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

@Suite struct QueryTests {
    private func solve(
        _ kconfig: String, _ requirements: String, objective: Objective = .minimal, allowsUnmet: Bool = false
    ) throws -> [String]? {
        let model = try parse(kconfig)
        var options = SatconfigQuery.Options()
        options.objective = objective
        options.unmet = UnmetPolicy(isAllowed: allowsUnmet)
        var base: Evaluator?
        if case .base(let text) = objective {
            let evaluator = Evaluator(model)
            evaluator.load(SourceText(copying: Array(text.utf8)), name: "base")
            base = evaluator
        }
        let query = SatconfigQuery(
            try satconfig(requirements, model), options, base: base, engine: CaDiCaLEngine())
        guard case .found(let solution) = try query.solve() else { return nil }
        return String(decoding: solution.config, as: UTF8.self).split(separator: "\n")
            .map(String.init).filter { $0.hasPrefix("CONFIG_") }
    }

    private func explain(_ kconfig: String, _ requirements: String) throws -> [String] {
        let wanted = try satconfig(requirements, try parse(kconfig))
        let explanation = try #require(try Explanation.explain(wanted, .forbidden, engine: CaDiCaLEngine()))
        ExplanationCheck(wanted, explanation).run("\(requirements)")
        return explanation.lines.map(\.rendered)
    }

    // MARK: - Objectives

    static let options = """
        config EXPERT
        	bool "expert"
        config TTY
        	bool "tty" if EXPERT
        	default y
        config A
        	bool "a"
        	default y
        config B
        	bool "b"
        	depends on A
        	default y
        config N
        	int "n"
        	default 7
        choice
        	prompt "c"
        	default Y
        config X
        	bool "x"
        config Y
        	bool "y"
        endchoice

        """

    @Test func objectives() throws {
        #expect(try solve(Self.options, "") == ["CONFIG_TTY=y", "CONFIG_N=7", "CONFIG_Y=y"])
        #expect(try solve(Self.options, "", objective: .smallest)?.contains("CONFIG_Y=y") == true)
        #expect(
            try solve(Self.options, "", objective: .defaults)
                == ["CONFIG_TTY=y", "CONFIG_A=y", "CONFIG_B=y", "CONFIG_N=7", "CONFIG_Y=y"])
        #expect(
            try solve(Self.options, "CONFIG_A=n\n", objective: .defaults)
                == ["CONFIG_TTY=y", "CONFIG_N=7", "CONFIG_Y=y"])
        #expect(
            try solve(Self.options, "prefer CONFIG_B=y\nprefer CONFIG_X=y\n")
                == ["CONFIG_TTY=y", "CONFIG_A=y", "CONFIG_B=y", "CONFIG_N=7", "CONFIG_X=y"])
        #expect(
            try solve(Self.options, "prefer CONFIG_A=y 2\nprefer CONFIG_A=n 3\n")?.contains("CONFIG_A=y")
                == false)
        #expect(try solve(Self.options, "CONFIG_TTY=n\n")?.contains("CONFIG_EXPERT=y") == true)
    }

    @Test func baseStaysClose() throws {
        let base = "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_N=9\nCONFIG_X=y\n"
        let extended = Self.options.replacingOccurrences(of: "default 7", with: "default 7\n\trange 9 9 if A")
        let config = try solve(extended, "CONFIG_A=y\n", objective: .base(base))
        #expect(config == ["CONFIG_TTY=y", "CONFIG_A=y", "CONFIG_N=9", "CONFIG_X=y"])
    }

    @Test func answersAreTheSameEachTime() throws {
        let first = try solve(Self.options, "CONFIG_B=y\n")
        for _ in 0..<5 { #expect(try solve(Self.options, "CONFIG_B=y\n") == first) }
    }

    @Test func anUnmetSelectNeedsPermission() throws {
        let text =
            "config D\n\tbool \"d\"\nconfig T\n\tbool \"t\"\n\tdepends on D\nconfig S\n\tbool \"s\"\n\tselect T\n"
        #expect(try solve(text, "CONFIG_S=y\nCONFIG_D=n\n") == nil)
        #expect(
            try solve(text, "CONFIG_S=y\nCONFIG_D=n\n", allowsUnmet: true) == ["CONFIG_T=y", "CONFIG_S=y"])
    }

    @Test func numbersAndStringsBeyondTheText() throws {
        let text =
            "config N\n\tint \"n\"\n\trange 1 100\nconfig S\n\tstring \"s\"\nconfig B\n\tdef_bool N > 50\n"
        #expect(
            try solve(text, "CONFIG_N=77\nCONFIG_S=\"free \\\"text\\\"\"\n")
                == ["CONFIG_N=77", "CONFIG_S=\"free \\\"text\\\"\"", "CONFIG_B=y"])
        #expect(try solve(text, "assert B\n")?.contains("CONFIG_B=y") == true)
        #expect(try solve(text, "CONFIG_B=y\nCONFIG_N=50\n") == nil)
    }

    // MARK: - Explanations

    @Test func explanationOfASelectChain() throws {
        let text = """
            config NET
            	bool "net"
            config DRIVER
            	bool "driver"
            	select HELPER
            config HELPER
            	bool
            	depends on NET

            """
        #expect(
            try explain(text, "CONFIG_DRIVER=y\n# CONFIG_NET is not set\n") == [
                ".satconfig:1: you require CONFIG_DRIVER=y",
                ".satconfig:2: you require # CONFIG_NET is not set",
                "Kconfig:5: DRIVER selects HELPER",
                "Kconfig:8: HELPER depends on NET, and a select must not override that",
            ])
    }

    @Test func explanationOfTwoMembersOfAChoice() throws {
        let lines = try explain(Self.options, "CONFIG_X=y\nCONFIG_Y=y\n")
        #expect(lines.count == 3)
        #expect(lines[2] == "Kconfig:16: the choice \"c\" has exactly one of X, Y when any is visible")
    }

    @Test func explanationOfModules() throws {
        let text = "config MODULES\n\tbool \"modules\"\n\tmodules\nconfig T\n\ttristate \"t\"\n"
        #expect(
            try explain(text, "# CONFIG_MODULES is not set\nCONFIG_T=m\n").last
                == "Kconfig:4: T can't be m without MODULES")
    }

    @Test func explanationOfAModuleThatOthersNeed() throws {
        let text = """
            config MODULES
            	bool "modules"
            	modules
            config A
            	tristate "a"
            config B
            	tristate "b"
            	depends on A

            """
        #expect(
            try explain(text, "CONFIG_A=m\nCONFIG_B=y\n").suffix(2) == [
                "Kconfig:4: A=m allows no more than m for what depends on it",
                "Kconfig:6: B can be on only by its prompt, which is visible if A",
            ])
    }

    @Test func explanationOfANumber() throws {
        let text = "config A\n\tbool \"a\"\nconfig N\n\tint \"n\"\n\trange 1 9 if A\n\trange 10 20\n"
        let lines = try explain(text, "CONFIG_A=y\nCONFIG_N=15\n")
        #expect(lines.last == "Kconfig:5: N ranges from 1 to 9 if A; 10 to 20")
    }

    @Test func explanationOfAHiddenSymbol() throws {
        let text = "config A\n\tbool\n"
        #expect(
            try explain(text, "CONFIG_A=y\n") == [
                ".satconfig:1: you require CONFIG_A=y",
                "Kconfig:1: nothing can set A: no prompt, no default, no select",
            ])
    }

    @Test func explanationOfWhatAHiddenNumberCanBe() throws {
        let kconfig = """
            config A
            	bool "a"
            config H
            	int
            	default 100 if A
            	default 250

            """
        #expect(
            try explain(kconfig, "assert H > 2000") == [
                ".satconfig:1: you require assert H > 2000",
                "Kconfig:3: H has no prompt: it is 100 if A, else 250",
            ])
    }

    @Test func explanationOfARangeThatDependsOnHiddenNumbers() throws {
        let kconfig = """
            config END
            	int
            	default 64
            config N
            	int "n"
            	range 1 END

            """
        let lines = try explain(kconfig, "CONFIG_N=100")
        #expect(lines.last == "Kconfig:1: END has no prompt: it is 64")
        #expect(lines.contains("Kconfig:6: N ranges from 1 to END"))
    }

    @Test func requirementsThatContradictThemselves() throws {
        #expect(
            try explain(Self.options, "CONFIG_A=y\nassert !A\n") == [
                ".satconfig:1: you require CONFIG_A=y", ".satconfig:2: you require assert !A",
            ])
        let fine = try satconfig("CONFIG_A=y\n", try parse(Self.options))
        #expect(try Explanation.explain(fine, .forbidden, engine: CaDiCaLEngine()) == nil)
    }

    @Test func valuesOfABaseNeedNotBeInTheTree() throws {
        let kconfig = "config N\n int \"n\"\n range 1 1000\n default 64\nconfig S\n string \"s\"\n"
        let lines = try solve(kconfig, "", objective: .base("CONFIG_N=100\nCONFIG_S=\"foo\"\n"))
        #expect(lines == ["CONFIG_N=100", "CONFIG_S=\"foo\""])
    }

    @Test func numbersGoToTheValueNearestTheirDefault() throws {
        let kconfig = "config N\n int \"n\"\n range 1 100\n default 17\n"
        #expect(try solve(kconfig, "assert N > 17 && N < 40") == ["CONFIG_N=18"])
    }

    @Test func comparedSymbolsGetValuesBesideEachOther() throws {
        let kconfig = """
            config A
            \tint "a"
            config B
            \tint "b"
            config C
            \tbool "c"
            \tdepends on A > B

            """
        #expect(try solve(kconfig, "CONFIG_C=y") != nil)
    }

    @Test(arguments: ["int", "hex"]) func chainsOfComparedSymbols(type: String) throws {
        let names = ["A", "B", "C", "D", "E", "F"]
        let chain = zip(names, names.dropFirst()).map { "\($0) > \($1)" }.joined(separator: " && ")
        let kconfig =
            names.map { "config \($0)\n\t\(type) \"\($0)\"\n" }.joined()
            + "config G\n\tbool \"g\"\n\tdepends on \(chain) && F > 0x7\n"
        #expect(try solve(kconfig.replacing("0x7", with: type == "int" ? "7" : "0x7"), "CONFIG_G=y") != nil)
    }
}
