// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// The smallest Kconfigs that once showed a difference between the formula and `conf`.
@Suite struct RegressionTests {
    static let both: [(String, String)] = [
        (
            "hidden numbers whose defaults are none",
            oddNumbersKconfig
        ),
        (
            "a number takes over a word that is no number",
            """
            config C
            	int
            	default WORD
            config D
            	bool "d"
            """
        ),
        (
            "a hidden number takes over one without a value",
            """
            config A
            	int "a"
            	depends on D
            config B
            	int
            	default A
            config D
            	bool "d"
            """
        ),
        (
            "ends of a range that are no numbers",
            """
            config B
            	bool "b"
            config D
            	hex "d"
            	range 0x0 B
            """
        ),
        (
            "beyond the end of a range, with the same digits in another base",
            """
            config A
            	int "a"
            	default 10
            config C
            	hex "c"
            	range 0x0 A
            """
        ),
        (
            "a range that depends on another number",
            """
            config N
            	int "n"
            	range 1 5
            	default 2
            config M
            	int "m"
            	default 4
            	range 0 N
            config X
            	bool "x" if M > 2
            """
        ),
        (
            "comparison of a tristate with text",
            """
            config MODULES
            	bool "modules"
            	modules
            config A
            	tristate "a"
            config S
            	string "s"
            config B
            	def_bool A < S
            config C
            	def_bool S = "m" || A = m
            """
        ),
        (
            "imply is capped by the dependency and lost to a select",
            """
            config MODULES
            	def_bool y
            	modules
            config A
            	tristate "a"
            	imply T
            	select T if B
            config B
            	bool "b"
            config T
            	tristate
            	depends on A
            	default m if B
            """
        ),
        (
            "bool compared as unequal to y (6.12 takes it for always true)",
            """
            config A
            	bool "a"
            config B
            	bool "b"
            	depends on A != y
            """
        ),
        (
            "a choice of which no member is visible",
            """
            choice
            	prompt "c"
            config A
            	bool "a"
            	depends on D
            config B
            	bool "b"
            	depends on D
            endchoice
            config D
            	bool "d"
            """
        ),
        (
            "visible if and a select from a hidden entry",
            """
            config E
            	bool "e"
            menu "m"
            	visible if E
            config A
            	bool "a"
            	default y if !E
            	select B
            config B
            	bool "b"
            endmenu
            """
        ),
    ]

    static let legacy: [(String, String)] = [
        (
            "a range whose ends are the wrong way round: the user's number is forgotten",
            """
            config C
            	hex "c"
            	range 0x5 0x3
            """
        ),
        (
            "a tristate choice of which no member is visible, without modules",
            """
            choice
            	prompt "c"
            	tristate
            config A
            	tristate "a"
            	depends on D
            endchoice
            config D
            	bool "d"
            """
        ),
        (
            "a tristate choice of which the member can only be m, without modules",
            """
            choice
            	prompt "c"
            config A
            	tristate "a"
            	depends on m
            endchoice
            """
        ),
        (
            "an optional tristate choice",
            """
            config MODULES
            	bool "modules"
            	modules
            choice
            	prompt "c"
            	tristate
            	optional
            config A
            	tristate "a"
            config B
            	bool "b"
            endchoice
            """
        ),
        (
            "a member that is also defined outside its choice",
            """
            choice
            	prompt "c" if D
            config A
            	bool "a"
            config B
            	bool "b"
            endchoice
            config A
            	bool "again"
            config D
            	bool "d"
            """
        ),
    ]

    @Test(arguments: both)
    func bothDialects(name: String, text: String) throws {
        try check(name, text, .modern)
        try check(name, text, .legacy)
    }

    @Test(arguments: legacy)
    func oldDialect(name: String, text: String) throws { try check(name, text, .legacy) }

    @Test func aVisibleNumberTakesOverWhatItCantBe() throws {
        let text = """
            config A
            	hex
            	default 0x1
            config B
            	hex
            	default 0x3
            config C
            	int "c"
            	default 3
            	range B A
            """
        try check("C=0x1", text, .modern)
    }

    private func check(_ name: String, _ text: String, _ dialect: Dialect) throws {
        let (problem, sizes) = try #require(Exactness.check(text + "\n", dialect), "\(name)")
        #expect(problem == nil, "\(name) (\(dialect.major).\(dialect.minor)): \(problem!)")
        let isImpossible =
            name.hasPrefix("a number takes over a word")
            || (dialect == .legacy && name.hasPrefix("a hidden number"))
        if !isImpossible { #expect(sizes.configs > 0, "\(name)") }
    }
}
