// SPDX-License-Identifier: GPL-2.0-or-later
import JSON
import KconfigParse

/// A part of a file, with its text at hand to say where it is.
struct FilePlace: Hashable {
    let path: String
    let range: TextRange

    var json: JSONValue { ["uri": .string(FileURI.uri(path)), "range": range.json] }
}

/// Where symbols are defined, as the documents are now: a view may be older than what was typed since.
struct SymbolPlaces {
    let view: TreeView
    let documents: OpenDocuments
    let encoding: PositionEncoding

    /// The names in the statements that define a symbol.
    func definitions(_ symbol: SymbolID) -> [FilePlace] {
        let name = view.model.name(symbol)
        var found: [FilePlace] = []
        for menu in view.model.definitions(of: symbol) {
            let location = view.model.menus[menu].location
            let path = view.path(location.file)
            guard let lines = lines(path, location.file) else { continue }
            let range = lines.range(
                Self.statement(of: name, in: lines, near: Int(location.line) - 1), encoding)
            // A file that is sourced twice defines it twice.
            let place = FilePlace(path: path, range: range)
            if !found.contains(place) { found.append(place) }
        }
        return found
    }

    /// The text of a file: what is open, else what was read.
    func lines(_ path: String, _ file: FileID) -> TextLines? {
        documents.document(path: path)?.lines ?? TextLines(Array(view.model.sources.files[file].text.bytes))
    }

    /// The name in `config NAME`: that of the nearest line, else the line itself.
    static func statement(of name: String, in lines: TextLines, near line: Int) -> Range<Int> {
        var best: Range<Int>?
        lines.bytes.withUnsafeBufferPointer { bytes in
            if let range = defined(lines, line), lines.text(range) == name {
                best = range
                return
            }
            var words = KconfigWords(bytes)
            words.scan { word in
                guard word.index == 1, lines.text(word.range) == name,
                    ["config", "menuconfig"].contains(lines.text(word.keyword))
                else { return }
                let distance = { (range: Range<Int>) in abs(lines.line(of: range.lowerBound) - line) }
                if best.map({ distance(word.range) < distance($0) }) ?? true { best = word.range }
            }
        }
        return best ?? lines.range(ofLine: line)
    }

    /// The second word of a line.
    private static func defined(_ lines: TextLines, _ line: Int) -> Range<Int>? {
        let words = lines.line(line).split { $0 == 0x20 || $0 == 0x09 }
        return words.count == 2 ? words[1].startIndex..<words[1].endIndex : nil
    }
}
