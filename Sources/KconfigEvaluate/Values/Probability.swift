// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc

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
        let numbers = try Self.numbers(text)
        switch numbers.count {
        case 1:
            result.boolYes = numbers[0]
            result.tristateModule = numbers[0] / 2
            result.tristateYes = numbers[0] - result.tristateModule
        case 2:
            (result.tristateYes, result.tristateModule) = (numbers[0], numbers[1])
            result.boolYes = numbers[0] + numbers[1]
        case 3:
            (result.boolYes, result.tristateYes, result.tristateModule) = (numbers[0], numbers[1], numbers[2])
        default: break
        }
        guard result.tristateYes + result.tristateModule <= 100 else {
            throw Malformed(description: "y and m together are more than 100 percent")
        }
        return result
    }

    /// Up to three numbers as strtol(3) reads them; what is behind them does not matter.
    private static func numbers(_ text: String) throws -> [Int] {
        var numbers: [Int] = []
        try text.withCString { start in
            var position = UnsafeMutablePointer(mutating: start)
            while position.pointee != 0 && numbers.count < 3 {
                var end: UnsafeMutablePointer<CChar>? = position
                let number = strtol(position, &end, 10)
                guard (0...100).contains(number) else {
                    throw Malformed(description: "'\(text)' has a number that is no percentage from 0 to 100")
                }
                numbers.append(number)
                position = end!
                if position.pointee == 0x3A { position += 1 }
            }
        }
        return numbers
    }
}

/// The seed of a random configuration.
public struct RandomSeed {
    public let value: UInt32
    /// Made up, because the user gave none, or no number.
    public let isOwn: Bool

    /// As `conf` prints it.
    public static func text(_ seed: UInt32) -> String { "0x" + String(seed, radix: 16, uppercase: true) }

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
