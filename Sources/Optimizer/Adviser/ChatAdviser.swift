// SPDX-License-Identifier: GPL-2.0-or-later

/// A language model as an adviser: questions become prompts, and answers proposals.
public final class ChatAdviser: Adviser {
    private let model: any Chat
    private let writer: PromptWriter
    /// What was used so far.
    public private(set) var usage = Usage()

    /// - Parameters:
    ///   - kernel: the kernel's version and architecture, for the prompts.
    ///   - measured: what was measured on the board so far, a line each, for the prompts.
    public init(_ model: any Chat, goal: Goal, kernel: String, measured: [String] = []) {
        self.model = model
        writer = PromptWriter(goal: goal, kernel: kernel, measured: measured)
    }

    public func choose(among submenus: [MenuView.Submenu], of view: MenuView) throws -> [Int]? {
        let reply = try ask(writer.choose(among: submenus, of: view))
        return AnswerReader.menus(reply.text, titles: submenus.map(\.title))
    }

    public func propose(_ options: [OptionView], of view: MenuView) throws -> Advice {
        advice(try ask(writer.propose(options, of: view)))
    }

    public func correct(_ refusals: [Refusal], _ options: [OptionView], of view: MenuView) throws -> Advice {
        advice(try ask(writer.correct(refusals, options, of: view)))
    }

    private func ask(_ request: ChatRequest) throws -> ChatReply {
        let reply = try model.complete(request)
        usage.add(request, reply)
        return reply
    }

    private func advice(_ reply: ChatReply) -> Advice {
        // Without any text there is nothing to be read, and nothing more to be said about it.
        var advice = reply.text.isEmpty ? Advice() : AnswerReader.changes(reply.text)
        if let problem = reply.problem { advice.problems.insert(problem, at: 0) }
        return advice
    }
}
