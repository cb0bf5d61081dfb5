// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// Each text that an int or hex can get though it is no number, or none of its type, in each place where it can
/// get one: the formula has what `conf` makes of it, and never nothing at all.
@Suite struct OddNumberTests {
    /// `TEXT` is the text, `TYPE` int or hex.
    static let places: [(String, String)] = [
        ("the default of a hidden number", "config N\n\tTYPE\n\tdefault TEXT"),
        ("the default of a number with a prompt", "config N\n\tTYPE \"n\"\n\tdefault TEXT"),
        ("the default of a number with a range", "config N\n\tTYPE \"n\" if A\n\trange 3 7\n\tdefault TEXT"),
        ("a default under a condition", "config N\n\tTYPE \"n\"\n\tdefault TEXT if A\n\tdefault 4"),
        ("the low end of a range", "config N\n\tTYPE \"n\" if A\n\trange TEXT 0x9\n\tdefault 3"),
        ("the high end of a range", "config N\n\tTYPE \"n\" if A\n\trange 0 TEXT\n\tdefault 3"),
        ("both ends of a range", "config N\n\tTYPE \"n\"\n\trange TEXT TEXT"),
        ("another symbol's text", "config S\n\tstring\n\tdefault TEXT\nconfig N\n\tTYPE\n\tdefault S"),
        ("a string with a prompt", "config S\n\tstring \"s\"\n\tdefault TEXT\nconfig N\n\tTYPE\n\tdefault S"),
        (
            "a range's end that is another symbol",
            "config S\n\tstring\n\tdefault TEXT\nconfig N\n\tTYPE \"n\"\n\trange S 8\n\tdefault 2"
        ),
        (
            "a number that is compared",
            "config N\n\tTYPE \"n\"\n\tdefault 4\nconfig X\n\tbool \"x\" if N < TEXT"
        ),
        (
            "a number that takes over a number",
            "config M\n\tint\n\tdefault TEXT\nconfig N\n\tTYPE\n\tdefault M"
        ),
    ]
    /// What tells values apart.
    static let readers = """
        config B
        	def_bool N >= 5
        config C
        	def_bool N = TEXT
        config D
        	def_bool N < "5x"
        """

    @Test(arguments: [Dialect.modern, .legacy], KconfigGenerator.oddNumbers)
    func formulaHasWhatConfMakesOfIt(dialect: Dialect, text: String) {
        for (place, template) in Self.places {
            for type in ["int", "hex"] {
                let kconfig = "config A\n\tbool \"a\"\n\(template)\n\(Self.readers)\n"
                    .replacing("TEXT", with: "\"\(text)\"").replacing("TYPE", with: type)
                guard let (problem, sizes) = Exactness.check(kconfig, dialect) else {
                    Issue.record("not read: \(kconfig)")
                    continue
                }
                #expect(problem == nil, "\(place), \(type) \"\(text)\": \(problem!)\n\(kconfig)")
                // With the ends of a range the wrong way round, conf may leave no configuration as it is.
                #expect(sizes.configs > 0 || place.contains("end"), "\(place), \(type) \"\(text)\"")
            }
        }
    }
}
