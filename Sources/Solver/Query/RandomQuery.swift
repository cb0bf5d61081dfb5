// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse

/// SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014): small, and the same on every machine.
public struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Draws random configurations.
///
/// Each symbol gets a random value to be tried first. The solver decides symbols in the order of the source
/// and takes that value unless what was decided before rules it out: much as if somebody went through the
/// menus from the top and answered every question at random, but never into a dead end.
public final class RandomQuery {
    private let satconfig: Satconfig
    private let encoding: Encoding
    private let allowsUnmetSelect: Bool

    public init(_ satconfig: Satconfig, allowsUnmetSelect: Bool) {
        self.satconfig = satconfig
        self.allowsUnmetSelect = allowsUnmetSelect
        encoding = satconfig.constrainedEncoding(allowsUnmetSelect: allowsUnmetSelect).encoding
    }

    /// The bytes of a random `.config`; nil when no configuration meets the requirements.
    public func sample(seed: UInt32, _ probability: Probability) throws -> [UInt8]? {
        let solver = CaDiCaLSolver(encoding.formula)
        var random = SplitMix64(seed: UInt64(seed))
        for symbol in satconfig.model.symbols.indices where satconfig.model.symbols[symbol].isDefined {
            prefer(symbol, probability, &random, solver)
        }
        guard solver.solve([]) == .satisfiable else { return nil }
        let assignment = Assignment(encoding) { solver.isTrue($0) }
        return try Decoder(satconfig.model, encoding).dotConfig(assignment, allowsUnmet: allowsUnmetSelect)
    }

    private func prefer(
        _ symbol: SymbolID, _ probability: Probability, _ random: inout SplitMix64, _ solver: CaDiCaLSolver
    ) {
        let model = satconfig.model
        let info = model.symbols[symbol]
        if info.isChoice {
            // All but one member are tried as n first.
            guard let lucky = (model.choiceMembers[info.firstMenu] ?? []).randomElement(using: &random) else {
                return
            }
            for member in model.choiceMembers[info.firstMenu] ?? [] {
                solver.prefer(member == lucky ? encoding.logical[member].yes : -encoding.logical[member].yes)
            }
            return
        }
        guard !info.isChoiceMember else { return }
        let draw = Int.random(in: 0..<100, using: &random)
        switch info.type {
        case .bool:
            let on = encoding.logical[symbol].on
            solver.prefer(draw < probability.boolYes ? on : -on)
        case .tristate:
            let literals = encoding.logical[symbol]
            let isYes = draw < probability.tristateYes
            let isOn = draw < probability.tristateYes + probability.tristateModule
            solver.prefer(isYes ? literals.yes : -literals.yes)
            solver.prefer(isOn ? literals.on : -literals.on)
        default:
            if let literal = encoding.atDefault[symbol] { solver.prefer(literal) }
        }
    }
}
