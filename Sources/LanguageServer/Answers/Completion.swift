// SPDX-License-Identifier: GPL-2.0-or-later
import Glibc
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// What can be put where somebody is typing, as LSP has it.
struct Completion {
    let view: TreeView
    let base: BaseConfiguration?
    let encoding: PositionEncoding
    let profiles: [String]
    private var model: KconfigModel { view.model }

    /// More would not be read by anybody; the list is asked for again with each letter.
    private static let limit = 200

    /// Kinds of items in LSP.
    private enum Kind: Int {
        case variable = 6
        case keyword = 14
        case value = 12
        case file = 17
        case folder = 19
    }

    private struct Item {
        let label: String
        var text: String?
        let kind: Kind
        var detail: String?
        /// Of the symbol whose hover text explains it.
        var name: String?
    }

    func items(_ document: Document, at offset: Int) -> JSONValue {
        guard let place = CompletionPlace(document, at: offset) else { return Self.none }
        let (items, isComplete) = items(place, document)
        let range = document.lines.range(place.range, encoding)
        return [
            "isIncomplete": .bool(!isComplete),
            "items": .array(items.enumerated().map { Self.json($1, $0, range) }),
        ]
    }

    static let none: JSONValue = ["isIncomplete": false, "items": []]

    /// What can be said without a tree.
    static func keywords(_ document: Document, at offset: Int, _ encoding: PositionEncoding) -> JSONValue {
        guard let place = CompletionPlace(document, at: offset), case .words(let words) = place.context else {
            return none
        }
        let range = document.lines.range(place.range, encoding)
        return [
            "isIncomplete": false,
            "items": .array(
                words.enumerated().map { json(Item(label: $1, kind: .keyword), $0, range) }),
        ]
    }

    /// Whether values of a configuration are part of the answer.
    static func wantsValues(_ document: Document, at offset: Int) -> Bool {
        if case .settingValue = CompletionPlace(document, at: offset)?.context { true } else { false }
    }

    private func items(_ place: CompletionPlace, _ document: Document) -> (list: [Item], isComplete: Bool) {
        let prefix = ConfigEnvironment.prefix
        switch place.context {
        case .words(let words): return (words.map { Item(label: $0, kind: .keyword) }, true)
        case .symbols(let filter):
            return symbols(place.typed) {
                filter == .all || model.symbols[$0].type.isLogical
            } text: {
                $0
            }
        case .prefixedName:
            return symbols(place.typed) { _ in
                true
            } text: {
                prefix + $0
            }
        case .settingName(let isUnset): return settings(place, document, isUnset: isUnset)
        case .settingValue(let name): return (model.symbol(named: name).map { values($0) } ?? [], true)
        case .defaultValue(let name):
            let values = name.flatMap { model.symbol(named: $0) }.map { defaults($0) } ?? []
            let others = symbols(place.typed) { _ in
                true
            } text: {
                $0
            }
            return (values + others.list, others.isComplete)
        case .profile: return (profiles.map { Item(label: $0, kind: .file) }, true)
        case .path: return (paths(document.lines.text(place.range)), true)
        }
    }

    private static func json(_ item: Item, _ index: Int, _ range: TextRange) -> JSONValue {
        let order = String(index)
        return .object([
            "label": .string(item.label), "kind": .int(item.kind.rawValue),
            "detail": item.detail.map { .string($0) },
            "sortText": .string(String(repeating: "0", count: max(0, 5 - order.count)) + order),
            // What was typed is a part of the text, not always of the label.
            "filterText": .string(item.text ?? item.label),
            "textEdit": ["range": range.json, "newText": .string(item.text ?? item.label)],
            "data": item.name.map { .string($0) },
        ])
    }

    // MARK: - Symbols

    private func symbols(
        _ typed: String, where isFitting: (SymbolID) -> Bool, text: (String) -> String
    ) -> (list: [Item], isComplete: Bool) {
        let found = SymbolSearch(model).symbols(typed, limit: Self.limit, byUse: true, where: isFitting)
        return (found.list.map { item($0, text(model.name($0))) }, found.isComplete)
    }

    private func item(_ symbol: SymbolID, _ text: String) -> Item {
        let prompt = model.firstPrompt(of: symbol).map { " \"\($0)\"" } ?? ""
        return Item(
            label: model.name(symbol), text: text, kind: .variable,
            detail: model.symbols[symbol].type.name + prompt, name: model.name(symbol))
    }

