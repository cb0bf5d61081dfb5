// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// What is decided between two configurations. That the decisions lead there is asked of conf by Tests/oracle/difference.py.
@Suite struct DifferenceTests {
    private let tree = """
        config WIDE
        \tbool "wide"
        config FAST
        \tbool "fast"
        \tdefault y if WIDE
        choice
        \tprompt "size"
        \tdefault BIG if WIDE
        config SMALL
        \tbool "small"
        config BIG
        \tbool "big"
        endchoice
        """ + "\n"

    private func causes(_ old: String, _ new: String) throws -> [String] {
        let model = try parse(tree, .modern)
        let difference = ConfigurationDifference(
            from: BaseConfiguration(model, source(old), name: "old"),
            to: BaseConfiguration(model, source(new), name: "new"))
        return difference.causes.map {
            "\(model.name($0.decision.symbol))\($0.isByDefault ? " by default" : "")"
        }
    }

    /// What the second file does not name was decided by nobody, though the first file's line would give something else.
    @Test func tellsDecisionsOfTheFileFromDefaults() throws {
        #expect(try causes("", "CONFIG_WIDE=y\n") == ["WIDE", "FAST by default", "BIG by default"])
        #expect(
            try causes("", "CONFIG_WIDE=y\nCONFIG_FAST=y\n# CONFIG_SMALL is not set\nCONFIG_BIG=y\n")
                == ["WIDE", "FAST", "BIG"])
    }
}
