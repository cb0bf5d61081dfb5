// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import Search
import TestSupport
import Testing

@Suite struct ReferenceTests {
    let reference: ReferenceNumbers

    init() throws { reference = try ReferenceNumbers.read() }

    @Test func pairedRatios() throws {
        #expect(reference.pairs.count == 5)
        for pairs in reference.pairs {
            let ratios = try #require(
                PairedRatios(base: pairs.base, candidate: pairs.candidate, better: .smaller))
            #expect(isClose(ratios.mean, pairs.mean))
            #expect(isClose(ratios.ratio, pairs.ratio))
            #expect(isClose(ratios.standardDeviation, pairs.deviation))
            let interval = try #require(ratios.interval(confidence: 0.95))
            #expect(isClose(interval.lowerBound, pairs.low) && isClose(interval.upperBound, pairs.high))
            let other = try #require(
                PairedRatios(base: pairs.base, candidate: pairs.candidate, better: .larger))
            #expect(isClose(other.mean, -pairs.mean))
        }
    }

    @Test func signFlips() {
        #expect(reference.signFlips.count > 40)
        for flips in reference.signFlips {
            let test = SignFlipTest(flips.differences)
            #expect(test.isExact == (flips.differences.count <= 12))
            // Draws scatter by the binomial distribution; four standard deviations.
            let tolerance = test.isExact ? 1e-12 : 4 * (flips.p * (1 - flips.p) / 10_000).squareRoot() + 1e-4
            #expect(abs(test.p - flips.p) <= tolerance, "\(flips.differences)")
        }
    }

    @Test func holm() {
        for holm in reference.holm {
            let adjusted = HolmCorrection.adjusted(holm.p)
            #expect(zip(adjusted, holm.adjusted).allSatisfy { isClose($0, $1) }, "\(holm.p)")
        }
    }

    @Test func student() {
        for student in reference.student {
            let distribution = StudentDistribution(freedom: student.freedom)
            #expect(isClose(distribution.quantile(student.p), student.quantile))
            #expect(abs(distribution.probability(upTo: student.t) - student.probability) < 1e-10)
        }
    }

    @Test func limits() throws {
        for limit in reference.limits {
            let noise = try #require(NoiseLimit(comparison: PairedRatios(logarithms: limit.sample)))
            #expect(isClose(noise.spread, limit.spread))
            #expect(isClose(noise.limit(pairs: limit.pairs), limit.limit))
            #expect(isClose(noise.detectable(pairs: limit.pairs), limit.detectable))
        }
    }

    @Test func earlyStops() throws {
        for stop in reference.stops {
            let noise = NoiseLimit(comparison: PairedRatios(logarithms: stop.noise))
            let ratios = PairedRatios(logarithms: stop.sample)
            #expect(isClose(try #require(EarlyStop().best(ratios, noise: noise)), stop.best))
            #expect(EarlyStop().isClearlyWorse(ratios, noise: noise) == (stop.best < 0))
        }
        #expect(reference.stops.contains { $0.best < 0 } && reference.stops.contains { $0.best > 0 })
    }

    @Test func drifts() throws {
        for drift in reference.drifts {
            let noise = try #require(NoiseLimit(comparison: PairedRatios(logarithms: drift.noise)))
            var alarm = DriftAlarm(noise: noise)
            var first: Int?
            for (index, deviation) in drift.series.enumerated() {
                if alarm.add(deviation) != .steady, first == nil { first = index }
                #expect(isClose(alarm.upper, drift.upper[index], 1e-6))
                #expect(isClose(alarm.lower, drift.lower[index], 1e-6))
            }
            #expect(first == drift.first)
        }
        #expect(
            reference.drifts.contains { $0.first == nil } && reference.drifts.contains { $0.first != nil })
    }
}

