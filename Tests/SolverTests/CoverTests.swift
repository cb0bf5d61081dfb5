// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse
import TestSupport
import Testing

@testable import KconfigEvaluate
@testable import Solver

/// Which wishes come true together, each in one of few configurations.
@Suite struct CoverTests {
    private static let kconfig = """
        config A
        	bool "a"
        config B
        	bool "b"
        	depends on !A
        config C
        	bool "c"
        	depends on A || B
        config D
        	bool
        config N
        	int "n"
        	range 1 9
        	default 3
        """

    private func cover(_ wishes: [String], weights: [Int]? = nil) throws -> CoverQuery.Answer {
        let wanted = try satconfig(wishes.map { "assert \($0)\n" }.joined(), try parse(Self.kconfig))
        let base = BaseConfiguration(wanted.model, nil, name: "alldefconfig")
        return try CoverQuery(
            wanted, base, weights: weights ?? wishes.map { _ in 1 }, engine: CaDiCaLEngine()
        ).solve()
    }

    @Test(
        arguments: [
            ([], [], [], 0),
            (["A", "C"], [[0, 1]], [], 1),
            (["A", "B"], [[0], [1]], [], 2),
            (["A", "!A", "C", "B"], [[1, 2, 3], [0]], [], 2),
            (["A && !C", "B && !C", "C"], [[0], [1], [2]], [], 3),
            (["D", "A"], [[1]], [0], 1),
            (["N > 5", "N < 4", "A"], [[0, 2], [1]], [], 2),
            (["A", "A"], [[0, 1]], [], 1),
        ] as [([String], [[Int]], [Int], Int)])
    func sets(wishes: [String], sets: [[Int]], impossible: [Int], least: Int) throws {
        let answer = try cover(wishes)
        #expect(Set(answer.sets.flatMap(\.self)) == Set(sets.flatMap(\.self)))
        #expect(answer.sets.count == sets.count)
        #expect(answer.impossible == impossible)
        #expect(answer.least == least)
        #expect(answer.isFewest)
    }

    /// The configuration with the most comes first.
    @Test func weights() throws {
        #expect(try cover(["A", "B"], weights: [1, 5]).sets == [[1], [0]])
        #expect(try cover(["A", "B"], weights: [5, 1]).sets == [[0], [1]])
    }

    /// Any two of three go together, all three don't: two configurations, and no two wishes that prove it.
    @Test func withoutProof() throws {
        let answer = try cover(["N != 1", "N > 1 && N < 3 || N < 2", "N > 2 || N < 2"])
        #expect(answer.sets.count == 2)
        #expect(answer.least == 1)
        #expect(!answer.isFewest)
    }
}
