// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse

/// The texts that a client has opened, as it has them.
struct OpenDocuments {
    private(set) var all: [String: Document] = [:]

    subscript(uri: String) -> Document? { all[uri] }

    /// The document of a file.
    func document(path: String) -> Document? { all.values.first { $0.path == path } }

    /// A `.config` that is open, such as that of a build folder.
    var wholeConfig: Document? { all.values.filter { $0.kind == .config }.min { $0.uri < $1.uri } }

    mutating func open(_ document: Document) { all[document.uri] = document }
    mutating func close(_ uri: String) -> Document? { all.removeValue(forKey: uri) }

    /// - Returns: nil for a document that is not open, as those that are nothing to the server are.
    mutating func change(
        _ uri: String, _ changes: [JSONValue], version: Int, _ encoding: PositionEncoding
    ) throws(RequestError) -> Document? {
        guard var document = all.removeValue(forKey: uri) else { return nil }
        defer { all[uri] = document }
        try document.change(changes, version: version, encoding)
        return document
    }

    /// Texts of Kconfig files that are not what is on the disk.
    func unsaved(in folder: String) -> UnsavedTexts {
        var texts: [String: SourceText] = [:]
        for document in all.values where document.kind == .kconfig && !document.isTooLong {
            guard let path = document.path else { continue }
            let text = document.source
            if let saved = SourceText(path: path), saved.bytes.elementsEqual(text.bytes) { continue }
            texts[path] = text
        }
        return UnsavedTexts(workingFolder: folder, texts)
    }
}
