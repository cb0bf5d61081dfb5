// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// What clients ask about a place.
extension Server {
    /// - Returns: nil when the answer comes later.
    func answerRunning(
        _ id: RequestID, _ method: String, _ parameters: JSONValue
    ) throws(RequestError) -> JSONValue? {
        switch method {
        case "textDocument/hover": return try hover(parameters)
        case "textDocument/definition": return try definition(parameters)
        case "textDocument/references": return try references(id, parameters)
        case "textDocument/completion": return try completion(parameters)
        case "completionItem/resolve": return explained(parameters)
        case "textDocument/documentSymbol": return try outline(parameters)
        case "workspace/symbol": return try search(parameters)
        case "textDocument/prepareRename": return try prepareRename(parameters)
        case "textDocument/rename": return try rename(id, parameters)
        case "textDocument/codeAction": return try actions(id, parameters)
        case "codeAction/resolve": return try resolve(id, parameters)
        default: throw .unknown(method)
        }
    }

    // MARK: - Places

    private func document(_ parameters: JSONValue) throws(RequestError) -> Document? {
        guard let uri = parameters["textDocument"]?["uri"]?.string else {
            throw .parameters("a textDocument with a uri is expected")
        }
        return documents[uri]
    }

    private func place(_ parameters: JSONValue) throws(RequestError) -> (document: Document, offset: Int)? {
        let document = try document(parameters)
        guard let position = TextPosition(parameters["position"]) else {
            throw .parameters("a position has a line and a character from 0")
        }
        return document.map { ($0, $0.lines.offset(position, encoding)) }
    }

    /// The symbol at a place, in the tree as it is now.
    private func symbol(
        _ parameters: JSONValue
    ) throws(RequestError) -> (symbol: SymbolID, place: NamedPlace, document: Document, view: TreeView)? {
        guard let (document, offset) = try place(parameters), let named = document.name(at: offset),
            let view = freshView(), let symbol = view.symbol(named)
        else { return nil }
        return (symbol, named, document, view)
    }

    private func places(_ view: TreeView) -> SymbolPlaces {
        SymbolPlaces(view: view, documents: documents, encoding: encoding)
    }

    // MARK: - At once

    private func hover(_ parameters: JSONValue) throws(RequestError) -> JSONValue {
        guard let (symbol, place, document, view) = try symbol(parameters) else { return .null }
        return [
            "contents": ["kind": "markdown", "value": .string(text(symbol, view, document))],
            "range": document.lines.range(place.range, encoding).json,
        ]
    }

    private func text(_ symbol: SymbolID, _ view: TreeView, _ document: Document?) -> String {
        let config = configurations.atHand(document, documents, folder: view.folder)
        var hover = SymbolHover(view, configurations.base(config, view))
        return hover.text(symbol)
    }

    private func definition(_ parameters: JSONValue) throws(RequestError) -> JSONValue {
        guard let (symbol, _, _, view) = try symbol(parameters) else { return .null }
        return .array(places(view).definitions(symbol).map(\.json))
    }

    /// From the latest view: a list that is there at once is worth more than the newest.
    private func completion(_ parameters: JSONValue) throws(RequestError) -> JSONValue {
        guard let (document, offset) = try place(parameters), !document.isTooLong else { return .null }
        guard let view = tree?.view ?? freshView() else {
            return Completion.keywords(document, at: offset, encoding)
        }
        let config = configurations.atHand(document, documents, folder: view.folder)
        // Values are only looked up where they are shown, since each key changes the configuration.
        let base = Completion.wantsValues(document, at: offset) ? configurations.base(config, view) : nil
        return Completion(view: view, base: base, encoding: encoding, profiles: access.profiles)
            .items(document, at: offset)
    }

    private func explained(_ item: JSONValue) -> JSONValue {
        guard case .object(let members) = item, let name = item["data"]?.string, let view = tree?.view,
            let symbol = view.model.symbol(named: name)
        else { return item }
        let text = text(symbol, view, nil)
        return .object(members + [.init("documentation", ["kind": "markdown", "value": .string(text)])])
    }

