// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What is shown when a wish has been asked for.
extension MenuProgram {
    func show(_ outcome: Desk.Outcome, about symbol: SymbolID?) {
        rowsMemo = nil
        switch outcome {
        case .done: break
        case .refused(let text): message = text
        case .ways(let ways): push(.dialogue(dialogue(ways, symbol)))
        case .conflict(let conflict): show(conflict, about: symbol)
        }
    }

    // MARK: - Ways

    private func dialogue(_ ways: WaySearch, _ symbol: SymbolID?) -> Dialogue {
        let name = symbol.map { desk.model.name($0) } ?? ""
        var dialogue = Dialogue(
            "\(name) needs other changes",
            ["As things are it can't be had. These ways lead to it, the likeliest first:"],
            answers(ways, symbol))
        (dialogue.ways, dialogue.symbol) = (ways, symbol)
        return dialogue
    }

    /// Looks for one more way when a dialogue with ways is on the screen.
    ///
    /// - Returns: whether it did.
    func lookForWays() throws -> Bool {
        guard case .dialogue(var dialogue)? = screens.last, let ways = dialogue.ways, !ways.isDone else {
            return false
        }
        try ways.next()
        dialogue.answers = answers(ways, dialogue.symbol)
        replaceTop(.dialogue(dialogue))
        return true
    }

    private func answers(_ ways: WaySearch, _ symbol: SymbolID?) -> [Dialogue.Answer] {
        ways.found.map { way in
            let edits = way.edits.filter { $0.symbol != symbol }
            let others = way.changes.count - edits.count - 1
            var details = edits.dropFirst().map { "and \(describe($0))" }
            if others > 0 {
                details.append("(\(others) more \(others == 1 ? "line follows" : "lines follow"))")
            }
            return Dialogue.Answer(
                text: edits.first.map { describe($0) } ?? "with what follows by itself", details: details,
                action: .take(way))
        }
    }

    func describe(_ change: ConfigurationSession.Change) -> String {
        let prompt = desk.model.firstPrompt(of: change.symbol).map { "  \($0)" } ?? ""
        return "\(desk.model.name(change.symbol)): \(change.old) → \(change.new)\(prompt)"
    }

    // MARK: - Conflicts

    func show(_ conflict: Desk.Conflict, about symbol: SymbolID?) {
        let name = symbol.map { desk.model.name($0) }
        let title = name.map { "\($0) can't be had so" } ?? "Requirements exclude each other"
        var answers = conflict.alternatives.map { alternative -> Dialogue.Answer in
            let text = desk.describe(alternative)
            guard desk.isApplicable(alternative) else {
                return .init(text: text + " (there, not here)", action: .note("edit that file"))
            }
            return .init(text: text, action: .apply(alternative))
        }
        answers.append(.init(text: "leave it", action: .close))
        let none =
            conflict.alternatives.isEmpty
            ? ["No line of \(desk.around.satconfigName) stands against it: the tree does."]
            : conflict.isComplete
                ? [] : ["There was no time to look for all ways out: smaller ones may exist."]
        var dialogue = Dialogue(title, none, answers)
        dialogue.explanation = conflict.explanation
        push(.dialogue(dialogue))
    }

    // MARK: - Help

    /// All that is known of an entry.
    func help(_ node: MenuID) throws -> Screen {
        let model = desk.model
        let symbol = model.menus[node].symbol
        var text = MenuHelp(desk.evaluator).text(node).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        while text.last == "" { text.removeLast() }
        guard !symbol.isNone, !model.symbols[symbol].isChoice else {
            return .text(TextScreen(title: model.title(of: node), text: text))
        }
        text += [""] + (try why(symbol)) + (try without(symbol))
        return .text(TextScreen(title: model.title(of: node), text: text))
    }

    private func why(_ symbol: SymbolID) throws -> [String] {
        let model = desk.model
        let reason = try desk.session.reason(symbol, name: desk.around.configName)
        var text = ["Why it is \(reason.value.isEmpty ? "\"\"" : reason.value) (\(describeDecider(symbol))):"]
        // That the configuration has a line says nothing: it has one for each that can be set.
        text += reason.steps.filter { !$0.text.hasPrefix("\(desk.around.configName):") }.map { step in
            let place = step.location == .unknown ? "" : "\(model.sources.describe(step.location)): "
            return (step.isDetail ? "    " : "  ") + place + step.text
        }
        return text
    }

    private func describeDecider(_ symbol: SymbolID) -> String {
        switch desk.session.decider(of: symbol) {
        case .required(let own): "required by \(own.origin.place)"
        case .preferred(let preference): "preferred by \(preference.requirement.origin.place)"
        case .follows: "follows from other values"
        case .base: "as at the start"
        case .byDefault: "default"
        case .toolchain: "by what the toolchain can do"
        }
    }

    private func without(_ symbol: SymbolID) throws -> [String] {
        guard desk.model.symbols[symbol].type.isLogical, desk.evaluator.tristate(symbol) != .no else {
            return []
        }
        guard let losses = try desk.session.losses(without: symbol) else {
            return ["", "It can't be n with what is required."]
        }
        if losses.isEmpty { return ["", "If it were n, nothing else would change."] }
        return ["", "If it were n:"] + losses.prefix(40).map { "  " + describe($0) }
            + (losses.count > 40 ? ["  and \(losses.count - 40) more"] : [])
    }

    /// What each mark and key means.
    func keyHelp() -> Screen {
        .text(
            TextScreen(
                title: "Keys and marks",
                text: [
                    "Up Down k j    line above, below         Enter Right l  open, edit",
                    "Esc Left h     one level up              y m n          wish for that value",
                    "Space          next value; behind the last one the solver decides again",
                    "Delete         take a requirement back   ? F1           all about the line",
                    "/ F8           search names, help texts  z F4           show what is hidden",
                    "d F7           what is different         o              what is best",
                    "u U            undo, redo                s F6           save",
                    "q F9           leave                     S              save by another name",
                    "Any other letter goes to the next line that begins with it.",
                    "",
                    "In front of each line stands who decided its value:",
                    "  R  you: a line of \(desk.around.satconfigName), or of a file that it includes",
                    "  P  a preference",
                    "  F  it follows from other values, or gave way to a requirement",
                    "  B  it is as it was at the start, against its default",
                    "  T  the toolchain: a command of the Kconfig files said so",
                    "     nothing: the default",
                    "and + behind it, when the last key changed it.",
                ]))
    }

    // MARK: - Differences

    func differences() -> Screen {
        let session = desk.session
        var text = grouped(session.changes(since: desk.savedState), "\(desk.around.configName) on disk")
        text += [""] + grouped(session.changes(since: desk.startState), "the start")
        return .text(TextScreen(title: "Differences", text: text))
    }

    private func grouped(_ changes: [ConfigurationSession.Change], _ since: String) -> [String] {
        if changes.isEmpty { return ["No difference to \(since)."] }
        if changes.count == 1 { return ["One line differs from \(since):", "  \(describe(changes[0]))"] }
        let causes: [(ConfigurationSession.Change.Cause, String)] = [
            (.wish, "required"), (.needed, "changed for that"), (.automatic, "follows by itself"),
        ]
        var text = ["\(changes.count) lines differ from \(since):"]
        for (cause, name) in causes {
            let part = changes.filter { $0.cause == cause }
            if part.isEmpty { continue }
            text.append("  \(name):")
            text += part.map { "    " + describe($0) }
        }
        return text
    }
}
