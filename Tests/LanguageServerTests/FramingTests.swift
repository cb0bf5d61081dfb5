// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import Testing

@testable import LanguageServer

@Suite struct FramingTests {
    private func parts(_ pieces: [[UInt8]]) -> [MessageReader.Part] {
        var reader = MessageReader()
        var found: [MessageReader.Part] = []
        for piece in pieces {
            reader.take(piece)
            while let part = reader.next() { found.append(part) }
        }
        return found
    }

    private func parts(_ text: String) -> [MessageReader.Part] { parts([Array(text.utf8)]) }

    private let two: [JSONValue] = [["a": 1], ["b": "ä"]]

    @Test func messagesOneAfterTheOther() {
        let bytes = two.flatMap { MessageReader.frame($0) }
        #expect(parts([bytes]) == two.map { .message($0) })
    }

    @Test func bytesOneByOne() {
        let bytes = two.flatMap { MessageReader.frame($0) }
        #expect(parts(bytes.map { [$0] }) == two.map { .message($0) })
    }

    @Test func otherFieldsAndSpellings() {
        let text = "Content-Type: application/json\r\ncontent-length:2\r\n\r\n{}Content-Length: 2\n\n[]"
        #expect(parts(text) == [.message(.object([])), .message(.array([]))])
    }

    @Test func badHeadersArePassedOver() {
        for header in ["Nonsense\r\n\r\n", "Content-Length: x\r\n\r\n", "Content-Length: -2\r\n\r\n", "\r\n"]
        {
            let found = parts(header + "Content-Length: 2\r\n\r\n{}")
            #expect(found.count == 2 && found[1] == .message(.object([])), "\(header)")
        }
    }

    @Test func badTextIsPassedOver() {
        let found = parts("Content-Length: 3\r\n\r\n{a}Content-Length: 2\r\n\r\n{}")
        #expect(found.count == 2 && found[1] == .message(.object([])))
    }

    @Test func longMessagesAreNotKept() {
        let length = MessageReader.longest + 1
        var reader = MessageReader()
        reader.take(Array("Content-Length: \(length)\r\n\r\n".utf8))
        guard case .malformed? = reader.next() else {
            Issue.record("a message of \(length) bytes was taken")
            return
        }
        let block = [UInt8](repeating: 0x20, count: 1 << 20)
        var left = length
        while left > 0 {
            reader.take(block.prefix(left))
            left -= min(left, block.count)
            #expect(reader.next() == nil)
        }
        reader.take(MessageReader.frame(["after": true]))
        #expect(reader.next() == .message(["after": true]))
    }

    @Test func endlessHeaderIsDropped() {
        var reader = MessageReader()
        reader.take([UInt8](repeating: 0x41, count: 100_000))
        #expect(reader.next() != nil)
        #expect(reader.next() == nil)
    }

    @Test(arguments: [
        ("[]", -32600), ("{}", -32600), (#"{"id": 1}"#, -32600), (#"{"id": [], "method": "x"}"#, -32600),
        (#"{"method": 5}"#, -32600), ("7", -32600),
    ])
    func whatIsNoMessage(text: String, code: Int) throws {
        guard case .malformed(_, let error) = ClientMessage(.message(try JSONValue(parsing: text))) else {
            Issue.record("\(text) was taken")
            return
        }
        #expect(error.code == code)
    }

    @Test func whatIsOne() throws {
        let json = { ClientMessage(.message(try JSONValue(parsing: $0))) }
        #expect(try json(#"{"id": "a", "method": "m"}"#) == .request(.text("a"), method: "m", .null))
        #expect(try json(#"{"method": "m", "params": [1]}"#) == .notification(method: "m", [1]))
        #expect(try json(#"{"id": 3, "result": null}"#) == .response)
    }
}
