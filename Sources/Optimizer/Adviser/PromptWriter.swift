// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Questions as text, with the schema that the answer shall have.
struct PromptWriter {
    let goal: Goal
    /// The kernel's version and architecture.
    let kernel: String
    /// What was measured on the board so far, a line each.
    var measured: [String] = []

    /// Characters of an option's help text that are sent.
    private static let helpLength = 240

    private var system: String {
        """
        You tune the configuration of the Linux kernel \(kernel). The goal: \(goal.name) (\(goal.meaning)). \
        Use only option names from the question. Propose a change only if it helps the goal; an empty list is \
        a good answer. The kernel must still boot and stay secure. Answer with JSON only.
        """ + history
    }

    /// The latest lines of measurements: a small model has no room for more.
    private static let historyLength = 20

    private var history: String {
        if measured.isEmpty { return "" }
        let lines = measured.suffix(Self.historyLength).map { "\n- \($0.prefix(160))" }
        return " Measured on the board so far:\(lines.joined())"
    }

    // MARK: - Questions

    func choose(among submenus: [MenuView.Submenu], of view: MenuView) -> ChatRequest {
        var text = "Menu: \(view.title)\nWhich of these sub-menus can matter to the goal?\n"
        for (index, submenu) in submenus.enumerated() { text += "\(index + 1). \(submenu.title)\n" }
        text += "Answer: {\"menus\": [numbers]}"
        return request("prune", text, schema: Self.menuSchema(submenus.count))
    }

    func propose(_ options: [OptionView], of view: MenuView) -> ChatRequest {
        request(
            "propose",
            "Menu: \(view.title)\n\(Self.instruction(options))\n\(list(options))\(Self.form)",
            schema: Self.changeSchema(options))
    }

    func correct(_ refusals: [Refusal], _ options: [OptionView], of view: MenuView) -> ChatRequest {
        var text = "Menu: \(view.title)\nThese of your changes were refused:\n"
        for refusal in refusals {
            let change = "\(refusal.proposal.name.prefix(80))=\(refusal.proposal.value.prefix(40))"
            text += "- \(change): \(refusal.message)\n"
            for fact in refusal.facts.prefix(6) { text += "    \(fact)\n" }
        }
        text += "Propose other changes instead, or none. The options:\n\(list(options))\(Self.form)"
        return request("correct", text, schema: Self.changeSchema(options))
    }

    private func request(_ state: String, _ text: String, schema: JSONValue) -> ChatRequest {
        ChatRequest(state: state, system: system, user: text, schema: schema)
    }

    // MARK: - Options as text

    private static let form =
        "Answer: {\"changes\": [{\"symbol\": \"NAME\", \"value\": \"VALUE\", \"reason\": \"WHY\"}]}"

    private static func instruction(_ options: [OptionView]) -> String {
        switch options.first?.kind {
        case .choice: "Options that are one of several. To choose another member, give its name the value y."
        case .number: "Options that are numbers. A value must be within the range."
        case .tristate: "Options that are y (built in), m (module) or n (off)."
        case .moduleOrYes: "Options that are y (built in) or m (module)."
        case .text: "Options that are texts."
        case .bool, nil: "Options that are y (on) or n (off)."
        }
    }

    private func list(_ options: [OptionView]) -> String { options.map { describe($0) }.joined() }

    private func describe(_ option: OptionView) -> String {
        var text = ""
        if option.kind == .choice {
            text += "- \(option.prompt): now \(option.value). Members:\n"
            for member in option.members { text += "    \(member.name): \(member.prompt)\n" }
        } else {
            let range = option.range.map { ", range \($0)" } ?? ""
            text += "- \(option.name) (now \(option.value)\(range)): \(option.prompt)\n"
        }
        let help = option.help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if !help.isEmpty {
            text += "    \(help.prefix(Self.helpLength))\(help.count > Self.helpLength ? "…" : "")\n"
        }
        return text
    }

    // MARK: - Schemas

    private static func menuSchema(_ count: Int) -> JSONValue {
        object([
            ("menus", ["type": "array", "maxItems": .int(count), "items": ["type": "integer"]])
        ])
    }

    /// The names of this batch are an enumeration: a server that enforces the schema can't invent others.
    private static func changeSchema(_ options: [OptionView]) -> JSONValue {
        let names = options.flatMap(\.names).map { JSONValue.string($0) }
        var value: JSONValue = ["type": "string", "maxLength": 64]
        let allowed = Set(options.flatMap(\.allowed))
        if options.allSatisfy({ !$0.allowed.isEmpty }) {
            value = [
                "type": "string",
                "enum": .array(["n", "m", "y"].filter { allowed.contains($0) }.map { .string($0) }),
            ]
        }
        let change = object([
            ("symbol", ["type": "string", "enum": .array(names)]), ("value", value),
            ("reason", ["type": "string", "maxLength": 200]),
        ])
        return object([
            ("changes", ["type": "array", "maxItems": .int(options.count), "items": change])
        ])
    }

    private static func object(_ properties: [(String, JSONValue)]) -> JSONValue {
        [
            "type": "object", "properties": .object(properties.map { JSONValue.Member($0.0, $0.1) }),
            "required": .array(properties.map { .string($0.0) }), "additionalProperties": false,
        ]
    }
}
