// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import TestSupport
import Testing

@testable import Solver

/// Choices with more members than any tree has.
@Suite struct WideChoiceTests {
    private static func text(_ count: Int) -> String {
        "config D\n\tbool \"d\"\nchoice\n\tprompt \"c\"\n"
            + (0..<count).map { "config S\($0)\n\tbool \"s\"\n" + ($0 % 3 == 1 ? "\tdepends on D\n" : "") }
            .joined()
            + "endchoice\n"
    }

    @Test(arguments: [Dialect.modern, .legacy]) func formulaGrowsWithTheMembersNotTheirSquare(
        _ dialect: Dialect
    ) throws {
        let count = 3000
        let formula = Encoder.encode(try parse(Self.text(count), dialect), EncodingOptions()).formula
        #expect(formula.buffer.count < 100 * count)
    }

    /// Above and below the number from which on one variable stands for all members.
    @Test(arguments: [Dialect.modern, .legacy], [90, 150]) func oneMemberIsChosen(
        _ dialect: Dialect, _ count: Int
    ) throws {
        let model = try parse(Self.text(count), dialect)
        let encoding = Encoder.encode(model, EncodingOptions())
        let members = (0..<count).map { model.symbol(named: "S\($0)")! }
        let session = SATSession(encoding.formula, engine: CaDiCaLEngine())
        let on = encoding.logical[model.symbol(named: "D")!].on
        for (number, member) in members.enumerated() {
            let yes = encoding.logical[member].yes
            let found = try #require(try session.assignment([yes, on]))
            #expect(members.filter { found.isTrue(encoding.logical[$0].yes) } == [member])
            // Who is not visible can't be chosen.
            #expect((try session.assignment([yes, -on]) == nil) == (number % 3 == 1))
        }
        #expect(try session.assignment(members.map { -encoding.logical[$0].yes }) == nil)
    }
}
