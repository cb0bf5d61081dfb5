// SPDX-License-Identifier: GPL-2.0-or-later

/// A line of a make file.
public struct MakePlace: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    public let line: Int
    /// Tells apart what is unknown at the same line.
    var mark = ""
    /// The name of a test for it.
    var question: String { mark.isEmpty ? description : "\(description)\t\(mark)" }
    var plain: MakePlace { MakePlace(file: file, line: line) }

    init(file: String, line: Int, mark: String = "") {
        self.file = file
        self.line = line
        self.mark = mark
    }

    public var description: String { "\(file):\(line)" }
}

/// Text that depends on the configuration: pieces, one behind the other.
struct MakeValue {
    /// A text that is there under a condition.
    struct Alternative {
        let guarded: BuildCondition
        let text: String
        /// Only a build can tell the text.
        var isUnknown = false
    }

    /// One of some texts, which exclude each other; where none holds it is empty.
    struct Piece {
        let alternatives: [Alternative]
        let place: MakePlace

        var literal: String? {
            alternatives.count == 1 && alternatives[0].guarded.isAlways && !alternatives[0].isUnknown
                ? alternatives[0].text : nil
        }
    }

    /// A word of a list.
    struct Word {
        var guarded: BuildCondition
        var text: String
        var isUnknown = false
        let place: MakePlace
    }

    var pieces: [Piece] = []

    init(_ pieces: [Piece] = []) { self.pieces = pieces }

    init(_ text: String, _ place: MakePlace) {
        if !text.isEmpty {
            pieces = [Piece(alternatives: [Alternative(guarded: .always, text: text)], place: place)]
        }
    }

    /// Stands in texts for what is not known.
    static let gap = "\u{1}"

    /// - Parameter tail: how each of its words ends, as far as that is known.
    static func unknown(_ place: MakePlace, tail: String = "") -> MakeValue {
        let text = Alternative(guarded: .always, text: gap + tail, isUnknown: true)
        return MakeValue([Piece(alternatives: [text], place: place)])
    }

    /// The text when no piece depends on anything.
    var literal: String? {
        if pieces.isEmpty { return "" }
        if pieces.count == 1 { return pieces[0].literal }
        var text = ""
        for piece in pieces {
            guard let part = piece.literal else { return nil }
            text += part
        }
        return text
    }

    mutating func append(_ text: String, _ place: MakePlace) { pieces += MakeValue(text, place).pieces }

    /// With each text changed.
    func mapped(_ change: (String) -> String) -> MakeValue {
        MakeValue(
            pieces.map { piece in
                Piece(
                    alternatives: piece.alternatives.map {
                        Alternative(
                            guarded: $0.guarded, text: change($0.text), isUnknown: $0.isUnknown)
                    }, place: piece.place)
            })
    }

    func guarded(_ condition: BuildCondition) -> MakeValue {
        if condition.isAlways { return self }
        return MakeValue(
            pieces.map { piece in
                Piece(
                    alternatives: piece.alternatives.compactMap { alternative in
                        let both = alternative.guarded.and(condition)
                        return both.isNever
                            ? nil
                            : Alternative(
                                guarded: both, text: alternative.text, isUnknown: alternative.isUnknown)
                    }, place: piece.place)
            })
    }

    /// Words as a value again, with blanks between them, but not between those that exclude each other.
    init(words: [Word]) {
        var run: [Alternative] = []
        for (index, word) in words.enumerated() {
            run.append(Alternative(guarded: word.guarded, text: word.text, isUnknown: word.isUnknown))
            if index + 1 < words.count, !word.guarded.isAlways, Self.excludes(words[index + 1], run) {
                continue
            }
            pieces.append(Piece(alternatives: run, place: word.place))
            if index + 1 < words.count { append(" ", word.place) }
            run = []
        }
    }

    private static func excludes(_ word: Word, _ run: [Alternative]) -> Bool {
        run.allSatisfy { $0.guarded.and(word.guarded).isNever }
    }

    // MARK: - Reading

    /// All texts that it can be; nil when there are too many.
    var cases: [Alternative]? {
        if let literal { return [Alternative(guarded: .always, text: literal)] }
        var open = [Alternative(guarded: .always, text: "")]
        for piece in pieces {
            open = Self.product(open, piece)
            if open.count > 64 { return nil }
        }
        return open
    }

    private static func product(_ open: [Alternative], _ piece: Piece) -> [Alternative] {
        var next: [Alternative] = []
        var places: [String: Int] = [:]
        func add(_ guarded: BuildCondition, _ text: String, _ isUnknown: Bool) {
            if guarded.isNever { return }
            let key = (isUnknown ? "?" : "=") + text
            if let place = places[key] {
                next[place] = Alternative(
                    guarded: next[place].guarded.or(guarded), text: text, isUnknown: isUnknown)
            } else {
                places[key] = next.count
                next.append(Alternative(guarded: guarded, text: text, isUnknown: isUnknown))
            }
        }
        let rest = !piece.alternatives.reduce(.never) { $0.or($1.guarded) }
        for before in open {
            for alternative in piece.alternatives {
                add(
                    before.guarded.and(alternative.guarded), before.text + alternative.text,
                    before.isUnknown || alternative.isUnknown)
            }
            add(before.guarded.and(rest), before.text, before.isUnknown)
        }
        return next
    }

