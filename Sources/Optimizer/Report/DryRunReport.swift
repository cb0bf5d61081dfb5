// SPDX-License-Identifier: GPL-2.0-or-later

/// What a run would cost, as far as a dry one can tell.
public struct DryRunReport {
    private let chat: DryRunChat
    private let run: FinishedRun
    private let answerTokens: Int

    /// - Parameter answerTokens: the most of one answer.
    public init(_ chat: DryRunChat, _ run: FinishedRun, answerTokens: Int) {
        self.chat = chat
        self.run = run
        self.answerTokens = answerTokens
    }

    public var text: String {
        var most = Usage()
        most.promptTokens = chat.tokens
        most.completionTokens = chat.count * answerTokens
        let price = run.settings.budget.price
        let stop = run.record.stop
        var text =
            "\(chat.count) questions, about \(chat.tokens) tokens, and at most \(most.completionTokens) of answers"
        if price != Price() { text += ", which cost at most about \(price.text(most))" }
        text += "\nThat is if no menu is left out and nothing is proposed; answers to refusals come on top.\n"
        return stop == .complete ? text : text + "It ends there because \(stop.text).\n"
    }
}
