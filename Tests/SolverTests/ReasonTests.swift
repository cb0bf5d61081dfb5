// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import Solver
import TestSupport
import Testing

/// Why symbols are off that nobody can set.
struct ReasonTests {
    private static let kconfig = """
        config A
        	bool "a"
        	select LIB if B
        config B
        	bool "b"
        config C
        	bool "c"
        	select LIB
        config LIB
        	bool
        config BUS
        	bool
        config DRIVER
        	bool "driver"
        	depends on BUS
        config NEVER
        	bool

        """

    private func steps(_ name: String) throws -> [String] {
        let scratch = Scratch()
        scratch.write(Self.kconfig, to: "Kconfig")
        scratch.write("source \"arch/arm/Kconfig.cpu\"\n", to: "arch/arm/Kconfig")
        scratch.write(
            "config CPU\n\tbool \"cpu\"\n\tselect BUS if MMU\n\tselect NEVER_MIND\n",
            to: "arch/arm/Kconfig.cpu")
        scratch.write("config CPU\n\tbool \"cpu\"\n", to: "arch/x86/Kconfig")
        let model = try KconfigModel.parse(
            ParseOptions(
                root: "Kconfig", dialect: .modern, shell: FakeShell(otherwise: ""), sourceTree: scratch.path))
        let base = BaseConfiguration(model, SourceText(copying: Array("CONFIG_A=y\n".utf8)), name: ".config")
        return ReasonFinder(base).reason(model.symbol(named: name)!).steps.map(\.text)
    }

    @Test func whatSelectsIsListed() throws {
        #expect(
            try steps("LIB").last
                == "no default applies, and what selects it is off: A [=y] if B [=n], C [=n]")
    }

    @Test func otherArchitecturesSelect() throws {
        let others = "nothing selects it; the Kconfig files of arm do"
        #expect(try steps("BUS").last == "no default applies, and \(others)")
        #expect(try steps("DRIVER").contains("BUS has no prompt; \(others)"))
        #expect(try steps("NEVER").last == "no default applies, and nothing selects it")
    }
}
