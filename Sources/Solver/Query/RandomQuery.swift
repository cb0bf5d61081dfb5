// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// The seed of a random configuration.
public struct RandomSeed {
    public let value: UInt32
    /// Made up, because the user gave none.
    public let isOwn: Bool

    /// `KCONFIG_SEED`, in any base that strtol(3) knows, else one from the clock.
    public static func fromEnvironment() -> RandomSeed {
        if let text = getenv("KCONFIG_SEED"), text.pointee != 0 {
            var end: UnsafeMutablePointer<CChar>?
            let value = strtol(text, &end, 0)
            if end?.pointee == 0 { return RandomSeed(value: UInt32(truncatingIfNeeded: value), isOwn: false) }
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let mixed = UInt64(bitPattern: Int64(now.tv_nsec)) &* 0x9E37_79B9 ^ UInt64(getpid()) << 16
        return RandomSeed(
            value: UInt32(truncatingIfNeeded: mixed ^ UInt64(bitPattern: Int64(now.tv_sec))), isOwn: true)
    }
}

/// How likely values are, in percent (`KCONFIG_PROBABILITY` in `conf.c`).
public struct Probability: Equatable, Sendable {
    public var boolYes = 50
    public var tristateYes = 33
    public var tristateModule = 33

    public init() {}

    public struct Malformed: Error, CustomStringConvertible {
        public let description: String
    }

    public static func fromEnvironment() throws -> Probability {
        try parse(getenv("KCONFIG_PROBABILITY").map { String(cString: $0) } ?? "")
    }

    /// One number: bool y, half of it each for m and y. Two: tristate y and m. Three: bool y, tristate y and m.
    public static func parse(_ text: String) throws -> Probability {
        var result = Probability()
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if text.isEmpty { return result }
        guard parts.count <= 3 else { throw Malformed(description: "'\(text)' has more than three numbers") }
        var numbers: [Int] = []
        for part in parts {
            guard let number = Int(part), (0...100).contains(number) else {
                throw Malformed(description: "'\(part)' is no percentage from 0 to 100")
            }
            numbers.append(number)
        }
        switch numbers.count {
        case 1:
            result.boolYes = numbers[0]
            result.tristateModule = numbers[0] / 2
            result.tristateYes = numbers[0] - result.tristateModule
        case 2:
            (result.tristateYes, result.tristateModule) = (numbers[0], numbers[1])
            result.boolYes = numbers[0] + numbers[1]
        default:
            (result.boolYes, result.tristateYes, result.tristateModule) = (numbers[0], numbers[1], numbers[2])
        }
        guard result.tristateYes + result.tristateModule <= 100 else {
            throw Malformed(description: "y and m together are more than 100 percent")
        }
        return result
    }
}

/// SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014): small, and the same on every machine.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
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
