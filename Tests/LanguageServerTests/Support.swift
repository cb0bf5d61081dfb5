// SPDX-License-Identifier: GPL-2.0-or-later
import Foundation
import JSON
import KconfigParse
import LanguageServer
import Solver
import TestSupport

/// A tiny tree that commands of a fake shell decide about.
final class TinyTree: TreeAccess {
    let engine: any SATEngine = CaDiCaLEngine()
    let library: (any RequirementLibrary)? = nil
    let profiles = ["tiny"]
    let shell = FakeShell(otherwise: "y\n")
    private let scratch = Scratch()
    var path: String { scratch.path }

    init(_ files: [String: String]) {
        for (name, text) in files { scratch.write(text, to: name) }
    }

    func write(_ text: String, to name: String) { scratch.write(text, to: name) }

    func enter(_ settings: TreeSettings) throws(TreeProblem) {}
    func parseOptions() throws(TreeProblem) -> ParseOptions {
        ParseOptions(root: "Kconfig", dialect: .modern, shell: shell, sourceTree: path)
    }
    func keepProbes() {}
    func costs(_ model: KconfigModel) -> (any EditCost)? { nil }
}

/// A client of a server in this process.
final class Session {
    private let toServer = Pipe()
    private let toClient = Pipe()
    private var reader = Frames()
    private var number = 0
    private let thread: Thread
    private let status = Status()
    /// The latest diagnostics of each document, by its name in the tree.
    private(set) var marks: [String: [JSONValue]] = [:]
    let tree: TinyTree

    private final class Status: @unchecked Sendable { var value: Int32? }
    private struct Handover: @unchecked Sendable { let server: Server }

    init(_ files: [String: String], options: JSONValue = .null) {
        tree = TinyTree(files)
        let line = ClientLine(
            input: toServer.fileHandleForReading.fileDescriptor,
            output: toClient.fileHandleForWriting.fileDescriptor)
        let handover = Handover(server: Server(tree, line, version: "test"))
        let status = status
        thread = Thread { status.value = handover.server.run() }
        thread.stackSize = 64 << 20
        thread.start()
        _ = request(
            "initialize", ["rootUri": .string("file://" + tree.path), "initializationOptions": options])
    }

    /// The pipes must outlive the server: their descriptors are those of another session soon.
    deinit { _ = close() }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        sendRaw("Content-Length: \(bytes.count)\r\n\r\n" + text)
    }

    func sendRaw(_ text: String) { toServer.fileHandleForWriting.write(Data(text.utf8)) }

    func notify(_ method: String, _ parameters: JSONValue) {
        let message: JSONValue = ["jsonrpc": "2.0", "method": .string(method), "params": parameters]
        send(message.compact)
    }

    /// The whole answer.
    func request(_ method: String, _ parameters: JSONValue) -> JSONValue {
        number += 1
        let message: JSONValue = [
            "jsonrpc": "2.0", "id": .int(number), "method": .string(method), "params": parameters,
        ]
        send(message.compact)
        while true {
            let answer = next()
            if answer["id"]?.int == number { return answer }
        }
    }

    func result(_ method: String, _ parameters: JSONValue) -> JSONValue {
        request(method, parameters)["result"] ?? .null
    }

    /// The next message of the server.
    func next() -> JSONValue {
        while true {
            if let message = reader.next() {
                if message["method"]?.string == "textDocument/publishDiagnostics",
                    let uri = message["params"]?["uri"]?.string
                {
                    let name = uri.dropFirst("file://\(tree.path)/".count)
                    marks[String(name)] = message["params"]?["diagnostics"]?.array ?? []
                }
                return message
            }
            reader.take(toClient.fileHandleForReading.availableData)
        }
    }

    /// Ends the line to the server, and waits for its end.
    func close() -> Int32? {
        try? toServer.fileHandleForWriting.close()
        while !thread.isFinished { usleep(1000) }
        return status.value
    }

    // MARK: - Documents

    func uri(_ name: String) -> JSONValue { .string("file://\(tree.path)/\(name)") }

    func open(_ name: String, _ text: String) {
        notify(
            "textDocument/didOpen",
            ["textDocument": ["uri": uri(name), "languageId": "", "version": 1, "text": .string(text)]])
    }

    func change(_ name: String, to text: String) {
        notify(
            "textDocument/didChange",
            ["textDocument": ["uri": uri(name), "version": 2], "contentChanges": [["text": .string(text)]]])
    }

    func at(_ name: String, _ line: Int, _ character: Int, _ more: JSONValue = .object([])) -> JSONValue {
        guard case .object(let members) = more else { return .null }
        return .object(
            [
                .init("textDocument", ["uri": uri(name)]),
                .init("position", ["line": .int(line), "character": .int(character)]),
            ] + members)
    }

    func hover(_ name: String, _ line: Int, _ character: Int) -> String {
        result("textDocument/hover", at(name, line, character))["contents"]?["value"]?.string ?? ""
    }

    func labels(_ name: String, _ line: Int, _ character: Int) -> [String] {
        let items = result("textDocument/completion", at(name, line, character))["items"]?.array ?? []
        return items.compactMap { $0["label"]?.string }
    }

    func actions(_ name: String, _ line: Int) -> [JSONValue] {
        let place = Self.range(ofLine: line)
        return result(
            "textDocument/codeAction",
            ["textDocument": ["uri": uri(name)], "range": place, "context": ["diagnostics": []]]
        ).array ?? []
    }

    /// Waits until something is said of a document: the server may be at work on that when it answers something else.
    func awaitMarks(of name: String) {
        for _ in 0..<10000 where marks(of: name).isEmpty { usleep(1000) }
    }

    private static func range(ofLine line: Int) -> JSONValue {
        let place: JSONValue = ["line": .int(line), "character": 0]
        return ["start": place, "end": place]
    }

    /// What is said of a document as it is now.
    func marks(of name: String) -> [String] {
        // The answer needs what is said; it comes before the next answer at the latest.
        _ = actions(name, 9999)
        _ = actions(name, 9999)
        return (marks[name] ?? []).compactMap { $0["message"]?.string }
    }
}

/// Messages in bytes that a server writes.
private struct Frames {
    private var data: [UInt8] = []

    mutating func take(_ bytes: Data) { data += bytes }

    mutating func next() -> JSONValue? {
        let mark = Array("\r\n\r\n".utf8)
        guard data.count > 20,
            let end = (0...(data.count - 4)).first(where: { data[$0..<($0 + 4)].elementsEqual(mark) })
        else { return nil }
        let head = String(decoding: data[..<end], as: UTF8.self)
        let length = Int(head.split(separator: " ").last ?? "")!
        guard data.count >= end + 4 + length else { return nil }
        let text = data[(end + 4)..<(end + 4 + length)]
        let message = try! JSONValue(parsing: text)
        data.removeFirst(end + 4 + length)
        return message
    }
}
