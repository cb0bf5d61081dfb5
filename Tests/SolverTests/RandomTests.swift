// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// What `satrandconfig` draws: values, order, preferences, numbers. All seeds are fixed, so what is counted here
/// comes out the same each time.
@Suite struct RandomTests {
    private func query(
        _ kconfig: String, _ requirements: String = "", _ probability: String = "",
        _ dialect: Dialect = .modern
    ) throws -> RandomQuery {
        RandomQuery(
            try satconfig(requirements, try parse(kconfig, dialect)), try Probability.parse(probability),
            .forbidden, engine: CaDiCaLEngine())
    }

    /// The lines of the configurations of seeds from 1 on.
    private func samples(_ query: RandomQuery, _ count: UInt32 = 200) throws -> [Set<String>] {
        try (1...count).map { seed in
            let config = try #require(try query.sample(seed: seed))
            return Set(
                String(decoding: config, as: UTF8.self).split(separator: "\n").map(String.init).filter {
                    $0.hasPrefix("CONFIG_")
                })
        }
    }

    private func text(_ symbols: Int, _ type: String) -> String {
        "config MODULES\n\tbool \"modules\"\n\tmodules\n\tdefault y\n"
            + (0..<symbols).map { "config S\($0)\n\t\(type) \"s\"\n" }.joined()
    }

    // MARK: - Seeds

