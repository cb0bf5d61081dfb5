// SPDX-License-Identifier: GPL-2.0-or-later
import JSON

/// Why a request has no answer (the error codes of JSON-RPC 2.0 and LSP 3.17).
struct RequestError: Error, Equatable {
    let code: Int
    let message: String

    static func parse(_ why: String) -> Self { .init(code: -32700, message: "not a message: \(why)") }
    static func invalid(_ why: String) -> Self { .init(code: -32600, message: why) }
    static func unknown(_ method: String) -> Self { .init(code: -32601, message: "no method '\(method)'") }
    static func parameters(_ why: String) -> Self { .init(code: -32602, message: why) }
    static let notInitialized = Self(code: -32002, message: "'initialize' comes first")
    static let cancelled = Self(code: -32800, message: "cancelled")
    /// What was asked is right but can't be had.
    static func refused(_ why: String) -> Self { .init(code: -32803, message: why) }
}

/// The name that the client gave a request.
enum RequestID: Hashable {
    case number(Int)
    case text(String)

    init?(_ value: JSONValue?) {
        if let number = value?.int {
            self = .number(number)
        } else if let text = value?.string {
            self = .text(text)
        } else {
            return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .number(let number): .int(number)
        case .text(let text): .string(text)
        }
    }
}

/// What a client says.
enum ClientMessage: Equatable {
    case request(RequestID, method: String, JSONValue)
    case notification(method: String, JSONValue)
    /// To something that the server asked.
    case response
    case malformed(RequestID?, RequestError)

    init(_ part: MessageReader.Part) {
        switch part {
        case .malformed(let why): self = .malformed(nil, .parse(why))
        case .message(let json): self.init(json)
        }
    }

    private init(_ json: JSONValue) {
        guard case .object = json else {
            self = .malformed(nil, .invalid("a message is an object"))
            return
        }
        let parameters = json["params"] ?? .null
        let id = RequestID(json["id"])
        guard let method = json["method"]?.string else {
            let isResponse = json["result"] != nil || json["error"] != nil
            self = isResponse ? .response : .malformed(id, .invalid("a message has a method"))
            return
        }
        guard json["id"] != nil else {
            self = .notification(method: method, parameters)
            return
        }
        self =
            id.map { .request($0, method: method, parameters) }
            ?? .malformed(nil, .invalid("an id is a number or a text"))
    }
}

/// What the server says, as JSON.
enum ServerMessage {
    static func answer(_ id: RequestID, _ result: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "id": id.json, "result": result]
    }

    static func failure(_ id: RequestID?, _ error: RequestError) -> JSONValue {
        [
            "jsonrpc": "2.0", "id": id?.json ?? .null,
            "error": ["code": .int(error.code), "message": .string(error.message)],
        ]
    }

    static func notification(_ method: String, _ parameters: JSONValue) -> JSONValue {
        ["jsonrpc": "2.0", "method": .string(method), "params": parameters]
    }
}
