// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Lint
import Solver

/// What can be done about lines of a configuration, as code actions of LSP.
struct LineActions {
    let document: Document
    let view: TreeView
    let encoding: PositionEncoding
    private var model: KconfigModel { view.model }

    /// Seconds after which the search for one line ends with what it has.
    private static let patience = 10.0

    // MARK: - At once

    /// What a mark itself says: near names, what a rule would add, how a line is meant, that it is to go.
    func quick(_ mark: Mark) -> [JSONValue] {
        var actions = nearNames(mark)
        if let fix = mark.fix, !fix.lines.isEmpty {
            actions.append(action("Add \(list(fix.lines))", mark, [insertion(fix.lines, below: mark.line)]))
        }
        if let text = meant(mark) {
            actions.append(
                action("Change to \(text)", mark, [edit(document.lines.range(ofLine: mark.line), text)]))
        }
        if mark.code == "choice-conflict" { actions += rivals(mark) }
        if mark.fix?.dropsLine == true || mark.code.map({ Self.useless.contains($0) }) ?? false {
            actions.append(action("Remove the line", mark, [removal(mark.line)]))
        }
        return actions
    }

    /// Rules whose findings are about a line that has no effect.
    private static let useless: Set = [
        "unknown-symbol", "repeated-symbol", "redundant-line", "value-computed", "malformed-line",
    ]

    /// How a line must be written for what it most likely means.
    private func meant(_ mark: Mark) -> String? {
        let line = document.lines.text(document.lines.range(ofLine: mark.line))
        let prefix = ConfigEnvironment.prefix
        guard line.hasPrefix(prefix) else { return nil }
        switch mark.code {
        case "malformed-line": return line.hasSuffix(" is not set") ? "# " + line : nil
        case "wrong-type":
            guard let name = document.settingName(onLine: mark.line)?.name,
                let symbol = model.symbol(named: name),
                model.symbols[symbol].type == .string, let equals = line.firstIndex(of: "=")
            else { return nil }
            let value = line[line.index(after: equals)...].filter { $0 != "\"" }
            return ConfigEdit(model).lineText(symbol, value)
        default: return nil
        }
    }

    /// Lines that set other members of a choice: one of all can stay.
    private func rivals(_ mark: Mark) -> [JSONValue] {
        guard let name = document.settingName(onLine: mark.line)?.name,
            let symbol = model.symbol(named: name),
            let choice = model.choice(of: symbol)
        else { return [] }
        let members = Set(model.members(ofChoice: choice).map { model.name($0) }).subtracting([name])
        let lines = (0..<document.lines.count).filter { line in
            let text = document.lines.line(line)
            return text.last == 0x79
                && document.settingName(onLine: line).map { members.contains($0.name) } ?? false
        }
        guard !lines.isEmpty else { return [] }
        let texts = lines.map { document.lines.text(document.lines.range(ofLine: $0)) }
        return [action("Remove \(list(texts))", mark, lines.map(removal))]
    }

    /// Names that may be meant where nothing defines the one at hand.
    private func nearNames(_ mark: Mark) -> [JSONValue] {
        let range = mark.range(in: document.lines)
        let isSetting = document.kind.isConfiguration
        let found =
            isSetting ? document.settingName(onLine: mark.line) : document.name(at: range.lowerBound)
        guard let place = found, view.symbol(place) == nil else { return [] }
        return NearMiss.names(for: place.name, in: model).map { name in
            action("Change to \(name)", mark, [edit(place.range, name)])
        }
    }

    // MARK: - By the solver

    /// Sets of lines that make a lost line hold, the likeliest first.
    ///
    /// - Parameters:
    ///   - base: the document as a configuration.
    ///   - engine: gives up when nobody waits any more.
    func fixes(
        _ mark: Mark, _ base: BaseConfiguration, costs: (any EditCost)?, engine: any SATEngine
    ) throws -> [JSONValue] {
        let line = document.lines.text(document.lines.range(ofLine: mark.line))
        guard let wanted = try? wish(line) else { return [] }
        var options = FixQuery.Options()
        options.costs = costs
        options.timeout = Self.patience
        options.findsWays = wanted.promptlessTarget(base) != nil
        guard case .fixes(let fixes, _) = try FixQuery(wanted, base, options, engine: engine).solve() else {
            return []
        }
        return fixes.compactMap { action($0, mark) }
    }