    @Test func randomNumbersAreThoseOfSplitMix64() {
        var random = SplitMix64(seed: 1_234_567)
        let drawn = (0..<3).map { _ in random.next() }
        #expect(
            drawn == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test func shufflesAndDrawsAreEven() {
        var random = SplitMix64(seed: 1)
        var seen = [Int](repeating: 0, count: 6)
        var first: [[Int]: Int] = [:]
        var rare = 0
        for _ in 0..<6000 {
            seen[random.below(6)] += 1
            first[random.shuffled([1, 2, 3]), default: 0] += 1
            rare += random.isRare(3) ? 1 : 0
        }
        #expect(seen.allSatisfy { (900...1100).contains($0) })
        #expect(first.count == 6 && first.values.allSatisfy { (900...1100).contains($0) })
        #expect((650...850).contains(rare))
        let isCertain = random.isRare(0)
        #expect(isCertain)
    }

    /// The same on every machine and from version to version, unless the distribution is changed on purpose.
    @Test func aSeedGivesThisConfiguration() throws {
        let kconfig =
            text(6, "tristate")
                + """
                config N
                	int "n"
                	range 1 100
                	default 7
                	depends on S1
                choice
                	prompt "c"
                config X
                	bool "x"
                config Y
                	bool "y" if S2
                endchoice

                """
        let query = try query(kconfig)
        let known = try (1...4).map { setLines(try #require(try query.sample(seed: $0))) }
        #expect(
            known == [
                "CONFIG_MODULES=y ; CONFIG_S0=m ; # CONFIG_S1 is not set ; CONFIG_S2=y ; CONFIG_S3=m ; CONFIG_S4=m ; CONFIG_S5=m ; # CONFIG_X is not set ; CONFIG_Y=y",
                "# CONFIG_MODULES is not set ; CONFIG_S0=y ; # CONFIG_S1 is not set ; CONFIG_S2=y ; CONFIG_S3=y ; CONFIG_S4=y ; # CONFIG_S5 is not set ; # CONFIG_X is not set ; CONFIG_Y=y",
                "# CONFIG_MODULES is not set ; CONFIG_S0=y ; CONFIG_S1=y ; CONFIG_S2=y ; # CONFIG_S3 is not set ; CONFIG_S4=y ; # CONFIG_S5 is not set ; CONFIG_N=7 ; # CONFIG_X is not set ; CONFIG_Y=y",
                "# CONFIG_MODULES is not set ; CONFIG_S0=y ; # CONFIG_S1 is not set ; CONFIG_S2=y ; # CONFIG_S3 is not set ; CONFIG_S4=y ; # CONFIG_S5 is not set ; # CONFIG_X is not set ; CONFIG_Y=y",
            ])
    }

    @Test func configurationsRepeatAndVary() throws {
        let query = try query(text(20, "tristate"), "CONFIG_S3=m\n")
        let configs = try samples(query, 8)
        #expect(Set(configs).count == 8)
        #expect(try samples(query, 8) == configs)
        #expect(configs.allSatisfy { $0.contains("CONFIG_S3=m") })
    }

    @Test func thereMayBeNone() throws {
        let query = try query(text(2, "tristate"), "CONFIG_S1=m\n# CONFIG_MODULES is not set\n")
        #expect(try query.sample(seed: 1) == nil)
        var series = query.series(seed: 1)
        let next = try series.next()
        #expect(next == nil)
    }

    // MARK: - Probabilities

    @Test func probabilities() throws {
        func parse(_ text: String) throws -> [Int] {
            let result = try Probability.parse(text)
            return [result.boolYes, result.tristateYes, result.tristateModule]
        }
        #expect(try parse("") == [50, 33, 33])
        #expect(try parse("10") == [10, 5, 5])
        #expect(try parse("15") == [15, 8, 7])
        #expect(try parse("15:15") == [30, 15, 15])
        #expect(try parse("20:30:50") == [20, 30, 50])
        // As conf has it, what is behind the third number does not matter, nor what is no number.
        #expect(try parse("1:2:3:4") == [1, 2, 3])
        #expect(try parse("10:") == [10, 5, 5])
        #expect(try parse("x") == [0, 0, 0])
        for wrong in ["101", "-1", "60:60", "10:60:60"] {
            #expect(throws: Probability.Malformed.self, "\(wrong)") { try parse(wrong) }
        }
    }

    @Test(arguments: [
        ("100", "bool", ["y"]), ("0", "bool", ["n"]), ("0:100", "bool", ["y"]), ("0:50:50", "bool", ["n"]),
        ("100:0", "tristate", ["y"]), ("0", "tristate", ["n"]), ("0:100", "tristate", ["m"]),
        ("100", "tristate", ["m", "y"]), ("0:0:100", "tristate", ["m"]), ("100:0:0", "tristate", ["n"]),
    ])
    func extremeProbabilities(probability: String, type: String, expected: [String]) throws {
        // MODULES=y, or a tristate wanted as m would become y.
        let query = try query(text(12, type), "CONFIG_MODULES=y\n", probability)
        for sample in try samples(query, 20) {
            let values = Set(
                (0..<12).map { index in
                    ["y", "m"].first { sample.contains("CONFIG_S\(index)=\($0)") } ?? "n"
                })
            #expect(values.sorted() == expected)
        }
    }

    @Test func whatIsPossibleIsOnAtAHundredPercent() throws {
        let kconfig = """
            config A
            	bool "a"
            config B
            	bool "b"
            	depends on A
            config C
            	bool "c"
            	depends on !B
            config D
            	bool "d"
            	select E
            config E
            	bool
            config F
            	bool "f"
            	depends on B && C

            """
        let query = try query(kconfig, "", "100")
        let seen = Set(try samples(query, 50))
        #expect(
            seen == [
                ["CONFIG_A=y", "CONFIG_B=y", "CONFIG_D=y", "CONFIG_E=y"],
                ["CONFIG_A=y", "CONFIG_C=y", "CONFIG_D=y", "CONFIG_E=y"],
            ])
    }

    @Test func independentSymbolsFollowTheProbability() throws {
        let query = try query(text(30, "tristate"), "CONFIG_MODULES=y\n", "20:30:50")
        var counts = ["y": 0, "m": 0]
        for sample in try samples(query) {
            for index in 0..<30 {
                for value in ["y", "m"] where sample.contains("CONFIG_S\(index)=\(value)") {
                    counts[value]! += 1
                }
            }
        }
        // Of 6000.
        #expect((1700...1900).contains(counts["y"]!))
        #expect((2900...3100).contains(counts["m"]!))
    }

    // MARK: - Coverage

    /// What stands deep is on now and then, and what stands high is off now and then.
    @Test func deepSymbolsAreReached() throws {
        var kconfig = "config S0\n\tbool \"s\"\n"
        for index in 1...15 { kconfig += "config S\(index)\n\tbool \"s\"\n\tdepends on S\(index - 1)\n" }
        let samples = try samples(try query(kconfig))
        let deepest = samples.count { $0.contains("CONFIG_S15=y") }
        let highest = samples.count { $0.contains("CONFIG_S0=y") }
        // Half of the time on at each step would be 200 times in six million.
        #expect((8...60).contains(deepest))
        #expect((100...180).contains(highest))
    }

    @Test func oneOfManySelectorsDoesNotMakeASymbolConstant() throws {
        var kconfig = "config HUB\n\tbool \"hub\"\n"
        for index in 0..<100 { kconfig += "config S\(index)\n\tbool \"s\"\n\tselect HUB\n" }
        let off = try samples(try query(kconfig)).count { !$0.contains("CONFIG_HUB=y") }
        #expect((5...60).contains(off))
    }

    // MARK: - Choices

    private static let choice = """
        config WIDE
        	bool "wide"
        choice
        	prompt "c"
        config X
        	bool "x"
        config Y
        	bool "y"
        config Z
        	bool "z" if WIDE
        endchoice

        """

    @Test(arguments: [Dialect.modern, .legacy])
    func membersAreEquallyLikelyAmongTheVisible(dialect: Dialect) throws {
        for (wide, expected) in [("CONFIG_WIDE=y", [100, 100, 100]), ("CONFIG_WIDE=n", [150, 150, 0])] {
            let samples = try samples(try query(Self.choice, wide, "", dialect), 300)
            for (name, wanted) in zip(["X", "Y", "Z"], expected) {
                let count = samples.count { $0.contains("CONFIG_\(name)=y") }
                #expect((wanted * 8 / 10...wanted * 12 / 10).contains(count), "\(wide) \(name)")
            }
        }
    }

    @Test func anOldChoiceOfTristatesTakesAllItsValues() throws {
        let kconfig = """
            config MODULES
            	bool "modules"
            	modules
            choice
            	tristate "c"
            	optional
            config X
            	tristate "x"
            config Y
            	tristate "y"
            endchoice

            """
        let samples = try samples(try query(kconfig, "CONFIG_MODULES=y\n", "", .legacy))
        let seen = Set(samples.map { $0.subtracting(["CONFIG_MODULES=y"]).sorted().joined(separator: " ") })
        #expect(
            seen == [
                "", "CONFIG_X=y", "CONFIG_Y=y", "CONFIG_X=m", "CONFIG_Y=m", "CONFIG_X=m CONFIG_Y=m",
            ])
    }

