// SPDX-License-Identifier: GPL-2.0-or-later

/// A change that is tried: an option of the base with another value.
public struct Wish: Equatable, Sendable {
    /// As in the Kconfig files, without the prefix.
    public let symbol: String
    public let value: String
    /// Why somebody thinks that it helps.
    public let reason: String
    /// What on the kernel's command line does nearly the same, if there is something.
    public let parameter: String?

    public init(symbol: String, value: String, reason: String, parameter: String?) {
        self.symbol = symbol
        self.value = value
        self.reason = reason
        self.parameter = parameter
    }

    /// As in `.config`, without the prefix.
    public var text: String { "\(symbol)=\(value)" }
}

/// What a round is for.
public enum Phase: String, CaseIterable, Sendable {
    /// The base: it builds, it boots, and it is as fast as itself.
    case check
    /// The base with a parameter of the command line instead of an option.
    case screen
    /// All changes at once.
    case together
    /// Which changes keep a kernel from booting.
    case bisect
    /// The best without some changes.
    case ablate
    /// The best with another member of a choice.
    case alternative
    /// The best against the base, anew.
    case confirm
}

/// How far a round is.
public enum RoundState: String, CaseIterable, Sendable {
    case proposed, solved, built
    case buildFailed = "build-failed"
    case booted
    case bootFailed = "boot-failed"
    case measured, judged
    /// The solver or a guard allows none of it.
    case refused

    /// Nothing more happens to it.
    public var isFinal: Bool {
        switch self {
        case .judged, .buildFailed, .bootFailed, .refused: true
        default: false
        }
    }
}

/// A candidate and what became of it.
public struct Round: Equatable, Sendable {
    /// From 0.
    public let number: Int
    public let phase: Phase
    public var state = RoundState.proposed
    /// `SYMBOL=value`, or parameters of the command line in `screen`.
    public let wishes: [String]
    /// Those that the solver does not allow with the others, and why.
    public var refused: [String] = []
    /// The hash of the configuration.
    public var config: String?
    /// The hash of the image.
    public var image: String?
    /// The hash of the image that it is compared with.
    public var against: String?
    public var note = ""

    public init(number: Int, phase: Phase, wishes: [String]) {
        self.number = number
        self.phase = phase
        self.wishes = wishes
    }
}

/// A configuration that was built, or could not be.
public struct Build: Equatable, Sendable {
    /// The hash of the configuration.
    public let config: String
    /// The hash of the image; nil when there is none.
    public let image: String?
    /// What went wrong.
    public let failure: String?
    /// On a clock.
    public let seconds: Double

    public init(config: String, image: String?, failure: String?, seconds: Double) {
        self.config = config
        self.image = image
        self.failure = failure
        self.seconds = seconds
    }
}

/// What a boot says of one thing that is measured.
public struct Measure: Equatable, Sendable {
    /// The middle one of what the boot has repeated.
    public let value: Double
    public let better: PairedRatios.Better

    public init(_ value: Double, _ better: PairedRatios.Better) {
        self.value = value
        self.better = better
    }
}

/// One start of an image on a board.
public struct Boot: Equatable, Sendable {
    public struct Key: Hashable, Sendable {
        /// The hash of the image.
        public let image: String
        /// What is added to the kernel's command line.
        public let parameters: String
        /// What is random on the board; the same twice gives the same twice where a board can repeat.
        public let seed: Int
        /// From 0; more after a failure.
        public let attempt: Int

        public init(image: String, parameters: String = "", seed: Int, attempt: Int = 0) {
            self.image = image
            self.parameters = parameters
            self.seed = seed
            self.attempt = attempt
        }
    }

    public let key: Key
    /// Why it counts as failed; nil when it is all right.
    public let failure: String?
    /// By the name of what was measured.
    public let measures: [String: Measure]
    /// On a clock.
    public let seconds: Double
    public let worker: String

    public init(key: Key, failure: String?, measures: [String: Measure], seconds: Double, worker: String) {
        self.key = key
        self.failure = failure
        self.measures = measures
        self.seconds = seconds
        self.worker = worker
    }
}

/// What a comparison says.
public struct Verdict: Equatable, Sendable {
    public enum Outcome: String, CaseIterable, Sendable {
        /// By more than can be noise.
        case better, worse
        /// No difference can be seen.
        case same
    }

    public let round: Int
    /// What was compared: `total` or the name of a measure.
    public let name: String
    public let pairs: Int
    /// 1.01 for 1 % better, and where the true one lies.
    public let ratio: Double
    public let low: Double
    public let high: Double
    public let p: Double
    /// The smallest gain that counts, as a ratio.
    public let limit: Double
    public let outcome: Outcome
    public let text: String

    public init(
        round: Int, name: String, pairs: Int, ratio: Double, low: Double, high: Double, p: Double,
        limit: Double, outcome: Outcome, text: String
    ) {
        self.round = round
        self.name = name
        self.pairs = pairs
        self.ratio = ratio
        self.low = low
        self.high = high
        self.p = p
        self.limit = limit
        self.outcome = outcome
        self.text = text
    }
}

/// Changes that together keep a kernel from being built or from booting, none of which can be left out.
public struct Culprit: Equatable, Sendable {
    /// `SYMBOL=value`, sorted.
    public let wishes: [String]
    /// The base with them fails, and what failed works without one of them.
    public let isVerified: Bool
    public let failure: String

    public init(wishes: [String], isVerified: Bool, failure: String) {
        self.wishes = wishes.sorted()
        self.isVerified = isVerified
        self.failure = failure
    }
}
