// SPDX-License-Identifier: GPL-2.0-or-later

/// A part of the questions of an analysis: every `count`-th, beginning with the `number`-th.
public struct Shard: Equatable, Sendable {
    /// From 1 to `count`.
    public let number: Int
    public let count: Int

    /// All questions.
    public static let whole = Shard(number: 1, of: 1)!

    /// Nil unless `number` is from 1 to `count`.
    public init?(number: Int, of count: Int) {
        guard number >= 1, number <= count else { return nil }
        self.number = number
        self.count = count
    }

    /// From `K/N`; nil for another text.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
        self.init(number: number, of: count)
    }

    public var isWhole: Bool { count == 1 }

    /// Whether the question with that number, from 0, is in this part.
    public func takes(_ index: Int) -> Bool { index % count == number - 1 }
}