    private func wish(_ line: String) throws -> Satconfig {
        try SatconfigReader(model, ignoresUnknown: false).read([
            ("line", "line", SourceText(copying: Array((line + "\n").utf8)))
        ])
    }

    private func action(_ fix: FixQuery.Fix, _ mark: Mark) -> JSONValue? {
        let writer = ConfigEdit(model)
        let present = lastLines
        var edits: [JSONValue] = []
        var added: [String] = []
        var titles: [String] = []
        for change in fix.edits {
            let text = writer.lineText(change.symbol, change.new)
            guard let line = present[model.name(change.symbol)] else {
                added.append(text)
                titles.append(text)
                continue
            }
            let range = document.lines.range(ofLine: line)
            guard document.lines.text(range) != text else { continue }
            edits.append(edit(range, text))
            titles.append(text)
        }
        if !added.isEmpty { edits.append(insertion(added, below: mark.line)) }
        guard !edits.isEmpty else { return nil }
        let losses = fix.losses.prefix(3).map { model.name($0.symbol) }
        let more = fix.losses.count > 3 ? " and \(fix.losses.count - 3) more" : ""
        let lost = losses.isEmpty ? "" : "; loses \(losses.joined(separator: ", "))\(more)"
        return action("Set \(list(titles))\(lost)", mark, edits)
    }

    /// The last line about each symbol, counted from 0.
    private var lastLines: [String: Int] {
        var lines: [String: Int] = [:]
        for line in 0..<document.lines.count {
            if let name = document.settingName(onLine: line)?.name { lines[name] = line }
        }
        return lines
    }

    /// The offer to look for lines that keep all that is lost; `additions` does it when somebody takes it.
    var offer: JSONValue {
        [
            "title": "Add the lines that keep all that is lost in this file", "kind": "quickfix",
            "data": ["uri": .string(document.uri)],
        ]
    }

    /// The edit of that, as far as it can be found in some time; nil when there is nothing to add.
    func additions(
        _ lines: ConfigLines, costs: (any EditCost)?, deadline: ContinuousClock.Instant
    ) throws -> JSONValue? {
        let completed = try lines.completed([], costs: { costs }, deadline: deadline)
        guard !completed.addition.isEmpty else { return nil }
        let edit = insertion(completed.addition, below: document.lines.count - 1)
        return workspaceEdit([edit])
    }

    // MARK: - Edits

    private func list(_ lines: [String]) -> String {
        let shown = lines.prefix(3).map { line in
            let unset = " is not set"
            guard line.hasPrefix("# "), line.hasSuffix(unset) else {
                return ConfigEnvironment.symbolName(line)
            }
            return ConfigEnvironment.symbolName(line.dropFirst(2).dropLast(unset.count)) + "=n"
        }
        return shown.joined(separator: ", ") + (lines.count > 3 ? " and \(lines.count - 3) more" : "")
    }

    private func action(_ title: String, _ mark: Mark, _ edits: [JSONValue]) -> JSONValue {
        [
            "title": .string(title), "kind": "quickfix",
            "diagnostics": [mark.json(in: document.lines, encoding)], "edit": workspaceEdit(edits),
        ]
    }

    private func workspaceEdit(_ edits: [JSONValue]) -> JSONValue {
        ["changes": .object([JSONValue.Member(document.uri, .array(edits))])]
    }

    private func edit(_ range: Range<Int>, _ text: String) -> JSONValue {
        ["range": document.lines.range(range, encoding).json, "newText": .string(text)]
    }

    /// Lines of their own behind a line.
    private func insertion(_ lines: [String], below line: Int) -> JSONValue {
        let end = document.lines.range(ofLine: line).upperBound
        let isEmpty = document.lines.range(ofLine: line).isEmpty
        let text = lines.joined(separator: "\n")
        return edit(end..<end, isEmpty ? text + "\n" : "\n" + text)
    }

    private func removal(_ line: Int) -> JSONValue {
        let start = document.lines.range(ofLine: line).lowerBound
        let end =
            line + 1 < document.lines.count
            ? document.lines.range(ofLine: line + 1).lowerBound : document.lines.bytes.count
        return edit(start..<end, "")
    }
}
