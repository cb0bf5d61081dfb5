// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Asks several engines the same random questions about a formula, and checks what they say: their answers are the same, their
/// models are models and configurations, and their cores are ones for the next engine, too.
public final class EngineComparison {
    /// One of the engines.
    public struct Contestant {
        public let name: String
        fileprivate let session: SATSession
        /// What it took to load the formula, and for all answers: seconds of this thread.
        public fileprivate(set) var loading: Double
        public fileprivate(set) var answering = 0.0
    }

    /// What is wrong with an answer, in one sentence.
    public struct Disagreement: Error, CustomStringConvertible {
        public let description: String
    }

    public private(set) var contestants: [Contestant] = []
    /// How many questions were asked, how many of them have a model, and how many models were read as configurations.
    public private(set) var questions = 0
    public private(set) var satisfiable = 0
    public private(set) var decoded = 0

    private let formula: CountableFormula
    private let unmet: UnmetPolicy
    private var random: SplitMix64
    /// Every how many questions the models are read as configurations.
    private static let decodesEvery = 20
    private static let mostAssumed = 8

    /// - Parameters:
    ///   - unmet: what the formula was made with.
    ///   - seed: the same questions for the same seed.
    public init(
        _ formula: CountableFormula, _ unmet: UnmetPolicy, seed: UInt64,
        engines: [(name: String, engine: any SATEngine)]
    ) {
        self.formula = formula
        self.unmet = unmet
        random = SplitMix64(seed: seed)
        for (name, engine) in engines {
            let start = ThreadTime.seconds
            let session = SATSession(formula.encoding.formula, engine: engine)
            contestants.append(
                Contestant(name: name, session: session, loading: ThreadTime.seconds - start))
        }
    }

    /// Asks one more question.
    ///
    /// - Throws: `Disagreement`, `EncodingMismatch` when a model is no configuration, `SearchStopped`.
    public func ask() throws {
        let assumed = question()
        var verdicts: [Bool] = []
        for index in contestants.indices {
            let start = ThreadTime.seconds
            let answer = try contestants[index].session.solve(assumed)
            contestants[index].answering += ThreadTime.seconds - start
            switch answer {
            case .satisfiable(let found):
                verdicts.append(true)
                try check(found, assumed, contestants[index])
            case .unsatisfiable(let core):
                verdicts.append(false)
                try check(assumed.filter { core.contains($0) }, of: index)
            }
        }
        questions += 1
        if verdicts[0] { satisfiable += 1 }
        guard Set(verdicts).count > 1 else { return }
        let said = zip(contestants, verdicts).map { "\($0.name) \($1 ? "has a model" : "has none")" }
        throw Disagreement(description: said.joined(separator: ", ") + text(assumed))
    }

    /// Some values of some symbols; none where there is none to ask about.
    private func question() -> [Literal] {
        if formula.shown.isEmpty { return [] }
        let count = 1 + random.below(Self.mostAssumed)
        return (0..<count).map { _ in
            let literal = formula.shown[random.below(formula.shown.count)]
            return random.below(2) == 0 ? literal : -literal
        }
    }

    private func text(_ assumed: [Literal]) -> String {
        " under " + assumed.map { String($0.raw) }.joined(separator: " ")
    }

    private func check(_ found: TruthAssignment, _ assumed: [Literal], _ contestant: Contestant) throws {
        let encoding = formula.encoding
        let values = ContiguousArray<Bool>(
            (0...encoding.formula.variableCount).map { $0 > 0 && found.isTrue(Literal(raw: Int32($0))) })
        func holds(_ raw: Int32) -> Bool { values[Int(raw.magnitude)] == (raw > 0) }
        var isMet = false
        var isModel = assumed.allSatisfy { holds($0.raw) }
        for raw in encoding.formula.buffer where isModel {
            guard raw == 0 else {
                isMet = isMet || holds(raw)
                continue
            }
            isModel = isMet
            isMet = false
        }
        guard isModel else {
            throw Disagreement(description: "\(contestant.name) gives a model that is none" + text(assumed))
        }
        guard questions % Self.decodesEvery == 0 else { return }
        _ = try Decoder(formula.model, encoding).dotConfig(Assignment(encoding, { holds($0.raw) }), unmet)
        decoded += 1
    }

    /// The next engine must say no to the core as well.
    private func check(_ core: [Literal], of index: Int) throws {
        let other = contestants[(index + 1) % contestants.count]
        guard case .satisfiable = try other.session.solve(core) else { return }
        throw Disagreement(
            description: "\(other.name) has a model for a core of \(contestants[index].name)" + text(core))
    }
}
