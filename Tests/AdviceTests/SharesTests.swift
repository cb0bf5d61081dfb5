// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Advice

/// What each kind of evidence does to the share of configurations that name a symbol.
@Suite struct SharesTests {
    private let model = try! parse(
        """
        config COMPILE_TEST
        	bool "tests"
        config MACHINE
        	def_bool y
        config BUS
        	bool "bus"
        config ONBUS
        	bool "on the bus"
        	depends on BUS
        config ANYWHERE
        	bool "anywhere"
        config NATIVE
        	bool "for this machine"
        	depends on MACHINE || COMPILE_TEST
        config FIRST
        	bool "first"
        config SECOND
        	bool "second"
        config LIBRARY
        	tristate "library"
        config USER
        	bool "user"
        	select LIBRARY
        config PART
        	bool "part"
        	depends on LIBRARY
        config BOARD
        	bool "board"
        config DRIVER
        	bool "driver"
        	depends on BOARD || COMPILE_TEST
        """)

    private func symbols(_ names: [String]) -> [SymbolID] { names.map { model.symbol($0) } }

    /// - Parameters:
    ///   - files: by path, what each one switches on.
    ///   - on: what the configuration at hand has.
    private func shares(
        _ files: [String: [String]], wished: [String] = [], on: [String] = [], natives: Natives? = nil,
        _ terms: Terms = Terms()
    ) -> (String) -> Double {
        let scratch = Scratch()
        for (path, names) in files {
            scratch.write(names.map { "CONFIG_\($0)=y\n" }.joined(), to: path)
        }
        let counts = MentionCounts(model, tree: scratch.path, sourceArch: "a")
        var isOn = Array(repeating: false, count: model.symbols.count)
        for symbol in symbols(on) { isOn[symbol.index] = true }
        let shares = Shares(
            model, counts, terms, wished: Set(symbols(wished)), isOn: on.isEmpty ? nil : isOn,
            natives: natives)
        return { shares.on(model.symbol($0)) }
    }

    /// Of ten files one has the bus, and that one has what is on it.
    @Test func onlyThoseCountThatCouldHaveIt() {
        var files = Dictionary(
            uniqueKeysWithValues: (0..<9).map { ("arch/a/configs/\($0)_defconfig", [String]()) })
        files["arch/a/configs/x_defconfig"] = ["BUS", "ONBUS", "ANYWHERE"]
        let share = shares(files)
        #expect(share("ONBUS") > 3 * share("ANYWHERE"))
        var terms = Terms()
        terms.gate = 0
        let without = shares(files, terms)
        #expect(without("ONBUS") == without("ANYWHERE"))
    }

    /// A file that has a part of the library has the library by its line, unless something there selects it.
    @Test func whatFilesNeedTheyHaveByALine() {
        let line = shares(["arch/a/configs/x_defconfig": ["PART"], "arch/a/configs/y_defconfig": []])
        let selected = shares([
            "arch/a/configs/x_defconfig": ["PART", "USER"], "arch/a/configs/y_defconfig": [],
        ])
        #expect(line("LIBRARY") > selected("LIBRARY"))
    }

    /// Nobody has COMPILE_TEST on: one machine of ten could have the driver, and has it.
    @Test func whatIsForAMachineOrTestsIsForTheMachine() {
        var files = Dictionary(
            uniqueKeysWithValues: (0..<9).map { ("arch/a/configs/\($0)_defconfig", [String]()) })
        files["arch/a/configs/x_defconfig"] = ["BOARD", "DRIVER", "ANYWHERE"]
        let share = shares(files)
        #expect(share("DRIVER") > 3 * share("ANYWHERE"))
        var terms = Terms()
        terms.tests = 0
        let without = shares(files, terms)
        #expect(without("DRIVER") == without("ANYWHERE"))
    }

    /// BUS is there for what is on it.
    @Test func aMenuSeldomStandsAlone() {
        let scratch = Scratch()
        for number in 0..<9 {
            scratch.write(
                "CONFIG_BUS=y\nCONFIG_ONBUS=y\nCONFIG_FIRST=y\n", to: "arch/a/configs/\(number)_defconfig")
        }
        let counts = MentionCounts(model, tree: scratch.path, sourceArch: "a")
        let shares = Shares(model, counts, Terms(), wished: [], isOn: nil, natives: nil)
        #expect(shares.alone(model.symbol("BUS")) == Double(Terms().alone) / 100)
        #expect(shares.alone(model.symbol("FIRST")) == 1)
    }

    @Test func thoseLikeTheOneAtHandCountMore() {
        let files = [
            "arch/a/configs/x_defconfig": ["ANYWHERE", "FIRST"],
            "arch/a/configs/y_defconfig": ["BUS", "SECOND"],
            "arch/a/configs/z_defconfig": ["USER"],
        ]
        let share = shares(files, on: ["ANYWHERE"])
        #expect(share("FIRST") > share("SECOND"))
        let other = shares(files, on: ["BUS"])
        #expect(other("FIRST") < other("SECOND"))
    }

    /// With nothing else between them, the file of this architecture says more.
    @Test func otherArchitecturesCountLess() {
        let files = [
            "arch/a/configs/x_defconfig": ["ANYWHERE", "FIRST"],
            "arch/b/configs/y_defconfig": ["ANYWHERE", "SECOND"],
            "arch/b/configs/z_defconfig": ["USER"],
        ]
        let share = shares(files, on: ["ANYWHERE"])
        #expect(share("FIRST") > share("SECOND"))
    }

    /// Two files are as much like the one at hand.
    @Test func thoseWithTheWishCountMore() {
        let files = [
            "arch/a/configs/x_defconfig": ["USER", "FIRST"],
            "arch/a/configs/y_defconfig": ["BUS", "SECOND"],
            "arch/a/configs/z_defconfig": ["ANYWHERE"],
        ]
        let share = shares(files, wished: ["USER"], on: ["USER", "BUS"])
        #expect(share("FIRST") > share("SECOND"))
        var terms = Terms()
        terms.together = 0
        let without = shares(files, wished: ["USER"], on: ["USER", "BUS"], terms)
        #expect(without("FIRST") == without("SECOND"))
    }

    /// No file of this architecture exists: that none names its driver means nothing.
    @Test func filesOfOthersSayNothingAboutThisMachine() {
        let evaluator = Evaluator(model)
        evaluator.settle()
        let natives = Natives(model, evaluator)
        #expect(natives.contains(model.symbol("NATIVE")) && !natives.contains(model.symbol("ANYWHERE")))
        let files = Dictionary(
            uniqueKeysWithValues: (0..<9).map { ("arch/b/configs/\($0)_defconfig", ["FIRST"]) })
        let share = shares(files, natives: natives)
        #expect(share("NATIVE") > 5 * share("ANYWHERE"))
    }
}
