// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigEvaluate
import KconfigParse
import Solver

/// What can be done about marks.
extension Server {
    /// Rules whose findings are about a line that does not survive.
    private static let lost: Set = ["value-dropped", "value-changed", "choice-conflict"]
    /// How many lost lines are looked at for one answer, and how long for all of a file.
    private static let mostLines = 3
    private static let patience = Duration.seconds(10)

    func actions(_ id: RequestID, _ parameters: JSONValue) throws(RequestError) -> JSONValue? {
        guard let uri = parameters["textDocument"]?["uri"]?.string, let range = TextRange(parameters["range"])
        else { throw .parameters("a document and a range are expected") }
        guard let document = documents[uri], !document.isTooLong, let tree, freshView() != nil,
            let view = tree.view
        else { return [] }
        if staleConfigs.contains(uri) { refresh() }
        let marks = board[uri].filter {
            (range.start.line...max(range.start.line, range.end.line)).contains($0.line)
        }
        let actions = LineActions(document: document, view: view, encoding: encoding)
        let quick = marks.flatMap { actions.quick($0) }
        let lost = marks.filter { Self.lost.contains($0.code ?? "") }
        // 2: the editor asks by itself, wherever the cursor is.
        let isAsked = parameters["context"]?["triggerKind"]?.int != 2
        guard isAsked, !lost.isEmpty, view.canEvaluate, document.kind.isConfiguration else {
            return .array(quick)
        }
        let isAlone = board[uri].count { Self.lost.contains($0.code ?? "") } == 1
        return search(id, actions, Array(lost.prefix(Self.mostLines)), quick, alone: isAlone, tree)
    }

    private func search(
        _ id: RequestID, _ actions: LineActions, _ lost: [Mark], _ quick: [JSONValue], alone: Bool,
        _ tree: Tree
    ) -> JSONValue? {
        let config = configurations.atHand(actions.document, documents, folder: tree.folder)
        let below = configurations.ofTree(documents, folder: tree.folder)
        let (access, costs) = (access, costs)
        return later(id) { cancellation in
            let view = actions.view
            let engine = CancellableEngine(engine: access.engine, cancellation: cancellation)
            let likely = costs.costs(view, access)
            let base = BaseConfiguration(view.model, config.text, name: config.name)
            var found: [JSONValue] = []
            for mark in lost where !cancellation.isCancelled {
                found += (try? actions.fixes(mark, base, costs: likely, engine: engine)) ?? []
            }
            if !alone, !cancellation.isCancelled {
                let lines = ConfigMarks.lines(
                    actions.document, view, below: below.text.map { (below.name, $0) }, engine)
                let all = try? actions.additions(lines, costs: likely, deadline: .now + Self.patience)
                found += [all ?? nil].compactMap { $0 }
            }
            return cancellation.isCancelled ? nil : .success(.array(found + quick))
        }
    }
}
