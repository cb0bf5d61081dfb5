// SPDX-License-Identifier: GPL-2.0-or-later
import KconfigEvaluate
import KconfigParse
import Solver

/// What is to be said of a symbol, as Markdown: what is asked most often comes first.
struct SymbolHover {
    private let view: TreeView
    private let base: BaseConfiguration?
    /// The file that defines the symbol first: places in it need no name.
    private var home = FileID.none
    private var model: KconfigModel { view.model }

    /// Help texts are cut behind this many lines, lists behind this many items.
    private static let helpLines = 14
    private static let listed = 4
    private static let steps = 6

    /// - Parameter base: the configuration at hand, made with the model of the view.
    init(_ view: TreeView, _ base: BaseConfiguration?) {
        self.view = view
        self.base = base
    }

    mutating func text(_ symbol: SymbolID) -> String {
        let definitions = definitions(symbol)
        home = model.location(of: symbol).file
        let reason = base.map { ReasonFinder($0).reason(symbol) }
        // What selects it is said already where that decides.
        let selects =
            reason?.cause == .select ? count(symbol, .select) : pulls(symbol, .select, "Selected by")
        let parts = [
            title(symbol), base.flatMap { base in reason.map { value(symbol, $0, base) } }, help(symbol),
            dependencies(symbol), selects, pulls(symbol, .imply, "Implied by"), definitions,
        ]
        return parts.compactMap { $0 }.joined(separator: "\n\n")
    }

    /// Name, type and prompt on one line.
    private func title(_ symbol: SymbolID) -> String {
        let prompt =
            model.firstPrompt(of: symbol).map { " — \(Self.plain($0))" }
            ?? " — no prompt: its value is computed"
        return "**\(model.name(symbol))** (\(model.symbols[symbol].type.name))\(prompt)"
    }

    // MARK: - Value

    private func value(_ symbol: SymbolID, _ reason: ValueReason, _ base: BaseConfiguration) -> String {
        let isString = model.symbols[symbol].type == .string
        let shown = isString ? "\"\(reason.value)\"" : reason.value.isEmpty ? "no value" : reason.value
        var text = "`\(shown)` in \(name(of: base)): \(reason.cause.summary)"
        for step in reason.steps.prefix(Self.steps) {
            // What details explain has no place of its own beside theirs.
            let hasPlace = !step.location.file.isNone && !step.text.hasSuffix("needs")
            let place = hasPlace ? " (\(link(step.location)))" : ""
            text += "\n" + (step.isDetail ? "  - " : "- ") + Self.plain(step.text) + place
        }
        if reason.steps.count > Self.steps { text += "\n- and \(reason.steps.count - Self.steps) more facts" }
        return text
    }

    private func name(of base: BaseConfiguration) -> String {
        base.name == ConfigAtHand.defaults
            ? "the defaults, without a .config" : Self.plain(view.shortName(base.name))
    }

    // MARK: - What the files say

    private func help(_ symbol: SymbolID) -> String? {
        for menu in model.definitions(of: symbol) {
            guard let help = model.menus[menu].help else { continue }
            var text = help.render(model.sources)
            while text.last?.isNewline ?? false { text.removeLast() }
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            guard !text.isEmpty else { continue }
            let rest = lines.count - Self.helpLines
            // A line more or less is no reason to cut.
            let shown = rest > 2 ? lines.prefix(Self.helpLines) + ["… (\(rest) more lines)"] : lines[...]
            return "```text\n" + shown.joined(separator: "\n") + "\n```"
        }
        return nil
    }

    private func dependencies(_ symbol: SymbolID) -> String? {
        let condition = model.symbols[symbol].directDependency
        guard !model.isYes(condition) else { return nil }
        let text = base?.evaluator.describe(condition) ?? model.describe(condition)
        return "Depends on `\(Self.cut(text, 300))`"
    }

    private func count(_ symbol: SymbolID, _ kind: PropertyKind) -> String {
        let owners = Set(model.sources(kind, of: symbol).map { model.owner(of: model.properties[$0]) })
        return owners.count == 1 ? "Nothing else selects it" : "\(owners.count) symbols select it"
    }

    private func pulls(_ symbol: SymbolID, _ kind: PropertyKind, _ title: String) -> String? {
        let all = model.sources(kind, of: symbol)
        guard !all.isEmpty else { return nil }
        // What is on comes first: that is what holds the value.
        let sorted = all.filter { isOn($0) } + all.filter { !isOn($0) }
        let list = sorted.prefix(Self.listed).map { id in
            let property = model.properties[id]
            let owner = model.owner(of: property)
            let value = base.map { " [=\($0.text(owner))]" } ?? ""
            return "\(model.name(owner))\(value) (\(link(property.location)))"
        }
        let more = all.count > Self.listed ? " and \(all.count - Self.listed) more" : ""
        return "\(title) " + list.joined(separator: ", ") + more
    }

    private func isOn(_ id: PropertyID) -> Bool {
        guard let base else { return false }
        return base.evaluator.tristate(model.owner(of: model.properties[id])) != .no
    }

    private func definitions(_ symbol: SymbolID) -> String? {
        let places = model.definitions(of: symbol).map { link(model.menus[$0].location) }
        guard !places.isEmpty else { return nil }
        let more = places.count > Self.listed ? " and \(places.count - Self.listed) more" : ""
        return "Defined at " + places.prefix(Self.listed).joined(separator: ", ") + more
    }

    // MARK: - Text

    private func link(_ location: Location) -> String {
        let uri = FileURI.uri(view.path(location.file))
        let isHere = location.file == home
        let text = isHere ? "line \(location.line)" : model.sources.describe(location)
        return "[\(Self.plain(text))](\(uri)#L\(location.line))"
    }

    private static func cut(_ text: String, _ limit: Int) -> String {
        text.count > limit ? text.prefix(limit - 1) + "…" : text
    }

    /// Text in which nothing means anything to Markdown.
    static func plain(_ text: String) -> String {
        var out = ""
        for character in text {
            if "\\`*<>[]".contains(character) { out.append("\\") }
            out.append(character)
        }
        return out
    }
}
