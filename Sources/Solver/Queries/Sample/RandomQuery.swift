// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// Draws random configurations that meet requirements.
///
/// A seed draws a value for everything that can be set, and an order (`RandomOrder`). The configuration is the
/// one in which each of these values in turn holds unless those before it rule it out. There is exactly one,
/// whatever way the solver takes to it: so a seed gives the same configuration everywhere.
public final class RandomQuery {
    /// One configuration, and which of all it is.
    struct Drawn {
        let assignment: Assignment
        /// The values of all symbols as bits, in the order of `identity`.
        let key: [UInt64]
    }

    /// Seconds for one configuration; nil for no limit.
    public var timeout: Double?
    private let satconfig: Satconfig
    let encoding: Encoding
    private let unmet: UnmetPolicy
    private let engine: any OrderedSATEngine
    let order: RandomOrder
    /// The literals in which configurations differ.
    private let identity: [Literal]

    public init(
        _ satconfig: Satconfig, _ probability: Probability, _ unmet: UnmetPolicy, engine: any OrderedSATEngine
    ) {
        self.engine = engine
        self.satconfig = satconfig
        let unmet = unmet.waiving(satconfig)
        self.unmet = unmet
        let (encoding, preferences) = satconfig.constrainedEncoding(
            unmet, extraValues: RangeSamples(satconfig.model).values)
        self.encoding = encoding
        order = RandomOrder(satconfig.model, encoding, probability, preferences: preferences.map(\.soft))
        identity = Self.identity(satconfig.model, encoding)
    }

    private static func identity(_ model: KconfigModel, _ encoding: Encoding) -> [Literal] {
        var list: [Literal] = []
        for symbol in model.symbols.indices where model.symbols[symbol].isDefined {
            let value = encoding.logical[symbol]
            list += value.on == value.yes ? [value.on] : [value.on, value.yes]
            list += (encoding.texts[symbol] ?? []).map(\.literal)
        }
        return list.filter { $0 != .yes && $0 != .no }
    }

    /// The bytes of the `.config` that belongs to a seed; nil when no configuration meets the requirements.
    ///
    /// - Throws: `EncodingMismatch`, `SearchStopped` when the solver took longer than `timeout`.
    public func sample(seed: UInt32) throws -> [UInt8]? { try draw(seed).map { try config($0) } }

    /// Different configurations, the first one being that of the seed.
    public func series(seed: UInt32) -> RandomSeries { RandomSeries(self, seed: seed) }

    /// - Parameter others: keys of configurations that are not wanted.
    func draw(_ seed: UInt32, otherThan others: [[UInt64]] = []) throws -> Drawn? {
        let session = SATSession(encoding.formula, engine: engine, inOrder: order.literals(seed: seed))
        for key in others { session.add(identity.indices.map { key.bit($0) ? -identity[$0] : identity[$0] }) }
        session.stop(after: timeout)
        guard let found = try session.assignment() else {
            if others.isEmpty { try TreeWitness.confirm(satconfig.model, engine: engine) }
            return nil
        }
        var key = [UInt64](repeating: 0, count: (identity.count + 63) / 64)
        for (index, literal) in identity.enumerated() where found.isTrue(literal) {
            key[index / 64] |= 1 << UInt64(index % 64)
        }
        return Drawn(assignment: Assignment(encoding, found), key: key)
    }

    func config(_ drawn: Drawn) throws -> [UInt8] {
        try Decoder(satconfig.model, encoding).dotConfig(drawn.assignment, unmet)
    }
}

extension [UInt64] {
    fileprivate func bit(_ index: Int) -> Bool { self[index / 64] >> UInt64(index % 64) & 1 != 0 }
}
