// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// A matrix file: a line for each cell, `cell NAME arch=A KEY=VALUE… VAR=value… tree=DIR probes=FILE output=FILE POLICY…`.
public struct MatrixFile: Sendable {
    public let cells: [MatrixCell]

    /// The keys that any cell has.
    public var keys: Set<String> { Set(cells.flatMap(\.keys.keys)) }

    public init(cells: [MatrixCell]) { self.cells = cells }

    /// Reads it.
    ///
    /// - Parameters:
    ///   - text: the content; `#` begins a comment, words with blanks stand in double quotes.
    ///   - name: for messages.
    /// - Throws: `SatconfigError` with every error.
    public init(_ text: String, name: String) throws(SatconfigError) {
        var reader = MatrixFileReader(name: name)
        for (number, line) in text.fileLines.enumerated() {
            reader.read(String(line), number + 1)
        }
        if !reader.errors.isEmpty { throw SatconfigError(diagnostics: reader.errors) }
        cells = reader.cells
    }

    /// The cells of those names, in the order of the file; all for none.
    ///
    /// - Throws: `UnknownCell`.
    public func cells(named names: [String]) throws(UnknownCell) -> [MatrixCell] {
        for name in names where !cells.contains(where: { $0.name == name }) {
            throw UnknownCell(name: name, near: NearMiss.names(for: name, among: cells.map(\.name)))
        }
        return names.isEmpty ? cells : cells.filter { names.contains($0.name) }
    }

    public struct UnknownCell: Error {
        public let name: String
        /// Names that may have been meant.
        public let near: [String]
    }
}

private struct MatrixFileReader {
    let name: String
    private(set) var cells: [MatrixCell] = []
    private(set) var errors: [SatconfigDiagnostic] = []

    init(name: String) { self.name = name }

    private typealias Word = (text: String, column: Int)

    mutating func read(_ text: String, _ number: Int) {
        let body = SatconfigReader.body(of: text)
        if body.isEmpty || body.hasPrefix("#") { return }
        let words = Self.words(body, in: text)
        guard words[0].text == "cell" else {
            return report(
                text, number, words[0].column, "can't read this line",
                hint: "a line is 'cell NAME arch=A KEY=VALUE… output=FILE POLICY…'")
        }
        guard words.count > 1, Self.isName(words[1].text) else {
            return report(
                text, number, words.count > 1 ? words[1].column : words[0].column,
                "the name of a cell expected: letters, digits, '-', '_', '.', '+'")
        }
        if let other = cells.first(where: { $0.name == words[1].text }) {
            return report(
                text, number, words[1].column, "there is a cell \(other.name) already",
                hint: "it is at \(other.origin.place)")
        }
        readCell(words, text, number)
    }

    private mutating func readCell(_ words: [Word], _ text: String, _ number: Int) {
        var (keys, single): ([String: String], [String: String]) = ([:], [:])
        var (variables, policies): ([String], [String]) = ([], [])
        for (word, column) in words.dropFirst(2) {
            guard let equals = word.firstIndex(of: "=") else {
                policies.append(word)
                continue
            }
            let (key, value) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
            if ["arch", "tree", "probes", "output"].contains(key) {
                if value.isEmpty { report(text, number, column, "\(key)= needs a value") }
                if single.updateValue(value, forKey: key) != nil {
                    report(text, number, column, "\(key) is said twice")
                }
            } else if Self.isVariable(key) {
                variables.append(word)
            } else if key != "cell", Self.isName(key), Self.isName(value) {
                if keys.updateValue(value, forKey: key) != nil {
                    report(text, number, column, "\(key) is said twice")
                }
            } else {
                report(
                    text, number, column, key == "cell" ? "the key cell is the name" : "KEY=VALUE expected",
                    hint:
                        "keys and values are letters, digits, '-', '_', '.', '+'; variables of make are capitals"
                )
            }
        }
        check(words[1], single["output"], policies, text, number)
        cells.append(
            MatrixCell(
                name: words[1].text, keys: keys, arch: single["arch"], variables: variables,
                tree: single["tree"], probes: single["probes"], output: single["output"] ?? "",
                policies: policies,
                origin: RequirementOrigin(file: name, line: number, column: words[1].column)))
    }

    private mutating func check(
        _ cell: Word, _ output: String?, _ policies: [String], _ text: String, _ number: Int
    ) {
        if output == nil {
            report(
                text, number, cell.column, "cell \(cell.text) has no output",
                hint: "output=configs/\(cell.text)")
        } else if let other = cells.first(where: { $0.output == output }) {
            report(
                text, number, cell.column, "cell \(cell.text) has the output of \(other.name)",
                hint: "it is at \(other.origin.place)")
        }
        if policies.isEmpty {
            report(
                text, number, cell.column, "cell \(cell.text) has no policy",
                hint: "files with lines of .satconfig come last")
        }
    }

    private mutating func report(
        _ text: String, _ number: Int, _ column: Int, _ message: String, hint: String? = nil
    ) {
        errors.append(
            SatconfigDiagnostic(
                severity: .error, origin: RequirementOrigin(file: name, line: number, column: column),
                message: message, line: text, hint: hint))
    }

    /// Words between blanks, and the columns they begin in; blanks between double quotes are part of a word.
    private static func words(_ body: Substring, in text: String) -> [Word] {
        var words: [Word] = []
        var word: String?
        var (column, start) = (text.distance(from: text.startIndex, to: body.startIndex) + 1, 0)
        var isQuoted = false
        for character in body {
            if character.isWhitespace && !isQuoted {
                if let done = word { words.append((done, start)) }
                word = nil
            } else {
                if word == nil { (word, start) = ("", column) }
                if character == "\"" { isQuoted.toggle() } else { word!.append(character) }
            }
            column += 1
        }
        if let done = word { words.append((done, start)) }
        return words
    }

    private static func isName(_ text: String) -> Bool { PolicyCell.isWord(text) }

    /// Keys have small letters, variables of make have none.
    private static func isVariable(_ text: String) -> Bool {
        text.utf8.first.map { (0x41...0x5A).contains($0) || $0 == 0x5F } ?? false
            && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
