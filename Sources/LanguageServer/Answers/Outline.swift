// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse

/// The statements of a Kconfig file, for the list that editors show beside it.
enum Outline {
    /// Kinds of symbols in LSP.
    private enum Kind: Int {
        case namespace = 3
        case enumeration = 10
        case constant = 14
        case boolean = 17
        case number = 16
        case text = 15
    }

    static func symbols(_ document: Document, _ view: TreeView, _ encoding: PositionEncoding) -> JSONValue {
        let inclusions = document.path.map { view.inclusions($0) } ?? []
        guard let file = inclusions.first else { return [] }
        let model = view.model
        let nodes = model.menus.indices.filter { node in
            let menu = model.menus[node]
            return menu.location.file == file && menu.kind != .root && menu.kind != .conditional
                && menu.kind != .comment
        }
        return .array(
            nodes.map { node in
                let menu = model.menus[node]
                let range = document.lines.range(
                    document.lines.range(ofLine: Int(menu.location.line) - 1), encoding)
                let isBlock = menu.kind == .menu || menu.kind == .choice
                let prompt = model.prompt(of: node)
                return .object([
                    "name": .string(isBlock ? prompt ?? "choice" : model.name(menu.symbol)),
                    "detail": isBlock ? nil : prompt.map { .string($0) },
                    "kind": .int(kind(menu, model).rawValue), "range": range.json,
                    "selectionRange": range.json,
                ])
            })
    }

    private static func kind(_ menu: Menu, _ model: KconfigModel) -> Kind {
        switch menu.kind {
        case .menu: return .namespace
        case .choice: return .enumeration
        default: break
        }
        switch model.symbols[menu.symbol].type {
        case .bool, .tristate: return .boolean
        case .int, .hex: return .number
        case .string: return .text
        case .unknown: return .constant
        }
    }

    /// Symbols of the whole tree whose names have some letters, those that begin with them first.
    static func search(_ query: String, _ places: SymbolPlaces, limit: Int) -> JSONValue {
        let model = places.view.model
        let found = SymbolSearch(model).symbols(query, limit: limit) { _ in true }
        return .array(
            found.list.flatMap { symbol in
                places.definitions(symbol).prefix(1).map { place in
                    [
                        "name": .string(model.name(symbol)), "kind": .int(Kind.constant.rawValue),
                        "location": place.json,
                        "containerName": .string(model.firstPrompt(of: symbol) ?? ""),
                    ]
                }
            })
    }
}