    private func outline(_ parameters: JSONValue) throws(RequestError) -> JSONValue {
        guard let document = try document(parameters), document.kind == .kconfig, let view = freshView()
        else {
            return []
        }
        return Outline.symbols(document, view, encoding)
    }

    private func search(_ parameters: JSONValue) throws(RequestError) -> JSONValue {
        guard let query = parameters["query"]?.string else { throw .parameters("a query is a text") }
        guard let view = freshView() else { return [] }
        return Outline.search(ConfigEnvironment.symbolName(query), places(view), limit: 100)
    }

    private func prepareRename(_ parameters: JSONValue) throws(RequestError) -> JSONValue {
        guard let (symbol, place, document, view) = try symbol(parameters) else { return .null }
        let end = place.range.lowerBound + view.model.name(symbol).utf8.count
        return [
            "range": document.lines.range(place.range.lowerBound..<end, encoding).json,
            "placeholder": .string(view.model.name(symbol)),
        ]
    }

    // MARK: - In the background

    func jobName(_ id: RequestID) -> String { "answer \(id)" }

    /// Answers a request with what comes of work in the background.
    ///
    /// - Parameter work: nil when it was cancelled.
    func later(
        _ id: RequestID, _ work: @escaping (SearchCancellation) -> Result<JSONValue, RequestError>?
    ) -> JSONValue? {
        let dropped = { [self] in
            _ = mailbox.takeCancellation(id)
            fail(id, .cancelled)
        }
        jobs.put(
            jobName(id), dropped: dropped,
            work: { [self] cancellation in
                guard let result = work(cancellation) else { return nil }
                return { [self] in
                    _ = mailbox.takeCancellation(id)
                    switch result {
                    case .success(let value): reply(id, value)
                    case .failure(let error): fail(id, error)
                    }
                }
            })
        return nil
    }

    /// With the texts as they are now.
    private func scan(_ view: TreeView) -> NameScan {
        var texts: [String: [UInt8]] = [:]
        for document in documents.all.values {
            if let path = document.path { texts[path] = document.lines.bytes }
        }
        return NameScan(
            folder: view.folder, extra: Set(view.paths), texts: texts, encoding: encoding)
    }

    /// `CONFIG_X_MODULE` is X as a module where nothing else has that name.
    private func hasModuleForm(_ symbol: SymbolID, _ view: TreeView) -> Bool {
        view.model.symbols[symbol].type == .tristate
            && view.model.symbol(named: view.model.name(symbol) + "_MODULE") == nil
    }

    private func finder(_ symbol: SymbolID, _ view: TreeView) -> Finder {
        Finder(name: view.model.name(symbol), hasModuleForm: hasModuleForm(symbol, view))
    }

    private func references(
        _ id: RequestID, _ parameters: JSONValue
    ) throws(RequestError) -> JSONValue? {
        guard let (symbol, _, _, view) = try symbol(parameters) else { return .null }
        let withDefinitions = parameters["context"]?["includeDeclaration"]?.bool ?? true
        let (finder, scan) = (finder(symbol, view), scan(view))
        return later(id) { cancellation in
            scan.uses([finder], cancellation).map { found in
                .success(.array(found[0].filter { withDefinitions || !$0.isDefinition }.map(\.place.json)))
            }
        }
    }

    private func rename(_ id: RequestID, _ parameters: JSONValue) throws(RequestError) -> JSONValue? {
        guard let text = parameters["newName"]?.string else { throw .parameters("newName is a text") }
        guard let (symbol, _, _, view) = try symbol(parameters) else {
            throw .refused("there is no symbol here that a Kconfig file of this tree defines")
        }
        let name = try Rename.checked(text, for: symbol, view)
        let (finder, scan) = (finder(symbol, view), scan(view))
        let taken = Finder(name: name, hasModuleForm: finder.hasModuleForm)
        return later(id) { cancellation in
            guard let found = scan.uses([finder, taken], cancellation) else { return nil }
            do throws(RequestError) {
                return .success(try Rename.edit(found[0], to: name, taken: found[1]))
            } catch { return .failure(error) }
        }
    }
}
