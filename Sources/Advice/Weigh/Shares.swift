// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigParse

/// Which share of the tree's configurations that could have a symbol names it. Those of the architecture, those that are
/// like the one at hand, and those that have the wish count by themselves, each drawn to what is expected without them.
struct Shares {
    private let terms: Terms
    private let gates: [SymbolID?]
    /// Options that only files of the architecture can name.
    private let natives: Natives?
    private let all: Group
    private let own: Group
    private let similar: Group
    private let wishful: Group

    /// What does not depend on a question: worth keeping where there are many.
    struct Common {
        fileprivate let gates: [SymbolID?]
        fileprivate let having: [Gates.Closure]
        fileprivate let all: Group
        fileprivate let own: Group

        init(_ model: KconfigModel, _ counts: MentionCounts, _ terms: Terms) {
            var closures = Gates(model, seesTests: terms.tests > 0)
            having = counts.files.map { file in
                terms.gate > 0
                    ? closures.closure(file.on) : Gates.Closure(having: [], lines: file.on, alone: file.on)
            }
            let count = model.symbols.count
            let all = Group(counts.files, having, counts.files.map { _ in 1 }, symbols: count)
            self.all = all
            own = Group(counts.files, having, counts.files.map { $0.isOwn ? 1 : 0 }, symbols: count)
            gates = model.symbols.indices.map { closures.gate(of: $0) { all.having[$0.index] } }
        }
    }

    /// - Parameters:
    ///   - wished: what the wish wants on.
    ///   - isOn: per symbol, whether the configuration at hand has it on; nil when there is none.
    ///   - natives: nil when nothing is known of the machine.
    ///   - common: of the same model, counts and terms, where it is kept.
    init(
        _ model: KconfigModel, _ counts: MentionCounts, _ terms: Terms, wished: Set<SymbolID>, isOn: [Bool]?,
        natives: Natives?, common: Common? = nil
    ) {
        let common = common ?? Common(model, counts, terms)
        self.terms = terms
        self.natives = natives
        (all, own, gates) = (common.all, common.own, common.gates)
        func group(_ weights: [Double]?) -> Group {
            Group(
                counts.files, common.having, weights ?? counts.files.map { _ in 0 },
                symbols: model.symbols.count)
        }
        let alike = isOn.map { Likeness(counts.files, common.all.on, foreign: terms.foreign, isOn: $0) }
        similar = group(terms.like > 0 ? alike?.weights(terms.like) : nil)
        wishful = group(terms.together > 0 ? alike.map { Self.wishful(counts, wished, $0, terms) } : nil)
    }

    /// Per file, how much it counts for having the wish, or a part of it.
    private static func wishful(
        _ counts: MentionCounts, _ wished: Set<SymbolID>, _ alike: Likeness, _ terms: Terms
    ) -> [Double] {
        let parts = counts.files.map { file in
            Double(file.on.count { wished.contains($0) }) / Double(max(1, wished.count))
        }
        return zip(alike.weights(terms.together, where: { parts[$0] > 0 }), parts).map { $0 * $1 }
    }

    /// How many of those that could have it switch it on.
    func on(_ symbol: SymbolID) -> Double { share(symbol, \.on) }

    /// How many of those that could have it say that it is not set.
    func off(_ symbol: SymbolID) -> Double { share(symbol, \.off) }

    /// In how many of those that switch it on nothing needs it; never less than `Terms.alone` says.
    func alone(_ symbol: SymbolID) -> Double {
        let (on, alone) = (all.on[symbol.index], all.alone[symbol.index])
        return max(Double(terms.alone) / 100, (alone + 0.5) / (on + 0.5))
    }

    private func share(_ symbol: SymbolID, _ value: KeyPath<Group, [Double]>) -> Double {
        let isNative = terms.native > 0 && natives?.contains(symbol) == true
        func drawn(_ group: Group, _ weight: Int, _ expected: Double) -> Double {
            let weight = Double(max(1, weight))
            return (group[keyPath: value][symbol.index] + weight * expected) / (able(symbol, group) + weight)
        }
        // A line that nobody wrote is unlikely; where nobody could write it nothing is known.
        func usual(_ group: Group, hits: Double) -> Double {
            (group[keyPath: value][symbol.index] + hits) / (able(symbol, group) + 1)
        }
        let expected =
            isNative ? usual(own, hits: 0.5) : drawn(own, terms.smoothing, usual(all, hits: 0.1))
        return drawn(wishful, terms.fewTogether, drawn(similar, terms.fewLike, expected))
    }

    /// How many files have what the symbol needs. Those that name it have it, whatever else they say.
    private func able(_ symbol: SymbolID, _ group: Group) -> Double {
        guard let gate = gates[symbol.index] else { return group.files }
        return max(group.having[gate.index], group.on[symbol.index] + group.off[symbol.index])
    }

    /// Some files, each counted by its weight: how many there are, and per symbol how many switch it on by a line, say that it is
    /// not set, have it on as far as is seen, and switch it on though nothing there needs it.
    fileprivate struct Group {
        var files = 0.0
        var on: [Double]
        var off: [Double]
        var having: [Double]
        var alone: [Double]

        init(
            _ files: [MentionCounts.File], _ closures: [Gates.Closure],
            _ weights: [Double], symbols: Int
        ) {
            on = Array(repeating: 0, count: symbols)
            off = on
            having = on
            alone = on
            for (index, weight) in weights.enumerated() where weight > 0 {
                self.files += weight
                for symbol in closures[index].lines { on[symbol.index] += weight }
                for symbol in closures[index].alone { alone[symbol.index] += weight }
                for symbol in files[index].off { off[symbol.index] += weight }
                for symbol in closures[index].having { having[symbol.index] += weight }
            }
        }
    }
}
