// SPDX-License-Identifier: GPL-2.0-or-later

/// The characters of a text, each with the knowledge whether it stands between double quotes. A backslash takes
/// its meaning from the quote after it, and from a backslash.
public struct QuotedText: Sequence, IteratorProtocol {
    private let text: Substring
    private var index: Substring.Index
    private var isQuoted = false
    private var isEscaped = false

    public init(_ text: Substring) {
        self.text = text
        index = text.startIndex
    }

    public mutating func next() -> (index: Substring.Index, character: Character, isQuoted: Bool)? {
        guard index < text.endIndex else { return nil }
        let character = text[index]
        defer { index = text.index(after: index) }
        let wasQuoted = isQuoted
        if isEscaped {
            isEscaped = false
        } else if character == "\\" && isQuoted {
            isEscaped = true
        } else if character == "\"" {
            isQuoted.toggle()
        }
        return (index, character, wasQuoted)
    }
}