    // MARK: - Preferences

    @Test(arguments: [("", 80, 120), (" 1", 80, 120), (" 9", 170, 190), (" 1000000", 200, 200)])
    func aPreferenceHoldsWithTheOddsOfItsWeight(weight: String, least: Int, most: Int) throws {
        // Where it is not granted, KCONFIG_PROBABILITY=0 keeps S3 off.
        let query = try query(text(8, "bool"), "prefer CONFIG_S3=y\(weight)\n", "0")
        let count = try samples(query).count { $0.contains("CONFIG_S3=y") }
        #expect((least...most).contains(count))
    }

    @Test func preferencesGiveWayToRequirementsAndToHeavierOnes() throws {
        let kconfig =
            "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on !A\nconfig C\n\tbool \"c\"\n"
        let heavy = 1_000_000
        let lines =
            "prefer CONFIG_A=y 500000\nprefer CONFIG_B=y \(heavy)\nprefer CONFIG_C=y \(heavy)\nCONFIG_C=n\n"
        for sample in try samples(try query(kconfig, lines), 50) { #expect(sample == ["CONFIG_B=y"]) }
    }

    @Test func aPreferredNumber() throws {
        let kconfig = "config N\n\tint \"n\"\n\trange 1 100000\n\tdefault 5\n"
        for sample in try samples(try query(kconfig, "prefer CONFIG_N=777|778 1000000\n"), 20) {
            #expect(sample == ["CONFIG_N=777"] || sample == ["CONFIG_N=778"])
        }
    }

    // MARK: - Numbers and strings

    @Test func numbersStayWithinTheirRanges() throws {
        let kconfig = """
            config WIDE
            	bool "wide"
            config N
            	int "n"
            	range -3 1000000 if WIDE
            	range 3 8
            	default 4
            config H
            	hex "h"
            	range 0x10 0xffff
            	default 0x40
            config S
            	string "s"
            	default "text"
            config M
            	int "m"
            	range 0 N
            	default 2

            """
        var numbers: [Bool: Set<Int>] = [false: [], true: []]
        var hexes: Set<Int> = []
        var defaults = 0
        for sample in try samples(try query(kconfig)) {
            func value(_ name: String) throws -> String {
                String(
                    try #require(sample.first { $0.hasPrefix("CONFIG_\(name)=") }).dropFirst(name.count + 8))
            }
            let isWide = sample.contains("CONFIG_WIDE=y")
            let number = try #require(Int(try value("N")))
            #expect((isWide ? -3...1_000_000 : 3...8).contains(number))
            numbers[isWide]!.insert(number)
            let hex = try #require(Int(try value("H").dropFirst(2), radix: 16))
            #expect((0x10...0xFFFF).contains(hex))
            hexes.insert(hex)
            defaults += hex == 0x40 ? 1 : 0
            let bounded = try #require(Int(try value("M")))
            #expect(bounded >= 0 && (bounded <= number || bounded == 0))
            #expect(try value("S") == "\"text\"")
        }
        #expect(numbers[false]! == [3, 4, 5, 6, 7, 8])
        #expect(numbers[true]!.count > 15)
        #expect(hexes.count > 10)
        #expect((80...130).contains(defaults))
    }
}
