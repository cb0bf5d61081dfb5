// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import KconfigEvaluate
import KconfigParse

/// Why a macro call gave what it gave, what ran for it, and what would change it.
public struct MacroReason: Sendable {
    /// Where the call stands.
    public let location: Location
    /// `$(cc-option,-fx) is n`.
    let statement: String
    /// `gcc 12 does not know -fx`, if that is known.
    let cause: String?
    /// What ran and what it gave; nil when nothing did.
    let run: String?
    /// What would change it; nil when that is not known.
    let remedy: String?

    /// What the call is and why, for those who have not read it yet.
    public var sentence: String { statement + (cause.map { ": " + $0 } ?? "") }

    /// What can be done about it.
    public var advice: String? {
        let parts = [run, remedy].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// All of that.
    public var texts: [String] { [sentence] + (advice.map { [$0] } ?? []) }
}

/// Reads commands of Kconfig files for what somebody can do about their results.
struct MacroReasonWriter {
    private let model: KconfigModel

    init(_ model: KconfigModel) { self.model = model }

    /// The reasons of what symbols without a prompt in a condition are by default.
    func of(defaultsIn condition: ExpressionID, where evaluator: Evaluator) -> [MacroReason] {
        model.symbols(in: condition).sorted { $0.raw < $1.raw }.filter { !model.hasPrompt($0) }.flatMap {
            symbol -> [MacroReason] in
            guard let (id, _) = evaluator.liveProperty(symbol, .default),
                let line = model.line(of: model.properties[id])
            else { return [] }
            let part = model.body(of: line)
            return model.macroUses(in: part).map { reason($0, at: line.location, of: symbol) }
        }
    }

    /// - Parameter symbol: which has the call's value by default.
    func reason(_ use: MacroUse, at location: Location, of symbol: SymbolID = .none) -> MacroReason {
        let value = use.value.isEmpty ? "\"\"" : use.value
        let subject = (symbol.isNone ? "" : model.name(symbol) + " is ") + use.text
        let verb = symbol.isNone ? " is " : ", which is "
        guard let command = use.commands.last else {
            return MacroReason(
                location: location, statement: "\(subject)\(verb)\(value)", cause: nil, run: nil,
                remedy: variables(use))
        }
        let text = Self.core(command.text)
        return MacroReason(
            location: location, statement: "\(subject)\(verb)\(value)", cause: cause(use, text),
            run: "it ran \(text), which \(outcome(command))", remedy: remedy(use, text))
    }

    private func outcome(_ command: MacroUse.Command) -> String {
        guard Self.isTest(command.text) else {
            return "gave \(command.output.isEmpty ? "\"\"" : command.output)"
        }
        return command.output == "n" ? "failed" : "succeeded"
    }

    // MARK: - Causes

    private func cause(_ use: MacroUse, _ command: String) -> String? {
        if let tool = missingTool(use, command) { return "\(tool) is not installed" }
        let words = command.split(separator: " ").map(String.init)
        if !model.answersAreRecorded, words.count == 3, words[0] == "test",
            ["-e", "-f", "-d", "-x"].contains(words[1])
        {
            return access(words[2], F_OK) == 0 ? nil : "\(words[2]) is missing"
        }
        guard use.value == "n", let tool = tool(use, command) else { return nil }
        let name = use.text.dropFirst(2).prefix { $0 != "," && $0 != ")" }
        let arguments = use.text.dropFirst(3 + name.count).dropLast()
        switch name {
        case "cc-option", "ld-option", "rustc-option":
            return "\(version(tool)) does not know \(argument(String(arguments), words))"
        case "as-instr", "as-instr64": return "the assembler of \(version(tool)) does not know \(arguments)"
        default: return nil
        }
    }

    /// Options may be macros themselves: what the command says counts then.
    private func argument(_ text: String, _ words: [String]) -> String {
        guard text.contains("$(") else { return text }
        return words.filter { $0.hasPrefix("-") && $0 != "-Werror" }.prefix(3).joined(separator: " ")
    }

    /// The variables that name what ran: `CC`, `LD`, `PAHOLE` …
    private func tools(_ use: MacroUse, _ command: String) -> [(variable: String, program: String)] {
        let words = Set(command.split { " \"'();|".contains($0) }.map(String.init))
        return use.variables.compactMap { variable in
            guard variable != "srctree", let value = environment(variable) else { return nil }
            let program = String(value.prefix { $0 != " " })
            guard !program.isEmpty, !program.hasPrefix("-"), words.contains(program) else { return nil }
            return (variable, program)
        }
    }

    private func tool(_ use: MacroUse, _ command: String) -> (variable: String, program: String)? {
        tools(use, command).first
    }

    private func missingTool(_ use: MacroUse, _ command: String) -> String? {
        tools(use, command).first { !isInstalled($0.program) }?.program
    }

    private func version(_ tool: (variable: String, program: String)) -> String {
        guard tool.variable == "CC", let text = environment("CC_VERSION_TEXT"), !text.isEmpty else {
            return tool.program
        }
        return text
    }

    // MARK: - Remedies

    private func remedy(_ use: MacroUse, _ command: String) -> String? {
        guard let (variable, program) = tool(use, command) else { return variables(use) }
        return isInstalled(program)
            ? "another \(variable) may give another result: --define \(variable)=…"
            : "install \(program), or name it: --define \(variable)=…"
    }

    private func variables(_ use: MacroUse) -> String? {
        guard let variable = use.variables.last(where: { $0 != "srctree" }) else { return nil }
        let value = environment(variable) ?? ""
        return value.isEmpty
            ? "\(variable) is not set: --define \(variable)=…"
            : "\(variable) is \(value): --define \(variable)=… changes it"
    }

    private func environment(_ name: String) -> String? {
        model.usedEnvironment.first { $0.name == name }?.value
    }

    // MARK: - Commands

    /// Whether all that a command says is whether something succeeded (`if-success`).
    private static func isTest(_ command: String) -> Bool { command.contains("} >/dev/null 2>&1 && echo ") }

    /// What a command runs, without what macros put around it.
    private static func core(_ command: String) -> String {
        var text = command[...]
        if isTest(command), let end = command.firstRange(of: "; } >/dev/null 2>&1 && echo ") {
            text = command[..<end.lowerBound]
            if text.hasPrefix("{ ") { text = text.dropFirst(2) }
        }
        if text.hasPrefix("trap "), let end = text.firstRange(of: "; mkdir "),
            let next = text[end.upperBound...].firstRange(of: "; ")
        {
            text = text[next.upperBound...]
        }
        return String(text)
    }

    /// Nothing is known of the machine of a record.
    private func isInstalled(_ program: String) -> Bool {
        if model.answersAreRecorded { return true }
        if program.contains("/") { return access(program, X_OK) == 0 }
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
    }
}
