// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// What one seed draws: wanted values, as literals in the order in which they are granted. A later one is
/// granted only as far as those before it allow.
///
/// If all symbols stood in the order in which values are computed, the outcome would be much like that of
/// `conf --randconfig`: nothing is on unless everything above it was drawn on, so what stands deep is hardly
/// ever on. In a random order nearly all of what stands high would be on, forced by one of the many symbols
/// below it. So some symbols are *early*: one in 2^k, where k is drawn for each configuration. In one half of
/// the configurations the early symbols that are wanted on come first, in the other half those wanted off;
/// then the other early ones; then all others, in the order in which values are computed.
///
/// `docs/satrandconfig.md` has the reasons and the measurements.
struct RandomOrder {
    /// How large k gets. Many symbols forced on make nearly all of a tree's upper part be on, so with them few
    /// early ones must be likely.
    private static let rarities = (onFirst: 9, offFirst: 4)

    private struct Wanted {
        var literals: [Literal]
        var isOff = false
        var canBeEarly = true
    }

    private let model: KconfigModel
    private let encoding: Encoding
    private let probability: Probability
    private let preferences: [SoftLiteral]
    /// What can be set: symbols with a prompt outside choices, and choices.
    private let settable: [SymbolID]

    init(
        _ model: KconfigModel, _ encoding: Encoding, _ probability: Probability, preferences: [SoftLiteral]
    ) {
        self.model = model
        self.encoding = encoding
        self.probability = probability
        self.preferences = preferences
        settable = EvaluationOrder(model).symbols.filter { symbol in
            model.symbols[symbol].isChoice || (encoding.visible[symbol] != .no && !model.isMember(symbol))
        }
    }

    func literals(seed: UInt32) -> [Literal] {
        var random = SplitMix64(seed: UInt64(seed))
        let preferred = preferred(&random)
        let isOnFirst = random.below(2) == 0
        let rarity = random.below(isOnFirst ? Self.rarities.onFirst : Self.rarities.offFirst)
        var early: [Wanted] = []
        var others: [Wanted] = []
        for symbol in settable {
            let wanted = wanted(symbol, &random)
            if random.isRare(rarity) && wanted.canBeEarly {
                early.append(wanted)
            } else {
                others.append(wanted)
            }
        }
        early = random.shuffled(early)
        let parts = early.filter { $0.isOff != isOnFirst } + early.filter { $0.isOff == isOnFirst }
        return preferred + (parts + others).flatMap(\.literals)
    }

    /// The preferences that are granted this time, each with odds of its weight to one; heavier ones first.
    private func preferred(_ random: inout SplitMix64) -> [Literal] {
        var granted: [SoftLiteral] = []
        for preference in preferences where random.below(preference.weight + 1) < preference.weight {
            granted.append(preference)
        }
        let shuffled = random.shuffled(granted)
        let weights = Set(granted.map(\.weight)).sorted(by: >)
        return weights.flatMap { weight in shuffled.filter { $0.weight == weight }.map(\.literal) }
    }

    // MARK: - Values

    private func wanted(_ symbol: SymbolID, _ random: inout SplitMix64) -> Wanted {
        if model.symbols[symbol].isChoice { return wantedMember(symbol, &random) }
        switch model.symbols[symbol].type {
        case .bool: return wantedBool(encoding.logical[symbol].on, &random)
        case .tristate: return wantedTristate(encoding.logical[symbol], &random)
        case .int, .hex: return wantedNumber(symbol, &random)
        default: return Wanted(literals: atDefault(symbol), canBeEarly: false)
        }
    }

    private func wantedBool(_ literal: Literal, _ random: inout SplitMix64) -> Wanted {
        let isOn = random.below(100) < probability.boolYes
        return Wanted(literals: [isOn ? literal : -literal], isOff: !isOn)
    }

    /// What is wanted as y may become m, and what is wanted as m may become y.
    private func wantedTristate(_ value: TristateLiterals, _ random: inout SplitMix64) -> Wanted {
        let draw = random.below(100)
        let isYes = draw < probability.tristateYes
        let isOn = draw < probability.tristateYes + probability.tristateModule
        return Wanted(
            literals: [isOn ? value.on : -value.on, isYes ? value.yes : -value.yes], isOff: !isOn)
    }

    /// The members in random order: the first that is visible is the one. An early choice becomes visible, so it
    /// is early only as often as a bool is wanted on.
    private func wantedMember(_ choice: SymbolID, _ random: inout SplitMix64) -> Wanted {
        // Up to 6.10 a choice may be off or m, and its members then n or m.
        let own =
            model.symbols[choice].type == .tristate
            ? wantedTristate(encoding.logical[choice], &random)
            : wantedBool(encoding.logical[choice].on, &random)
        let members = random.shuffled(model.members(ofChoice: choice)).map { encoding.logical[$0] }
        var literals = model.dialect.memberPriorityChoices ? [] : own.literals
        literals += members.map(\.yes)
        for member in members where member.on != member.yes {
            literals.append(wantedTristate(member, &random).literals[0])
        }
        return Wanted(literals: literals, canBeEarly: !own.isOff)
    }

    /// The default half of the time, else any of the values there are.
    private func wantedNumber(_ symbol: SymbolID, _ random: inout SplitMix64) -> Wanted {
        let isDefault = random.below(2) == 0
        let isShown = random.below(100) < probability.boolYes
        let values = random.shuffled((encoding.texts[symbol] ?? []).map(\.literal))
        return Wanted(literals: isDefault ? atDefault(symbol) : values, canBeEarly: !isDefault && isShown)
    }

    private func atDefault(_ symbol: SymbolID) -> [Literal] { encoding.atDefault[symbol].map { [$0] } ?? [] }
}
