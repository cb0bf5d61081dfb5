// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import Solver

/// A point in time, by a clock that nobody sets, or sooner.
public struct Deadline: Sendable {
    private let nanoseconds: UInt64
    private let cancellation: SearchCancellation?

    /// - Parameters:
    ///   - seconds: from now.
    ///   - cancellation: whoever cancels ends the time.
    public init(seconds: Double, unless cancellation: SearchCancellation? = nil) {
        nanoseconds = Self.now + UInt64(max(0, seconds) * 1e9)
        self.cancellation = cancellation
    }

    /// The earlier of this and another.
    public func orSooner(_ other: Deadline) -> Deadline { other.nanoseconds < nanoseconds ? other : self }

    public var isOver: Bool { Self.now >= nanoseconds || cancellation?.isCancelled ?? false }

    /// Until then; not negative.
    public var milliseconds: Int {
        let now = Self.now
        return now >= nanoseconds ? 0 : Int(min((nanoseconds - now) / 1_000_000 + 1, UInt64(Int32.max)))
    }

    /// Nanoseconds since some point in the past.
    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
