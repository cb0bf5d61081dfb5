// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Solver

/// A language server for Kconfig files and configurations (LSP 3.17).
///
/// One thread reads messages, one answers, one works in the background. The one that answers has the documents and the
/// latest view of the tree, which does not change; what was typed is read once no more messages wait.
public final class Server {
    enum Phase { case new, running, shutDown }

    let access: any TreeAccess
    private let line: ClientLine
    private let version: String
    let mailbox = Mailbox()
    let jobs: BackgroundJobs
    let configurations = Configurations()

    private(set) var phase = Phase.new
    var encoding = PositionEncoding.utf16
    /// The client asks for the edit of an action when somebody takes it.
    private(set) var resolvesActions = false
    /// The client can say when files change that are not open.
    private var watchesFiles = false
    var documents = OpenDocuments()
    var board = MarkBoard()
    var tree: Tree?
    /// What the client or the user said about trees.
    var wishes = TreeWishes()
    /// Texts have changed since the tree was read.
    var isTreeStale = false
    /// The tree was read for an answer, and what is to be said of it was not said yet.
    var hasNews = false
    /// Configurations to be looked at again.
    var staleConfigs: Set<String> = []
    /// What is likely, by the view that it was computed for; only for work in the background.
    let costs = KnownCosts()

    /// - Parameters:
    ///   - architecture: what `--arch` says; the client's options go before it.
    ///   - config: the configuration that values are of; its path, from the working folder as it is now.
    ///   - version: of the program.
    public init(
        _ access: any TreeAccess, _ line: ClientLine, architecture: String? = nil, config: String? = nil,
        version: String
    ) {
        self.access = access
        self.line = line
        self.version = version
        jobs = BackgroundJobs(mailbox)
        wishes.architecture = architecture
        configurations.chosen = config.map { UnsavedTexts.absolute($0, in: WorkingFolder.path ?? "/") }
    }

    /// Answers until the client ends it.
    ///
    /// - Returns: the exit status: 0 when the client had said `shutdown`, else 1.
    public func run() -> Int32 {
        line.read(into: mailbox)
        while !line.isBroken {
            jobs.startDue()
            let isStale = isTreeStale || !staleConfigs.isEmpty
            switch mailbox.next(until: isStale ? .now : jobs.deadline) {
            case .message(.notification("exit", _)), .closed: return end()
            case .message(let message):
                take(message)
                if hasNews { publish() }
            case .result(let finish): finish()
            case .idle: if isStale { refresh() }
            }
        }
        return end()
    }

    private func end() -> Int32 {
        jobs.stop()
        return phase == .shutDown ? 0 : 1
    }

    // MARK: - Messages

    private func take(_ message: ClientMessage) {
        switch message {
        case .malformed(let id, let error): send(ServerMessage.failure(id, error))
        case .response: break
        case .notification(let method, let parameters): notice(method, parameters)
        case .request(let id, let method, let parameters):
            if mailbox.takeCancellation(id) { return fail(id, .cancelled) }
            do throws(RequestError) {
                if let result = try answer(id, method, parameters) { reply(id, result) }
            } catch { fail(id, error) }
        }
    }

    func send(_ message: JSONValue) { line.send(message) }
    func reply(_ id: RequestID, _ result: JSONValue) { send(ServerMessage.answer(id, result)) }
    func fail(_ id: RequestID, _ error: RequestError) { send(ServerMessage.failure(id, error)) }

    /// Leaves something in the editor's log.
    func note(_ text: String) {
        send(
            ServerMessage.notification(
                "window/logMessage", ["type": 2, "message": .string("kconfig-sat: " + text)]))
    }

    /// Tells the user something.
    func tell(_ text: String) {
        send(
            ServerMessage.notification(
                "window/showMessage", ["type": 1, "message": .string("kconfig-sat: " + text)]))
    }

    private func notice(_ method: String, _ parameters: JSONValue) {
        if method == "$/cancelRequest", let id = RequestID(parameters["id"]) {
            return jobs.cancel(jobName(id))
        }
        guard phase == .running else { return }
        do throws(RequestError) { try noticeRunning(method, parameters) } catch {
            note("\(method): \(error.message)")
        }
    }