    /// Its words, each with its condition.
    var words: [Word] {
        var splitter = WordSplitter()
        for piece in pieces { splitter.take(piece) }
        splitter.endWord()
        return splitter.words
    }

    /// When there is any text but blanks in it.
    var isThere: BuildCondition {
        var condition = BuildCondition.never
        for word in words {
            let there =
                word.isUnknown
                ? word.guarded.and(.unknown(word.place.question)) : word.guarded
            condition = condition.or(there)
            if condition.isAlways { break }
        }
        return condition
    }
}

/// Cuts a value at blanks.
private struct WordSplitter {
    var words: [MakeValue.Word] = []
    /// What the word at hand can be so far. Where none of their conditions holds, the next text begins a word.
    private var open: [MakeValue.Word] = []

    mutating func take(_ piece: MakeValue.Piece) {
        if let literal = piece.literal, !literal.isEmpty { return take(literal: literal, piece.place) }
        let starts = open
        open = []
        for start in starts {
            for alternative in piece.alternatives {
                let guarded = start.guarded.and(alternative.guarded)
                if !guarded.isNever { continued(start, alternative, guarded, piece.place) }
            }
            var other = start
            other.guarded = piece.alternatives.reduce(start.guarded) { $0.without($1.guarded) }
            if !other.guarded.isNever { open.append(other) }
        }
        for alternative in piece.alternatives {
            // Of blanks no word begins.
            if !alternative.isUnknown, alternative.text.utf8.allSatisfy(isBlank) { continue }
            let guarded = starts.reduce(alternative.guarded) { $0.without($1.guarded) }
            if guarded.isNever { continue }
            let start = MakeValue.Word(guarded: guarded, text: "", place: piece.place)
            continued(start, alternative, guarded, piece.place)
        }
        open = Self.merged(open)
        // So many words that begin alike are no list of objects: it may be anything.
        if open.count > Self.limit {
            open = [
                MakeValue.Word(guarded: .always, text: MakeValue.gap, isUnknown: true, place: piece.place)
            ]
        }
    }

    private static let limit = 64

    /// Adds a text to a word; whole words in it are done.
    private mutating func continued(
        _ start: MakeValue.Word, _ text: MakeValue.Alternative, _ guarded: BuildCondition, _ place: MakePlace
    ) {
        let isUnknown = start.isUnknown || text.isUnknown
        guard text.text.utf8.contains(where: isBlank) else {
            open.append(
                MakeValue.Word(
                    guarded: guarded,
                    text: start.isUnknown && !text.text.isEmpty ? MakeValue.gap : start.text + text.text,
                    isUnknown: isUnknown,
                    place: text.isUnknown || start.text.isEmpty && !start.isUnknown ? place : start.place))
            return
        }
        var parts = text.text.utf8.split(omittingEmptySubsequences: false, whereSeparator: isBlank).map {
            String(Substring($0))
        }
        let last = parts.removeLast()
        for (index, part) in parts.enumerated() {
            let text = index == 0 ? start.text + part : part
            if !text.isEmpty || (index == 0 && isUnknown) {
                words.append(
                    MakeValue.Word(guarded: guarded, text: text, isUnknown: isUnknown, place: place))
            }
        }
        if !last.isEmpty { open.append(MakeValue.Word(guarded: guarded, text: last, place: place)) }
    }

    private mutating func take(literal: String, _ place: MakePlace) {
        var start = true
        for part in literal.utf8.split(omittingEmptySubsequences: false, whereSeparator: isBlank) {
            if !start { endWord() }
            start = false
            if part.isEmpty { continue }
            let text = String(Substring(part))
            let fresh = open.reduce(BuildCondition.always) { $0.without($1.guarded) }
            // The end of something unknown is only that of its last word.
            for index in open.indices {
                open[index].text = open[index].isUnknown ? MakeValue.gap : open[index].text + text
            }
            if !fresh.isNever { open.append(MakeValue.Word(guarded: fresh, text: text, place: place)) }
        }
    }

    mutating func endWord() {
        words += open.filter { !$0.text.isEmpty || $0.isUnknown }
        open = []
    }

    private static func merged(_ list: [MakeValue.Word]) -> [MakeValue.Word] {
        guard list.count > 1 else { return list }
        var kept: [MakeValue.Word] = []
        for word in list {
            if let index = kept.firstIndex(where: { $0.text == word.text && $0.isUnknown == word.isUnknown })
            {
                kept[index].guarded = kept[index].guarded.or(word.guarded)
            } else {
                kept.append(word)
            }
        }
        return kept
    }
}

/// Of a name or a number.
func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
    default: false
    }
}

func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
