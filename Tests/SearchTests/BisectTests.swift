// SPDX-License-Identifier: GPL-2.0-or-later
import Search
import Testing

/// Sets of items that fail when all of one are there, and sets that can't be tried.
private struct Planted {
    let count: Int
    let culprits: [Set<Int>]
    let untried: Set<Set<Int>>

    var all: [Int] { Array(0..<count) }

    func outcome(_ items: [Int]) -> TrialOutcome {
        let set = Set(items)
        if untried.contains(set) { return .unresolved }
        return fails(set) ? .fails : .passes
    }

    func fails(_ set: Set<Int>) -> Bool { culprits.contains { $0.isSubset(of: set) } }

    /// All minimal failing sets, by trying all sets.
    var minimalSets: Set<Set<Int>> {
        let failing = (0..<1 << count).map { bits in Set(all.filter { bits >> $0 & 1 == 1 }) }.filter(fails)
        return Set(failing.filter { set in set.allSatisfy { !fails(set.subtracting([$0])) } })
    }

    static func random(_ numbers: inout RandomNumbers, untried: Int) -> Planted {
        let count = Int.random(in: 1...8, using: &numbers)
        let culprits = (0..<Int.random(in: 1...3, using: &numbers)).map { _ in
            Set(
                (0..<Int.random(in: 1...3, using: &numbers)).map { _ in
                    Int.random(in: 0..<count, using: &numbers)
                })
        }
        let holes = (0..<untried).map { _ in
            Set((0..<count).filter { _ in Bool.random(using: &numbers) })
        }
        return Planted(
            count: count, culprits: culprits,
            untried: Set(holes.filter { !$0.isEmpty && $0.count < count }))
    }
}

@Suite struct BisectTests {
    /// Every planted set is found to be what trying all sets says it is, and each set is tried once.
    @Test func againstBruteForce() throws {
        var numbers = RandomNumbers(seed: 11)
        for _ in 0..<500 {
            let planted = Planted.random(&numbers, untried: 0)
            var trials: [[Int]] = []
            var debugging = DeltaDebugging { items in
                trials.append(items)
                return planted.outcome(items)
            }
            let found = try CulpritSearch.run(planted.all, &debugging)
            #expect(Set(found.culprits.map(Set.init)).isSubset(of: planted.minimalSets))
            #expect(Set(found.culprits.map(Set.init)).count == found.culprits.count)
            #expect(
                !found.culprits.isEmpty && found.restOutcome == .passes && !planted.fails(Set(found.rest)))
            #expect(Set(trials).count == trials.count)
            #expect(trials.allSatisfy { $0 == $0.sorted() && !$0.isEmpty })
        }
    }

    /// With holes: what is found fails, and without any one item it does not, or can't be tried.
    @Test func withUnresolvedTrials() throws {
        var numbers = RandomNumbers(seed: 12)
        for _ in 0..<500 {
            let planted = Planted.random(&numbers, untried: 20)
            var debugging = DeltaDebugging { planted.outcome($0) }
            let found = try CulpritSearch.run(planted.all, &debugging)
            for culprit in found.culprits {
                #expect(planted.outcome(culprit) == .fails)
                for item in culprit where culprit.count > 1 {
                    #expect(planted.outcome(culprit.filter { $0 != item }) != .fails)
                }
            }
            #expect(found.restOutcome != .fails)
        }
    }

    @Test func fewTrialsForOneCulprit() throws {
        for culprit in 0..<64 {
            var count = 0
            var debugging = DeltaDebugging { items in
                count += 1
                return items.contains(culprit) ? .fails : .passes
            }
            #expect(try debugging.minimize(Array(0..<64)) == [culprit])
            #expect(count <= 13)
        }
    }

    @Test func neverMoreTrialsThanThePaperSays() throws {
        let items = Array(0..<12)
        var count = 0
        // Everything is needed: the worst case.
        var debugging = DeltaDebugging { tried in
            count += 1
            return tried.count == items.count ? .fails : .passes
        }
        #expect(try debugging.minimize(items) == items)
        #expect(count <= items.count * items.count + 3 * items.count)
    }

    @Test func cheapSetsFirst() throws {
        var trials: [[Int]] = []
        let cost: ([Int]) -> Double = { $0.contains(0) ? 10 : 1 }
        var debugging = DeltaDebugging(cost: cost) { items in
            trials.append(items)
            return items == [0, 1, 2, 3] || items == [2, 3] ? .fails : .passes
        }
        #expect(try debugging.minimize([0, 1, 2, 3]) == [2, 3])
        #expect(trials[1] == [2, 3])
    }

    @Test func whatIsKnownIsNotTriedAgain() throws {
        let known: [[Int]: TrialOutcome] = [[0, 1, 2]: .fails, [1]: .fails]
        var debugging = DeltaDebugging(memo: TrialMemo(known: known)) { items in
            #expect(known[items] == nil)
            return items.contains(1) ? .fails : .passes
        }
        #expect(try debugging.minimize([0, 1, 2]) == [1])
        #expect(debugging.memo.outcomes[[0]] == .passes)
    }

    @Test func nothingThatFails() throws {
        var debugging = DeltaDebugging { _ in .passes }
        #expect(try debugging.minimize([1, 2]) == nil)
        #expect(try debugging.minimize([]) == nil)
        #expect(
            try CulpritSearch.run([1, 2], &debugging).rest == [1, 2])
    }

    /// Of a pair the less wanted goes, the other stays.
    @Test func ofAPairOneStays() throws {
        let planted = Planted(count: 4, culprits: [[1, 3], [2]], untried: [])
        var debugging = DeltaDebugging { planted.outcome($0) }
        let found = try CulpritSearch.run([3, 0, 1, 2], &debugging)
        #expect(found.culprits.sorted { $0.count < $1.count } == [[2], [1, 3]])
        #expect(found.rest == [3, 0])
    }

    @Test func trialsThatThrowEndTheSearch() throws {
        struct Gone: Error {}
        var debugging = DeltaDebugging { _ in throw Gone() }
        #expect(throws: Gone.self) { try debugging.minimize([1]) }
        #expect(debugging.memo.outcomes.isEmpty)
    }
}