    /// - Returns: nil when the answer comes later.
    private func answer(
        _ id: RequestID, _ method: String, _ parameters: JSONValue
    ) throws(RequestError) -> JSONValue? {
        switch (phase, method) {
        case (.new, "initialize"):
            phase = .running
            return initialize(parameters)
        case (.new, _): throw .notInitialized
        case (.running, "initialize"): throw .invalid("'initialize' comes once")
        case (.running, "shutdown"):
            phase = .shutDown
            jobs.stop()
            return .null
        case (.running, _): return try answerRunning(id, method, parameters)
        case (.shutDown, _): throw .invalid("nothing but 'exit' comes after 'shutdown'")
        }
    }

    private func initialize(_ parameters: JSONValue) -> JSONValue {
        encoding = PositionEncoding(offered: parameters["capabilities"]?["general"]?["positionEncodings"])
        let actions = parameters["capabilities"]?["textDocument"]?["codeAction"]
        resolvesActions = actions?["resolveSupport"]?["properties"]?.array?.contains("edit") ?? false
        let workspace = parameters["capabilities"]?["workspace"]
        watchesFiles = workspace?["didChangeWatchedFiles"]?["dynamicRegistration"]?.bool ?? false
        wishes.read(root: parameters)
        wishes.read(options: parameters["initializationOptions"])
        if let config = wishes.config { configurations.chosen = config }
        return [
            "capabilities": Self.capabilities(encoding),
            "serverInfo": ["name": "kconfig-sat", "version": .string(version)],
        ]
    }

    /// Asks to be told of changes of files that are not open, such as by git.
    func watchFiles() {
        guard watchesFiles else { return }
        let patterns: [JSONValue] = ["**/Kconfig*", "**/.config"].map { ["globPattern": $0] }
        let registration: JSONValue = [
            "id": "files", "method": "workspace/didChangeWatchedFiles",
            "registerOptions": ["watchers": .array(patterns)],
        ]
        send([
            "jsonrpc": "2.0", "id": "files", "method": "client/registerCapability",
            "params": ["registrations": [registration]],
        ])
    }

    private static func capabilities(_ encoding: PositionEncoding) -> JSONValue {
        [
            "positionEncoding": .string(encoding.rawValue),
            "textDocumentSync": ["openClose": true, "change": 2, "save": ["includeText": false]],
            "hoverProvider": true, "definitionProvider": true, "referencesProvider": true,
            "completionProvider": ["triggerCharacters": ["=", "_", "<", "/"], "resolveProvider": true],
            "documentSymbolProvider": true, "workspaceSymbolProvider": true,
            "renameProvider": ["prepareProvider": true],
            "codeActionProvider": ["codeActionKinds": ["quickfix"], "resolveProvider": true],
        ]
    }
}

/// What is said about the tree before one is found.
struct TreeWishes {
    var architecture: String?
    var config: String?
    /// The folder that the client works in.
    private(set) var root: String?
    /// The tree itself.
    private(set) var tree: String?
    /// Where the server was started.
    private let start = WorkingFolder.path

    mutating func read(root parameters: JSONValue) {
        let folders = parameters["workspaceFolders"]?.array ?? []
        let uri = folders.first?["uri"]?.string ?? parameters["rootUri"]?.string
        root = uri.flatMap { FileURI.path($0) } ?? parameters["rootPath"]?.string
    }

    /// - Parameter options: what the client calls its options: `arch`, `config` and `tree`.
    mutating func read(options: JSONValue?) {
        if let arch = options?["arch"]?.string, !arch.isEmpty { architecture = arch }
        if let config = options?["config"]?.string, !config.isEmpty { self.config = config }
        if let tree = options?["tree"]?.string, !tree.isEmpty { self.tree = tree }
    }

    /// The folder of the tree for a document.
    func folder(for path: String?) -> String? {
        if let tree { return UnsavedTexts.absolute(tree, in: root ?? "/") }
        if let path, let slash = path.lastIndex(of: "/"),
            let found = TreeFolder.find(from: String(path[..<slash]))
        {
            return found
        }
        return [root, start].lazy.compactMap { $0 }.compactMap { TreeFolder.find(from: $0) }.first
    }
}

/// What is likely, for one view at a time.
final class KnownCosts: @unchecked Sendable {
    private var known: (number: Int, costs: (any EditCost)?)?

    /// Only to be asked by work in the background, of which there is one piece at a time.
    func costs(_ view: TreeView, _ access: any TreeAccess) -> (any EditCost)? {
        if let known, known.number == view.number { return known.costs }
        let costs = access.costs(view.model)
        known = (view.number, costs)
        return costs
    }
}