    /// Names of lines: only what somebody can set, what has no line yet first.
    private func settings(
        _ place: CompletionPlace, _ document: Document, isUnset: Bool
    ) -> (list: [Item], isComplete: Bool) {
        let prefix = ConfigEnvironment.prefix
        let line = document.lines.line(of: place.range.lowerBound)
        let rest = document.lines.text(place.range.upperBound..<document.lines.range(ofLine: line).upperBound)
        let end = !rest.isEmpty ? "" : isUnset ? " is not set" : "="
        let found = SymbolSearch(model).symbols(place.typed, limit: Self.limit) { symbol in
            model.hasPrompt(symbol) && (!isUnset || model.symbols[symbol].type.isLogical)
        }
        let present = Set(
            (0..<document.lines.count).lazy.filter { $0 != line }.compactMap {
                document.settingName(onLine: $0)?.name
            })
        let isPresent = { (symbol: SymbolID) in present.contains(model.name(symbol)) }
        let list = found.list.filter { !isPresent($0) } + found.list.filter(isPresent)
        return (list.map { item($0, prefix + model.name($0) + end) }, found.isComplete)
    }

    // MARK: - Values

    /// What a line may give a symbol, the value that is likeliest meant first.
    private func values(_ symbol: SymbolID) -> [Item] {
        let info = model.symbols[symbol]
        let now = base?.text(symbol)
        let plain: [(String, String?)]
        switch info.type {
        case .bool: plain = [("y", nil), ("n", nil)]
        case .tristate: plain = [("y", "built in"), ("m", "a module"), ("n", nil)]
        default: plain = numbersAndTexts(symbol)
        }
        return plain.map { value, what in
            let isNow = now == value || now.map { "\"\($0)\"" } == value
            let notes = [what, isNow ? "as it is now" : nil].compactMap { $0 }
            return Item(
                label: value, kind: .value, detail: notes.isEmpty ? nil : notes.joined(separator: ", "),
                name: model.name(symbol))
        }
    }

    private func numbersAndTexts(_ symbol: SymbolID) -> [(String, String?)] {
        let isString = model.symbols[symbol].type == .string
        var found: [(String, String?)] = []
        func add(_ text: String, _ what: String) {
            let shown = isString ? "\"\(text)\"" : text
            if !shown.isEmpty, !found.contains(where: { $0.0 == shown }) { found.append((shown, what)) }
        }
        if let base { add(base.text(symbol), "") }
        for (_, property) in model.properties(of: symbol) where property.kind == .default {
            guard let text = constant(property.expression) else { continue }
            add(text, "a default")
        }
        for (_, property) in model.properties(of: symbol) where property.kind == .range {
            let ends = model.expressions[property.expression]
            for (end, what) in [(ends.leftSymbol, "least"), (ends.rightSymbol, "most")] {
                let isPlain = model.symbols[end].type == .unknown
                if isPlain || base != nil { add(isPlain ? model.name(end) : base!.text(end), what) }
            }
        }
        return found.map { ($0.0, $0.1?.isEmpty == true ? nil : $0.1) }
    }

    /// What an expression that is a constant stands for.
    private func constant(_ expression: ExpressionID) -> String? {
        guard !expression.isNone else { return nil }
        let node = model.expressions[expression]
        guard node.kind == .symbol, !model.symbols[node.leftSymbol].isDefined else { return nil }
        return model.name(node.leftSymbol)
    }

    /// What a `default` line may give, beside symbols.
    private func defaults(_ symbol: SymbolID) -> [Item] {
        let texts: [String]
        switch model.symbols[symbol].type {
        case .bool: texts = ["y", "n"]
        case .tristate: texts = ["y", "m", "n"]
        default: texts = []
        }
        let choice = model.choice(of: symbol).map { model.members(ofChoice: $0) } ?? []
        return texts.map { Item(label: $0, kind: .value) } + choice.map { item($0, model.name($0)) }
    }

    // MARK: - Paths

    /// Kconfig files and folders below what was typed of a path.
    private func paths(_ typed: String) -> [Item] {
        let slash = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
        let (folder, start) = (String(typed[..<slash]), String(typed[slash...]))
        guard !folder.contains("$") else { return [] }
        let names = FileTree.listing(view.folder + "/" + folder) ?? []
        return names.filter { $0.name.hasPrefix(start) && !$0.name.hasPrefix(".") }.compactMap { entry in
            let text = folder + entry.name
            if entry.type == Int32(DT_DIR) {
                return Item(label: entry.name + "/", text: text + "/", kind: .folder)
            }
            guard DocumentKind.isKconfig(entry.name) else { return nil }
            return Item(label: entry.name, text: text, kind: .file)
        }.sorted { ($0.kind == .file ? 0 : 1, $0.label) < ($1.kind == .file ? 0 : 1, $1.label) }
    }
}
