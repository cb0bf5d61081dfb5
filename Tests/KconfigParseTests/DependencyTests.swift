// SPDX-License-Identifier: GPL-2.0-or-later
import TestSupport
import Testing

@testable import KconfigParse

/// Symbols whose value would depend on itself are an error that tells the way round.
@Suite struct DependencyTests {
    private func cycle(_ text: String, _ dialect: Dialect = .modern) -> [String] {
        diagnostics(text, dialect).filter { $0.contains("recursive dependency") }
    }

    @Test func twoSymbols() {
        #expect(
            cycle("config A\n\tbool \"a\"\n\tdepends on B\nconfig B\n\tbool \"b\"\n\tdepends on A\n") == [
                """
                Kconfig:1:1: error: recursive dependency detected!
                    Kconfig:1: symbol A depends on B
                    Kconfig:4: symbol B depends on A
                """
            ])
    }

    @Test func itself() {
        #expect(
            cycle("config A\n\tbool \"a\"\n\tdepends on A\n")
                == [
                    "Kconfig:1:1: error: recursive dependency detected!\n    Kconfig:1: symbol A depends on A"
                ])
    }

    @Test(arguments: [
        ("config A\n\tbool\n\tselect B\nconfig B\n\tbool\n\tselect A\n", "symbol A is selected by B"),
        ("config A\n\tbool\n\timply B\nconfig B\n\tbool\n\timply A\n", "symbol A is implied by B"),
        (
            "config A\n\tbool\n\tdefault B\nconfig B\n\tbool\n\tdefault A\n",
            "Kconfig:3: symbol A default value contains B"
        ),
        (
            "config A\n\tbool \"a\" if B\nconfig B\n\tbool \"b\" if A\n",
            "Kconfig:2: symbol A prompt is visible depending on B"
        ),
        (
            "config A\n\tint\n\tdefault 1 if B\nconfig B\n\tbool\n\tdefault A = 1\n",
            "symbol A default is visible depending on B"
        ),
        (
            "config A\n\tint \"a\"\n\trange 1 2 if B\nconfig B\n\tbool\n\tdefault A = 1\n",
            "symbol A range is visible depending on B"
        ),
    ])
    func causes(text: String, expected: String) {
        for dialect in [Dialect.modern, .legacy] {
            let found = cycle(text, dialect)
            #expect(found.count == 1)
            #expect(found.first?.contains(expected) == true, "\(found)")
        }
    }

    @Test func aMemberOfAChoice() {
        let text = """
            choice
            	prompt "c"
            	depends on B
            config A
            	bool "a"
            endchoice
            config B
            	bool "b"
            	depends on A

            """
        for dialect in [Dialect.modern, .legacy] {
            let found = cycle(text, dialect)
            #expect(found.count == 1, "\(found)")
            #expect(found.first?.contains("choice") == true)
        }
    }

    /// 6.1's `conf` crashes on this one.
    @Test func aSymbolThatIsOnlySelected() {
        for dialect in [Dialect.modern, .legacy] {
            let found = cycle("config A\n\tbool \"a\" if U\n\tselect U\n", dialect)
            #expect(found.count == 1)
            #expect(found.first?.contains("Kconfig:3: symbol U is selected by A") == true, "\(found)")
        }
    }

    /// What a version does not simplify away still counts.
    @Test func constantsInTheWay() {
        let text = "config A\n\tbool \"a\"\n\tdepends on y || B\nconfig B\n\tbool \"b\"\n\tdepends on A\n"
        #expect(cycle(text, .modern).isEmpty)
        #expect(cycle(text, .legacy).count == 1)
    }

    @Test func noCycles() {
        for text in [
            "config A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool \"b\"\n",
            "config A\n\tbool \"a\"\n\tdepends on B\n\tselect C\nconfig B\n\tbool \"b\"\nconfig C\n\tbool\n",
            "config A\n\tint \"a\"\n\trange 1 B\nconfig B\n\tint \"b\"\n\trange A 5\n",
            "choice\n\tprompt \"c\"\n\tdefault A if D\nconfig A\n\tbool \"a\"\nendchoice\nconfig D\n\tbool \"d\"\n",
        ] {
            #expect(cycle(text) == [])
            #expect(cycle(text, .legacy) == [])
        }
    }

    @Test func everyCycleIsReported() {
        let text =
            "config A\n\tbool\n\tdepends on B\nconfig B\n\tbool\n\tdepends on A\n"
            + "config C\n\tbool\n\tdepends on D\nconfig D\n\tbool\n\tdepends on C\n"
        #expect(cycle(text).count == 2)
    }

    @Test func longCycles() {
        var text = ""
        for index in 0..<400 { text += "config S\(index)\n\tbool\n\tdepends on S\((index + 1) % 400)\n" }
        onLargeStack { [text] in
            #expect(diagnostics(text).first?.split(separator: "\n").count == 401)
        }
    }

    /// What a choice depends on counts where it has no prompt whose condition says it. (Found by fuzzing with `conf`.)
    @Test func aChoiceWithoutAPrompt() {
        let text = """
            config A
            \tbool "a" if F
            choice
            \tprompt "choice" if A
            config C
            \tbool "c"
            endchoice
            if C
            choice
            config F
            \tbool "f"
            endchoice
            endif

            """
        let found = cycle(text, .legacy)
        #expect(found.count == 1 && found[0].hasPrefix("Kconfig:9:1: error: recursive dependency detected!"))
    }
}
