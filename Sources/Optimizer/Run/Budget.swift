// SPDX-License-Identifier: GPL-2.0-or-later

/// Why a run ended.
public enum StopReason: String, Sendable {
    /// Everything was visited.
    case complete
    case visits, tokens, time, cost
    /// The transcript that is replayed ends here.
    case transcript

    /// As a sentence's end: "stopped: …".
    public var text: String {
        switch self {
        case .complete: "all menus were visited"
        case .visits: "the limit on visited menus (--max-visits) was reached"
        case .tokens: "the limit on tokens (--max-tokens) was reached"
        case .time: "the limit on time (--max-time) was reached"
        case .cost: "the limit on cost (--max-cost) was reached"
        case .transcript: "the transcript ends here"
        }
    }
}

/// The limits of a run.
public struct Budget: Equatable, Sendable {
    public var visits = 1000
    public var tokens = 2_000_000
    public var seconds = 3600
    /// In the currency of the prices; nil for none.
    public var cost: Double?
    public var price = Price()

    public init() {}

    /// The limit that is reached, if any.
    func reached(visits used: Int, _ usage: Usage, seconds elapsed: Double) -> StopReason? {
        if used >= visits { return .visits }
        if usage.tokens >= tokens { return .tokens }
        if let cost, price.cost(usage) >= cost { return .cost }
        return elapsed >= Double(seconds) ? .time : nil
    }
}
