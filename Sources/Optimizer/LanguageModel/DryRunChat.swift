// SPDX-License-Identifier: GPL-2.0-or-later

/// Shows the questions of a run instead of asking them: every menu is kept, nothing is proposed.
public final class DryRunChat: Chat {
    private let show: (ChatRequest, Bool) -> Void
    public private(set) var tokens = 0
    public private(set) var count = 0

    /// - Parameter show: told of each question, and whether it is the first.
    public init(_ show: @escaping (_ request: ChatRequest, _ isFirst: Bool) -> Void) { self.show = show }

    public func complete(_ request: ChatRequest) -> ChatReply {
        show(request, count == 0)
        tokens += request.estimatedTokens
        count += 1
        return ChatReply(
            text: request.state == "prune" ? "" : "{\"changes\":[]}", promptTokens: 0, completionTokens: 0)
    }
}
