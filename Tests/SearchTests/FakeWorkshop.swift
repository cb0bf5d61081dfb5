// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import Search
import Solver

/// Kernels that are sets of wishes, and boards that know how fast each set is. An image is its configuration.
final class FakeWorkshop: Workshop, @unchecked Sendable {
    var boards = ["one"]
    var builders = ["maker"]
    var footprint: BuildFootprint?
    /// In seconds; a build that is cancelled ends sooner.
    var buildTime = 0.0
    private(set) var cancelled = 0
    var takesParameters = false

    /// Logarithms of what wishes gain, alone or with others; a parameter counts like its wish.
    var gains: [Set<String>: Double] = [:]
    var noise = 0.005
    /// Sets of wishes with which no kernel boots, or is built.
    var killers: [Set<String>] = []
    var breakers: [Set<String>] = []
    /// Of a hundred boots.
    var flaky = 0
    var deadBoards: Set<String> = []
    /// Ends the search at the so-maniest step, as kill -9 would.
    var stopAt = Int.max

    private let lock = NSLock()
    private var steps = 0
    private(set) var built: [String] = []
    private(set) var booted: [Boot.Key] = []
    private(set) var booters: Set<String> = []

    struct Killed: Error {}

    private func step() throws(SearchStop) {
        steps += 1
        if steps >= stopAt { throw SearchStop(.broken, "killed") }
    }

    func build(
        _ config: [UInt8], hash: String, on builder: String, log: String,
        unless cancellation: SearchCancellation
    ) throws(SearchStop) -> Build {
        let end = Date().addingTimeInterval(buildTime)
        while Date() < end && !cancellation.isCancelled { Thread.sleep(forTimeInterval: 0.001) }
        lock.lock()
        if cancellation.isCancelled {
            cancelled += 1
            lock.unlock()
            return Build(config: hash, image: nil, failure: "cancelled", seconds: 0)
        }
        defer { lock.unlock() }
        try step()
        built.append(hash)
        let text = String(decoding: config, as: UTF8.self)
        images[hash] = Set(text.split(separator: "\n").map(String.init))
        if let breaker = breakers.first(where: { $0.isSubset(of: images[hash]!) }) {
            return Build(
                config: hash, image: nil, failure: "make: \(breaker.sorted())", seconds: 1)
        }
        return Build(config: hash, image: hash, failure: nil, seconds: 1)
    }

    /// What stays on the disk.
    var images: [String: Set<String>] = [:]

    func boot(_ key: Boot.Key, on board: String) throws(SearchStop) -> Boot {
        // A boot takes its time, in which other boards begin one.
        if boards.count > 1 { Thread.sleep(forTimeInterval: 0.002) }
        lock.lock()
        defer { lock.unlock() }
        try step()
        booted.append(key)
        booters.insert(board)
        let wishes = images[key.image]!.union(key.parameters.split(separator: " ").map(String.init))
        var random = RandomNumbers(seed: UInt64(truncatingIfNeeded: key.seed &* 31 &+ key.attempt))
        var failure: String?
        if killers.contains(where: { $0.isSubset(of: wishes) }) { failure = "Kernel panic" }
        if deadBoards.contains(board) { failure = "no answer" }
        if Int(random.next() % 100) < flaky { failure = "flaky" }
        let gain = gains.reduce(0) { $0 + ($1.key.isSubset(of: wishes) ? $1.value : 0) }
        let values = [
            "pipe": Measure(1000 * exp(gain + noise * Self.normal(&random)), .larger),
            "fork": Measure(50 * exp(-gain + noise * Self.normal(&random)), .smaller),
        ]
        return Boot(
            key: key, failure: failure, measures: failure == nil ? values : [:], seconds: 0.5, worker: board)
    }

    func reset(_ board: String) throws(SearchStop) {}

    /// Box and Muller.
    static func normal(_ random: inout RandomNumbers) -> Double {
        let unit = { (bits: UInt64) in (Double(bits >> 11) + 0.5) / Double(UInt64(1) << 53) }
        let radius = (-2 * log(unit(random.next()))).squareRoot()
        return radius * cos(2 * .pi * unit(random.next()))
    }
}

/// Takes each wish as it is, but for those that exclude each other.
final class FakeTuner: Tuner {
    let base: [UInt8] = Array("BASE=y\n".utf8)
    var turns: [[Wish]]
    var excluded: [Set<String>] = []
    var choices: [[String]] = []
    private(set) var questions = 0

    init(_ turns: [[String]]) {
        self.turns = turns.map { $0.map(Self.wish) }
    }

    static func wish(_ text: String) -> Wish {
        let parts = text.split(separator: "=")
        return Wish(
            symbol: String(parts[0]), value: String(parts[1]), reason: "planted", parameter: text)
    }

    func propose(turn: Int, history: [String]) throws -> [Wish] {
        questions += 1
        return turn < turns.count ? turns[turn] : []
    }

    func candidate(_ wishes: [Wish], without culprits: [[Wish]]) throws -> Candidate {
        var taken: Set<String> = []
        var refused: [(wish: Wish, why: String)] = []
        let sets = excluded + culprits.map { Set($0.map(\.text)) }
        for wish in wishes {
            if sets.contains(where: { $0.contains(wish.text) && $0.isSubset(of: taken.union([wish.text])) }) {
                refused.append((wish, "excluded"))
            } else {
                taken.insert(wish.text)
            }
        }
        let config = (taken + ["BASE=y"]).sorted().map { $0 + "\n" }.joined()
        return Candidate(config: Array(config.utf8), refused: refused)
    }

    func alternatives(to wish: Wish) -> [Wish] {
        choices.filter { $0.contains(wish.text) }.flatMap { $0 }.filter { $0 != wish.text }.map(Self.wish)
    }
}
