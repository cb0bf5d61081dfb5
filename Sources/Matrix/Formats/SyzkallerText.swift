// SPDX-License-Identifier: GPL-2.0-or-later
import Solver

/// The part of YAML that `SyzkallerConfigs` is written in: keys at the margin, each with a word, a text block, a mapping of words,
/// or a list of `NAME`, `NAME: value` and `NAME: [word, …]`.
struct SyzkallerText {
    /// A value, or a constraint.
    struct Word: Equatable {
        /// Without its quotes.
        let text: String
        let isQuoted: Bool
    }

    struct Item {
        let name: String
        let words: [Word]
        let line: Int
        /// The comments above it, or above its paragraph.
        let note: String?
    }

    private(set) var lists: [String: [Item]] = [:]
    /// What stands behind a key, or in the block below it.
    private(set) var texts: [String: String] = [:]
    private(set) var errors: [SatconfigDiagnostic] = []

    private var key = ""
    private var isText = false
    /// Of the lines of a list that goes over several.
    private var open: (text: String, line: Int)?
    private var comments: [String] = []
    private var isBehindItem = false

    init(_ text: String, name: String) {
        for (index, line) in text.fileLines.enumerated() {
            read(line, index + 1, name)
        }
        if let open { fail(name, open.line, open.text, "this list has no end") }
    }

    private mutating func fail(_ file: String, _ line: Int, _ text: String, _ message: String) {
        errors.append(
            SatconfigDiagnostic(
                severity: .error, origin: RequirementOrigin(file: file, line: line, column: 1),
                message: message, line: text,
                hint: "a line is ' - NAME', ' - NAME: value' or ' - NAME: [value, feature, -feature]'"))
    }

    private mutating func read(_ line: Substring, _ number: Int, _ file: String) {
        let isIndented = line.first?.isWhitespace ?? false
        if isText && (isIndented || line.isEmpty) {
            texts[key, default: ""] += line.drop { $0.isWhitespace } + "\n"
            return
        }
        let body = Self.body(line)
        if body.isEmpty {
            readComment(line)
        } else if let begun = open {
            take(begun.text + " " + body, begun.line, file)
        } else if body.hasPrefix("- ") {
            take(String(body.dropFirst(2)), number, file)
        } else if let colon = Self.colon(body) {
            readKey(body[..<colon], body[body.index(after: colon)...].drop { $0.isWhitespace }, isIndented)
        } else {
            fail(file, number, String(line), "can't read this line")
        }
    }

    private mutating func readComment(_ line: Substring) {
        let text = line.drop { $0.isWhitespace }
        guard text.hasPrefix("#") else {
            (comments, isBehindItem) = ([], false)
            return
        }
        if isBehindItem { (comments, isBehindItem) = ([], false) }
        let words = text.drop { $0 == "#" || $0.isWhitespace }
        if !words.isEmpty { comments.append(String(words)) }
    }

    private mutating func readKey(_ name: Substring, _ rest: Substring, _ isIndented: Bool) {
        (comments, isBehindItem) = ([], false)
        if isIndented {
            texts["\(key).\(name)"] = Self.unquoted(rest)
            return
        }
        key = String(name)
        isText = rest.hasPrefix("|")
        if !isText && !rest.isEmpty { texts[key] = Self.unquoted(rest) }
    }

    private mutating func take(_ text: String, _ number: Int, _ file: String) {
        let body = text[...]
        guard let colon = Self.colon(body) else { return add(Self.unquoted(body), [], number) }
        let value = body[body.index(after: colon)...].drop { $0.isWhitespace }
        if value.hasPrefix("[") && !value.hasSuffix("]") {
            open = (text, number)
            return
        }
        open = nil
        guard let words = Self.words(value) else {
            return fail(file, number, text, "a value or [value, feature, -feature] expected")
        }
        add(Self.unquoted(body[..<colon]), words, number)
    }

    private mutating func add(_ name: String, _ words: [Word], _ number: Int) {
        let note = comments.isEmpty ? nil : comments.joined(separator: " ")
        lists[key, default: []].append(Item(name: name, words: words, line: number, note: note))
        isBehindItem = true
    }

    // MARK: - Words

    /// A line without blanks around it and the comment at its end.
    private static func body(_ line: Substring) -> Substring {
        var body = line.drop { $0.isWhitespace }
        var previous: Character = " "
        for (index, character, isQuoted) in QuotedText(body) {
            if character == "#" && !isQuoted && previous.isWhitespace {
                body = body[..<index]
                break
            }
            previous = character
        }
        while body.last?.isWhitespace ?? false { body.removeLast() }
        return body
    }

    /// Where the name of an item or a key ends.
    private static func colon(_ body: Substring) -> Substring.Index? {
        for (index, character, isQuoted) in QuotedText(body) where character == ":" && !isQuoted {
            let next = body.index(after: index)
            if next == body.endIndex || body[next].isWhitespace { return index }
        }
        return nil
    }

    private static func unquoted(_ text: Substring) -> String {
        var text = text
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"")
            ? String(text.dropFirst().dropLast()) : String(text)
    }

    /// One word, or those of a list.
    private static func words(_ value: Substring) -> [Word]? {
        guard value.hasPrefix("[") else { return value.isEmpty ? nil : [word(value)] }
        let inner = value.dropFirst().dropLast()
        var parts: [Word] = []
        var start = inner.startIndex
        for (index, character, isQuoted) in QuotedText(inner) where character == "," && !isQuoted {
            parts.append(word(inner[start..<index]))
            start = inner.index(after: index)
        }
        parts.append(word(inner[start...]))
        return parts.filter { !$0.text.isEmpty || $0.isQuoted }
    }

    private static func word(_ text: Substring) -> Word {
        let body = text.drop { $0.isWhitespace }
        return Word(text: unquoted(body), isQuoted: body.hasPrefix("\""))
    }
}