@Suite struct StatisticsTests {
    /// The mean of twelve uniform numbers, moved and stretched: near enough to a normal distribution.
    private static func normal(_ numbers: inout RandomNumbers, deviation: Double) -> Double {
        (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &numbers) } * deviation
    }

    private static func sample(_ count: Int, _ numbers: inout RandomNumbers, gain: Double) -> PairedRatios {
        // Two boots at 0.5 % noise each.
        PairedRatios(
            logarithms: (0..<count).map { _ in
                gain + normal(&numbers, deviation: 0.005) - normal(&numbers, deviation: 0.005)
            })
    }

    /// A gain that the rule of the search would keep.
    private static func isKept(_ ratios: PairedRatios, _ noise: NoiseLimit) -> Bool {
        SignFlipTest(ratios.logarithms).p < 0.05 && ratios.mean > noise.limit(pairs: ratios.count)
    }

    @Test func whatCannotBeCompared() {
        let bad: [(base: [Double], candidate: [Double])] = [
            ([1, 2], [1]), ([0], [1]), ([1], [0]), ([-1], [1]), ([.infinity], [1]), ([.nan], [1]),
        ]
        for (base, candidate) in bad {
            #expect(PairedRatios(base: base, candidate: candidate, better: .smaller) == nil)
        }
        #expect(PairedRatios().mean == 0 && PairedRatios(logarithms: [0.1]).standardDeviation == 0)
        #expect(PairedRatios(logarithms: [0.1]).interval(confidence: 0.95) == nil)
        #expect(NoiseLimit(comparison: PairedRatios(logarithms: [0.1])) == nil)
        #expect(SignFlipTest([]).p == 1)
    }

    @Test func sixPairsAreNeeded() {
        #expect(SignFlipTest.fewestPairs(below: 0.05) == 6)
        #expect(SignFlipTest([1, 1, 1, 1, 1]).p == 0.0625)
        #expect(SignFlipTest([1, 1, 1, 1, 1, 1]).p == 0.03125)
    }

    @Test func drawsRepeat() {
        let differences = (0..<40).map { Double($0 % 7) - 2.5 }
        #expect(SignFlipTest(differences, seed: 7).p == SignFlipTest(differences, seed: 7).p)
        #expect(!SignFlipTest(differences, seed: 7).isExact)
        #expect(SignFlipTest([Double](repeating: 1, count: 100)).p == 1.0 / 10_001)
    }

    @Test func comparingTheBaseWithItselfGivesNoWin() {
        var numbers = RandomNumbers(seed: 1)
        let wins = (0..<200).count { _ in
            let noise = NoiseLimit(comparison: Self.sample(10, &numbers, gain: 0))!
            return Self.isKept(Self.sample(10, &numbers, gain: 0), noise)
        }
        #expect(wins <= 10, "at most 5 % of 200")
    }

    @Test func onePercentIsFoundInTenBoots() {
        var numbers = RandomNumbers(seed: 2)
        let found = (0..<200).count { _ in
            let noise = NoiseLimit(comparison: Self.sample(10, &numbers, gain: 0))!
            return Self.isKept(Self.sample(10, &numbers, gain: log(1.01)), noise)
        }
        #expect(found >= 180)
    }

    /// What is said to be found with 80 % is found about as often.
    @Test func detectableIsWhatItSays() {
        var numbers = RandomNumbers(seed: 3)
        let found = (0..<400).count { _ in
            let noise = NoiseLimit(comparison: Self.sample(30, &numbers, gain: 0))!
            return Self.isKept(Self.sample(10, &numbers, gain: noise.detectable(pairs: 10)), noise)
        }
        #expect((280...360).contains(found), "\(found)")
    }

    @Test func pairsNeeded() throws {
        let noise = try #require(
            NoiseLimit(comparison: PairedRatios(logarithms: [0.01, -0.01, 0.005, -0.005, 0.002, -0.002])))
        let count = try #require(noise.pairsNeeded(for: 0.01))
        #expect(noise.detectable(pairs: count) <= 0.01 && noise.detectable(pairs: count - 1) > 0.01)
        #expect(noise.pairsNeeded(for: 10) == 6, "fewer could never be significant")
        #expect(noise.pairsNeeded(for: 0.0001) == nil)
    }

    @Test func badCandidatesAreStoppedAndEqualOnesSeldom() {
        var numbers = RandomNumbers(seed: 4)
        let noise = NoiseLimit(comparison: Self.sample(10, &numbers, gain: 0))!
        func stops(_ gain: Double) -> Int {
            (0..<300).count { _ in
                let all = Self.sample(6, &numbers, gain: gain).logarithms
                return (3...6).contains {
                    EarlyStop().isClearlyWorse(PairedRatios(logarithms: Array(all.prefix($0))), noise: noise)
                }
            }
        }
        #expect(stops(-0.05) > 290)
        #expect(stops(0) < 12)
        #expect(
            !EarlyStop().isClearlyWorse(PairedRatios(logarithms: [-1, -1]), noise: noise),
            "two pairs say little")
    }

    /// Boots that repeat to the digit: any difference is one.
    @Test func noNoiseAtAll() throws {
        let noise = try #require(NoiseLimit(comparison: PairedRatios(logarithms: [0, 0, 0, 0, 0, 0])))
        #expect(noise.limit(pairs: 6) == 0)
        #expect(Self.isKept(PairedRatios(logarithms: [Double](repeating: 0.001, count: 6)), noise))
        #expect(!Self.isKept(PairedRatios(logarithms: [Double](repeating: 0, count: 6)), noise))
        var alarm = DriftAlarm(noise: noise)
        #expect(alarm.add(0) == .steady)
        #expect(alarm.add(-0.001) == .slower(-1e9))
    }
}
