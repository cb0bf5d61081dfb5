// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver

/// What clients tell of documents, and what they are told of them.
extension Server {
    /// How long nothing must change before rules look at Kconfig files.
    private static let patience = Duration.milliseconds(700)

    func noticeRunning(_ method: String, _ parameters: JSONValue) throws(RequestError) {
        switch method {
        case "initialized": watchFiles()
        case "textDocument/didOpen": try open(parameters)
        case "textDocument/didChange": try change(parameters)
        case "textDocument/didClose": close(parameters)
        case "textDocument/didSave", "workspace/didChangeWatchedFiles": try save()
        case "workspace/didChangeConfiguration":
            configure(parameters["settings"]?["kconfig-sat"] ?? parameters["settings"])
        default: break
        }
    }

    private func open(_ parameters: JSONValue) throws(RequestError) {
        let json = parameters["textDocument"]
        guard let uri = json?["uri"]?.string, let text = json?["text"]?.string else {
            throw .parameters("a document has a uri and a text")
        }
        let language = json?["languageId"]?.string ?? ""
        guard
            let document = Document(
                uri: uri, language: language, version: json?["version"]?.int ?? 0, text: text)
        else { return }
        documents.open(document)
        if tree == nil { enterTree(document.path) }
        touch(document)
    }

    private func change(_ parameters: JSONValue) throws(RequestError) {
        let json = parameters["textDocument"]
        guard let uri = json?["uri"]?.string, let changes = parameters["contentChanges"]?.array else {
            throw .parameters("a change has a document and contentChanges")
        }
        guard let old = documents[uri] else { return }
        let version = json?["version"]?.int ?? old.version + 1
        guard let new = try documents.change(uri, changes, version: version, encoding) else { return }
        board.move(uri, from: old.lines, to: new.lines)
        touch(new)
    }

    private func close(_ parameters: JSONValue) {
        guard let uri = parameters["textDocument"]?["uri"]?.string, let document = documents.close(uri) else {
            return
        }
        board.close(uri)
        staleConfigs.remove(uri)
        if document.kind == .kconfig { isTreeStale = true }
        publish()
    }

    private func save() throws(RequestError) {
        try? tree?.forgetCommands()
        isTreeStale = true
        staleConfigs.formUnion(configs)
    }

    private func configure(_ options: JSONValue?) {
        let before = (wishes.architecture, wishes.tree)
        wishes.read(options: options)
        if let config = wishes.config { configurations.chosen = config }
        if (wishes.architecture, wishes.tree) != before, let path = documents.all.values.first?.path {
            tree = nil
            enterTree(path)
        }
        isTreeStale = true
        staleConfigs.formUnion(configs)
    }

    private var configs: [String] {
        documents.all.values.filter { $0.kind != .kconfig && $0.kind != .code }.map(\.uri)
    }

    /// A document is not what it was.
    private func touch(_ document: Document) {
        switch document.kind {
        case .kconfig:
            isTreeStale = true
            jobs.cancel("rules")
        case .code: break
        default:
            staleConfigs.insert(document.uri)
            // It may be what fragments are merged into.
            if document.kind == .config {
                staleConfigs.formUnion(documents.all.values.filter { $0.kind == .fragment }.map(\.uri))
            }
        }
    }

    // MARK: - The tree

    private func enterTree(_ path: String?) {
        guard let folder = wishes.folder(for: path) else {
            return note("no Kconfig tree above \(path ?? "the document"); \"tree\" in the options names one")
        }
        do {
            tree = try Tree(TreeSettings(folder: folder, architecture: wishes.architecture), access)
            isTreeStale = true
        } catch { tell(error.message) }
    }

    /// Reads what has changed, and tells the client what is to be said of it.
    func refresh() {
        if isTreeStale { readTree() }
        let configs = staleConfigs
        staleConfigs = []
        for uri in configs.sorted() { checkConfig(uri) }
        publish()
    }

    /// The latest view; nil when there is no tree that can be read.
    func freshView() -> TreeView? {
        if isTreeStale { readTree() }
        return tree?.view
    }

    private func readTree() {
        isTreeStale = false
        guard let tree else { return }
        guard let reading = try? tree.read(documents.unsaved(in: tree.folder)) else { return }
        var marks: [String: [Mark]] = [:]
        for (path, list) in KconfigMarks.marks(reading, folder: tree.folder) { marks[uri(path)] = list }
        for document in documents.all.values where document.kind == .kconfig && isOutside(document, tree) {
            marks[document.uri, default: []] += KconfigMarks.alone(
                document, tree.options(.init(workingFolder: tree.folder, [:])), folder: tree.folder)
        }
        board.put(.reading, marks, isAll: true)
        hasNews = true
        if reading.model == nil {
            if tree.view == nil { tellUnplaced(reading) }
        } else {
            staleConfigs.formUnion(self.configs)
            startRules(tree)
        }
    }

    private func isOutside(_ document: Document, _ tree: Tree) -> Bool {
        guard let view = tree.view, let path = document.path, !document.isTooLong else { return false }
        return view.inclusions(path).isEmpty
    }

    /// A tree can't be read, and there is no line to show that at.
    private func tellUnplaced(_ reading: TreeReading) {
        if let first = reading.diagnostics.first(where: { $0.severity == .error && $0.location.file.isNone })
        {
            tell(first.message + (first.hint.map { "; \($0)" } ?? ""))
        }
    }

    /// The URI that the client has for a file.
    func uri(_ path: String) -> String { documents.document(path: path)?.uri ?? FileURI.uri(path) }

    // MARK: - Marks

    private func checkConfig(_ uri: String) {
        guard let document = documents[uri], let tree, let view = tree.view, view.canEvaluate else { return }
        guard !document.isTooLong else {
            let size = "more than \(Document.longest >> 20) MB: it is not looked at"
            return board.put(.lines, [uri: [Mark(.information, line: 0, size)]])
        }
        guard document.kind != .satconfig else {
            return board.put(.lines, [uri: SatconfigMarks.marks(document, view, access.library)])
        }
        let below = configurations.ofTree(documents, folder: tree.folder)
        let marks = ConfigMarks.marks(
            document, view, below: below.text.map { (below.name, $0) }, access.engine)
        board.put(.lines, [uri: marks])
    }

    private func startRules(_ tree: Tree) {
        let paths = Set(
            documents.all.values.filter { $0.kind == .kconfig && !$0.isTooLong }.compactMap(\.path))
        guard !paths.isEmpty else { return jobs.cancel("rules") }
        let options = tree.options(documents.unsaved(in: tree.folder))
        let (folder, engine) = (tree.folder, access.engine)
        jobs.put("rules", after: Self.patience) { [weak self] cancellation in
            let engine = CancellableEngine(engine: engine, cancellation: cancellation)
            guard let found = TreeLint.marks(options, folder: folder, paths: paths, engine, cancellation)
            else {
                return nil
            }
            return { self?.show(found, of: paths) }
        }
    }

    private func show(_ found: [String: [Mark]], of paths: Set<String>) {
        var marks: [String: [Mark]] = [:]
        for path in paths { marks[uri(path)] = found[path] ?? [] }
        board.put(.rules, marks, isAll: true)
        publish()
    }

    func publish() {
        hasNews = false
        let documents = documents
        let news = board.news(
            { uri in
                if let open = documents[uri] { return (open.lines, open.version) }
                return FileURI.path(uri).flatMap { SourceText(path: $0) }.map {
                    (TextLines(Array($0.bytes)), nil)
                }
            }, encoding)
        for message in news { send(message) }
    }
}
