// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// What can be done about marks.
extension Server {
    /// Rules whose findings are about a line that does not survive, so that other lines may help it.
    private static let curable: Set = ["value-dropped", "value-changed", "value-computed"]
    /// Of these, those about lines that somebody wants.
    private static let lost: Set = ["value-dropped", "value-changed"]
    /// How many lines are looked at for one answer, and how long for all of a file.
    private static let mostLines = 3
    private static let patience = Duration.seconds(20)

    func actions(_ id: RequestID, _ parameters: JSONValue) throws(RequestError) -> JSONValue? {
        guard let uri = parameters["textDocument"]?["uri"]?.string, let range = TextRange(parameters["range"])
        else { throw .parameters("a document and a range are expected") }
        guard let document = documents[uri], !document.isTooLong, let view = freshView() else { return [] }
        if staleConfigs.contains(uri) { refresh() }
        let marks = board[uri].filter { range.start.line <= $0.line && $0.line <= range.end.line }
        let actions = LineActions(document: document, view: view, encoding: encoding)
        let quick = marks.flatMap { actions.quick($0) }
        let curable = marks.filter { Self.curable.contains($0.code ?? "") }
        guard !curable.isEmpty, view.canEvaluate, document.kind.isConfiguration else { return .array(quick) }
        // 2: the editor asks by itself, wherever the cursor is.
        if parameters["context"]?["triggerKind"]?.int == 2 { return .array(quick) }
        let lost = board[uri].count { Self.lost.contains($0.code ?? "") }
        let more = lost > 1 && resolvesActions ? [actions.offer] : []
        return search(id, actions, Array(curable.prefix(Self.mostLines)), quick + more)
    }

    private func search(
        _ id: RequestID, _ actions: LineActions, _ marks: [Mark], _ others: [JSONValue]
    ) -> JSONValue? {
        let config = configurations.atHand(actions.document, documents, folder: actions.view.folder)
        let (access, costs) = (access, costs)
        return later(id) { cancellation in
            let view = actions.view
            let engine = CancellableEngine(engine: access.engine, cancellation: cancellation)
            let likely = costs.costs(view, access)
            let base = BaseConfiguration(view.model, config.text, name: config.name)
            var found: [JSONValue] = []
            for mark in marks where !cancellation.isCancelled {
                found += (try? actions.fixes(mark, base, costs: likely, engine: engine)) ?? []
            }
            return cancellation.isCancelled ? nil : .success(.array(found + others))
        }
    }

    /// Finds the edit of an action that was only offered.
    func resolve(_ id: RequestID, _ action: JSONValue) throws(RequestError) -> JSONValue? {
        guard case .object(let members) = action, let uri = action["data"]?["uri"]?.string,
            let document = documents[uri], let view = freshView(), view.canEvaluate
        else { return action }
        let actions = LineActions(document: document, view: view, encoding: encoding)
        let below = configurations.ofTree(documents, folder: view.folder)
        let (access, costs) = (access, costs)
        return later(id) { cancellation in
            let engine = CancellableEngine(engine: access.engine, cancellation: cancellation)
            let lines = ConfigMarks.lines(document, view, below: below.text.map { (below.name, $0) }, engine)
            let likely = costs.costs(view, access)
            let found = try? actions.additions(lines, costs: likely, deadline: .now + Self.patience)
            if cancellation.isCancelled { return nil }
            guard let edit = found ?? nil else {
                return .failure(
                    .refused("no lines were found that keep what is lost; see 'kconfig-sat lint --fragment'"))
            }
            return .success(.object(members + [.init("edit", edit)]))
        }
    }
}
