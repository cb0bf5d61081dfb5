// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse
import Testing

@testable import LanguageServer

@Suite struct TextTests {
    private func lines(_ text: String) -> TextLines { TextLines(Array(text.utf8)) }

    @Test func linesEndAtNewlines() {
        let text = lines("a\r\nbc\n\nd")
        #expect(text.count == 4)
        #expect((0..<5).map { String(decoding: text.line($0), as: UTF8.self) } == ["a", "bc", "", "d", ""])
        #expect([0, 1, 2, 3, 5, 6, 7, 8].map { text.line(of: $0) } == [0, 0, 0, 1, 1, 2, 3, 3])
    }

    @Test func positionsInUnitsOfUTF16() {
        // One unit, one, two for the musical sign, one.
        let text = lines("x\nä𝄞b")
        #expect(
            [0, 1, 2, 3, 4, 9].map { text.offset(.init(line: 1, character: $0), .utf16) } == [
                2, 4, 4, 8, 9, 9,
            ])
        #expect([2, 4, 8, 9].map { text.position($0, .utf16).character } == [0, 1, 3, 4])
    }

    @Test func positionsInBytes() {
        let text = lines("x\nä𝄞b")
        #expect(text.offset(.init(line: 1, character: 6), .utf8) == 8)
        #expect(text.position(8, .utf8) == .init(line: 1, character: 6))
    }

    @Test func bytesThatAreNoUTF8CountAsOne() {
        let text = TextLines([0xC3, 0x28, 0xFF, 0x61])
        #expect(text.position(3, .utf16).character == 3)
        #expect(text.offset(.init(line: 0, character: 3), .utf16) == 3)
    }

    @Test func placesBeyondTheEndAreTheEnd() {
        let text = lines("ab\n")
        #expect(text.offset(.init(line: 7, character: 2), .utf16) == 3)
        #expect(text.offset(.init(line: 0, character: 99), .utf16) == 2)
    }

    @Test func changesInOrder() throws {
        var document = try #require(
            Document(uri: "file:///t/Kconfig", language: "", version: 1, text: "ab\ncd\n"))
        let change = { (a: Int, b: Int, c: Int, d: Int, text: String) -> JSONValue in
            let range = TextRange(.init(line: a, character: b), .init(line: c, character: d))
            return ["range": range.json, "text": .string(text)]
        }
        try document.change([change(0, 1, 1, 1, "X\nY"), change(1, 0, 1, 0, "ö")], version: 2, .utf16)
        #expect(String(decoding: document.lines.bytes, as: UTF8.self) == "aX\nöYd\n")
        #expect(document.lines.count == 3)
        try document.change([["text": "all"]], version: 3, .utf16)
        #expect(document.version == 3 && document.lines.bytes == Array("all".utf8))
        #expect(throws: RequestError.self) {
            try document.change([["range": 5, "text": ""]], version: 4, .utf16)
        }
        #expect(throws: RequestError.self) { try document.change([[:]], version: 4, .utf16) }
    }

    /// A range the wrong way round, or in the middle of a character, must not be a crash.
    @Test func strangeRanges() throws {
        var document = try #require(
            Document(uri: "file:///t/Kconfig", language: "", version: 1, text: "ä𝄞\nb"))
        let range = TextRange(.init(line: 1, character: 1), .init(line: 0, character: 2))
        try document.change([["range": range.json, "text": "c"]], version: 2, .utf16)
        #expect(String(decoding: document.lines.bytes, as: UTF8.self) == "ä𝄞\nbc")
    }

    @Test func linesAreFoundAgain() {
        let map = LineMap(from: lines("a\nb\nc\nd\n"), to: lines("a\nb\nX\nY\nd\n"))
        #expect((0..<4).map { map[$0] } == [0, 1, nil, 4])
        let same = LineMap(from: lines("a\na\na\n"), to: lines("a\na\na\na\n"))
        #expect(same[0] == 0 && same[3] == nil || same[3] == 4)
    }

    @Test(arguments: [
        ("file:///a/b%20c", "/a/b c"), ("file://localhost/a/../b", "/b"), ("file:///%C3%A4", "/ä"),
        ("file:///a%2", "/a%2"), ("file:///a?b#c", "/a"),
    ])
    func paths(uri: String, path: String) { #expect(FileURI.path(uri) == path) }

    @Test func whatIsNoFile() {
        for uri in ["untitled:1", "file://host/a", "http://a/b", "file:", ""] {
            #expect(FileURI.path(uri) == nil)
        }
    }

    @Test func urisAreReadBack() {
        for path in ["/a/b c", "/ä/%41", "/a+b#c?d"] { #expect(FileURI.path(FileURI.uri(path)) == path) }
    }

    @Test(arguments: [
        ("/k/Kconfig", DocumentKind.kconfig), ("/k/Kconfig.debug", .kconfig), ("/k/.config", .config),
        ("/k/x_defconfig", .defconfig), ("/k/debug.config", .fragment), ("/k/.satconfig", .satconfig),
        ("/k/Makefile", .code), ("/k/a.c", .code), ("/k/config-6.1.0-amd64", .config),
    ])
    func kinds(path: String, kind: DocumentKind) {
        #expect(Document(uri: FileURI.uri(path), language: "", version: 1, text: "")?.kind == kind)
    }

    @Test func languagesTellWhereNamesDoNot() {
        let kind = { (language: String) in
            Document(uri: "untitled:1", language: language, version: 1, text: "")?.kind
        }
        #expect(kind("kconfig") == .kconfig && kind("dotconfig") == .fragment && kind("rust") == .code)
        #expect(kind("markdown") == nil)
    }
}

@Suite struct KconfigWordsTests {
    private func words(_ text: String) -> [String] {
        var found: [String] = []
        let bytes = Array(text.utf8)
        bytes.withUnsafeBufferPointer {
            var words = KconfigWords($0)
            words.scan { found.append(String(decoding: bytes[$0.range], as: UTF8.self)) }
        }
        return found
    }

    @Test func onlyStatements() {
        #expect(
            words(
                """
                config A # B
                	bool "C D"
                	default $(cc-option,E $(F)) if G
                	depends on H && \\
                		!I
                	help
                	  J config K

                	  L
                config M
                """) == [
                    "config", "A", "bool", "default", "if", "G", "depends", "on", "H", "I", "help", "config",
                    "M",
                ]
        )
    }

    @Test func whatIsNotClosed() {
        #expect(words("default \"a\nb $(c\nd '") == ["default", "b", "d"])
        #expect(words("\\") == [] && words("\"\\") == [] && words("$") == [] && words("help") == ["help"])
    }
}
