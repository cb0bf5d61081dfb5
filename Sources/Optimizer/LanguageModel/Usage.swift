// SPDX-License-Identifier: GPL-2.0-or-later

/// What a run used of the model, as counted by the server or, where it is silent, estimated.
public struct Usage: Equatable, Sendable {
    public var exchanges = 0
    public var promptTokens = 0
    public var completionTokens = 0
    /// Some of it is an estimate.
    public var isEstimated = false

    public init() {}

    public var tokens: Int { promptTokens + completionTokens }

    mutating func add(_ request: ChatRequest, _ reply: ChatReply) {
        exchanges += 1
        promptTokens += reply.promptTokens ?? request.estimatedTokens
        completionTokens += reply.completionTokens ?? (reply.text.utf8.count + 3) / 4
        if reply.promptTokens == nil || reply.completionTokens == nil { isEstimated = true }
    }
}

/// Prices in the currency of the user's choice, per million tokens.
public struct Price: Equatable, Sendable {
    public var prompt = 0.0
    public var completion = 0.0

    public init(prompt: Double = 0, completion: Double = 0) {
        self.prompt = prompt
        self.completion = completion
    }

    public func cost(_ usage: Usage) -> Double {
        (Double(usage.promptTokens) * prompt + Double(usage.completionTokens) * completion) / 1_000_000
    }

    /// The cost with four decimal places: less is nothing that anybody pays.
    public func text(_ usage: Usage) -> String {
        let cost = cost(usage)
        guard cost < 1e12 else { return "\(cost)" }
        let parts = Int((cost * 10_000).rounded())
        let decimals = String(parts % 10_000)
        return "\(parts / 10_000)." + String(repeating: "0", count: 4 - decimals.count) + decimals
    }
}
