// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse

/// A text that a client has opened.
struct Document: Sendable {
    let uri: String
    /// Nil for what is no file.
    let path: String?
    let kind: DocumentKind
    /// As the client counts.
    private(set) var version: Int
    private(set) var lines: TextLines

    /// Longer ones are kept but not looked at.
    static let longest = 16 << 20

    /// Nil for a kind of document that is nothing to the server.
    init?(uri: String, language: String, version: Int, text: String) {
        self.uri = uri
        self.version = version
        path = FileURI.path(uri)
        let bytes = Array(text.utf8)
        let place = path ?? uri
        let name = place.split(separator: "/").last.map(String.init) ?? place
        guard let kind = DocumentKind(name: name, language: language, bytes) else { return nil }
        self.kind = kind
        lines = TextLines(bytes)
    }

    /// What messages call it.
    var name: String { path ?? uri }

    var source: SourceText { SourceText(copying: lines.bytes) }
    var isTooLong: Bool { lines.bytes.count > Self.longest }

    /// Puts in what a `didChange` says, in order. A change without a range is the whole text.
    ///
    /// - Throws: for changes that are none; those before it stay.
    mutating func change(
        _ changes: [JSONValue], version: Int, _ encoding: PositionEncoding
    ) throws(RequestError) {
        self.version = version
        for change in changes {
            guard let text = change["text"]?.string else { throw .parameters("a change has a text") }
            guard let json = change["range"], json != .null else {
                lines = TextLines(Array(text.utf8))
                continue
            }
            guard let range = TextRange(json) else { throw .parameters("a range has a start and an end") }
            lines.replace(lines.offsets(range, encoding), with: text.utf8)
        }
    }
}
