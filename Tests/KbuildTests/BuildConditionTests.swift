// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import Kbuild

@Suite struct BuildConditionTests {
    private let a = BuildCondition.symbol("A", .tristate, .y)
    private let am = BuildCondition.symbol("A", .tristate, .m)
    private let b = BuildCondition.symbol("B", .bool, .y)

    @Test func alternativesUnite() {
        #expect(a.or(am).description == "CONFIG_A")
        #expect(a.or(!a).isAlways)
        #expect(a.and(am).isNever)
        #expect((!b).description == "!CONFIG_B")
        #expect(a.or(a.and(b)) == a)
    }

    @Test func whatIsUnknownHasTwoBounds() {
        let open = a.and(.unknown("Makefile:3"))
        #expect(open.possibly == a)
        #expect(open.surely.isNever)
        #expect(open.unknownPlaces == ["Makefile:3"])
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7])
    func negationIsExact(number: Int) {
        let list = [a, am, b]
        let condition = (0..<3).filter { number & (1 << $0) != 0 }.reduce(BuildCondition.never) {
            $0.or(list[$1].and(!list[($1 + 1) % 3]))
        }
        for value in [BuildTest.Values.off, .m, .y] {
            for other in [BuildTest.Values.off, .y] {
                let ask: (BuildTest) -> BuildTest.Values? = { $0.name == "A" ? value : other }
                #expect(condition.holds(ask) != (!condition).holds(ask))
            }
        }
    }
}
